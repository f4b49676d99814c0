import { CURRENCIES } from './markets.mjs';

const FIGURES = ['views', 'viewers', 'adds', 'removes', 'orders', 'units', 'revenue'];
const CODES = Object.keys(CURRENCIES);

/**
 * What happened to products: a row a product and currency over all days, and a row a day of the most popular ones.
 * Viewers are different clients; revenue is in minor units, before refunds.
 */
export function productCounts({ products, days, dailyProducts }) {
  const total = cells(products.length * CODES.length);
  const kept = Math.min(dailyProducts, products.length);
  const daily = cells(days.length * kept * CODES.length);
  return {
    /** @param day index of the day, or undefined for what is counted over all days only */
    add(figure, { product, currency, day, n = 1 }) {
      const code = CODES.indexOf(currency);
      total[figure][product.index * CODES.length + code] += n;
      if (day !== undefined) this.addDaily(figure, { product, currency, day, n });
    },
    addDaily(figure, { product, currency, day, n = 1 }) {
      if (product.index >= kept) return;
      daily[figure][(day * kept + product.index) * CODES.length + CODES.indexOf(currency)] += n;
    },
    toJSON: () => ({
      figures: FIGURES,
      total: rows(total, (i) => `${products[Math.floor(i / CODES.length)].id} ${CODES[i % CODES.length]}`),
      daily: rows(daily, (i) => {
        const product = products[Math.floor(i / CODES.length) % kept];
        return `${days[Math.floor(i / (kept * CODES.length))]} ${product.id} ${CODES[i % CODES.length]}`;
      }),
    }),
  };
}

// Money in minor units outgrows 32 bits.
const cells = (count) => Object.fromEntries(FIGURES.map((name) => [name, new Float64Array(count)]));

/** Figures of the cells that hold anything, by the cell's name. */
function rows(table, nameOf) {
  const found = {};
  for (let i = 0; i < table.views.length; i++) {
    const figures = FIGURES.map((name) => table[name][i]);
    if (figures.some((n) => n !== 0)) found[nameOf(i)] = figures;
  }
  return found;
}
