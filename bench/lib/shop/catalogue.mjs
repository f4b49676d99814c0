import { CURRENCIES, major } from './markets.mjs';
import { weighted, zipf } from './random.mjs';
import { DAY } from './time.mjs';

/** Popularity of products; shops report exponents from 0.8 to 1.2. */
const PRODUCT_SKEW = 0.9;
/** Share of price versions with a reduced price beside the price. */
const REDUCED = 0.18;
const TREE = {
  Computers: ['Laptops', 'Desktops', 'Monitors', 'Keyboards', 'Cables'],
  Phones: ['Smartphones', 'Cases', 'Chargers'],
  Audio: ['Headphones', 'Speakers', 'Turntables'],
  Kitchen: ['Coffee', 'Knives', 'Pans', 'Küchenwaagen'],
  Outdoor: ['Tents', 'Backpacks', 'Lamps', 'Boots'],
};
const BRANDS = ['Aurelia', 'Birch & Co', 'Castor', 'Dunlin', 'Erlen', 'Fjäll', 'Grünwald', 'Hikari', 'Ibis', 'Jovial'];
const ADJECTIVES = ['Plain', 'Light', 'Grand', 'Quiet', 'Swift', 'Solid', 'Fine', 'Clever'];
const slug = (text) =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** What the shop sells: a tree of categories, and products whose popularity, prices and stock differ. */
export function makeCatalogue({ random, count, start, end }) {
  const categories = Object.entries(TREE).flatMap(([name, subs]) => [
    { name, path: `/${slug(name)}` },
    ...subs.map((sub) => ({ name: `${name} > ${sub}`, path: `/${slug(name)}/${slug(sub)}` })),
  ]);
  const leaves = categories.filter(({ name }) => name.includes(' > '));
  const pickLeaf = weighted(leaves.map((leaf, rank) => [leaf, (rank + 1) ** -0.5]));
  const products = Array.from({ length: count }, (_, index) =>
    makeProduct({ random, index, leaf: pickLeaf(random), start, end }),
  );
  const byCategory = new Map(
    categories.map(({ path }) => [path, products.filter((p) => p.path.startsWith(`${path}/`))]),
  );
  const popular = new Map(
    [...byCategory]
      .filter(([, list]) => list.length > 0)
      .map(([path, list]) => [path, zipf(list.length, PRODUCT_SKEW)]),
  );
  const shelves = categories.filter(({ path }) => popular.has(path));
  const pickRank = zipf(count, PRODUCT_SKEW);
  const pickShelf = zipf(shelves.length, 0.7);
  return {
    products,
    categories: shelves,
    pickProduct: () => products[pickRank(random)],
    pickCategory: () => shelves[pickShelf(random)],
    pickProductOf: ({ path }) => byCategory.get(path)[popular.get(path)(random)],
  };
}

function makeProduct({ random, index, leaf, start, end }) {
  const name = `${random.pick(ADJECTIVES)} ${leaf.name.split(' > ')[1]} ${index + 1}`;
  const changes = Array.from({ length: random.repeats(0.5, 4) }, () => start + random.below(end - start)).sort(
    (a, b) => a - b,
  );
  const euros = 4 * Math.exp(random.next() * 4.6);
  const versions = [start, ...changes].map((from, i) => {
    const base = euros * (i === 0 ? 1 : 0.8 + random.next() * 0.4);
    return { from, euros: base, reduced: random.chance(REDUCED) ? 0.7 + random.next() * 0.2 : undefined, prices: {} };
  });
  const id = `p-${index + 1}`;
  const emptyFrom = random.chance(0.12) ? start + random.below(end - start) : end;
  return {
    index,
    id,
    name,
    category: leaf.name,
    brand: random.pick(BRANDS),
    categoryPath: leaf.path,
    path: `${leaf.path}/${id}`,
    versions,
    emptyFrom,
    emptyUntil: emptyFrom + random.between(1, 12) * DAY,
  };
}

/** Whether a product is sold out at a time. */
export const isSoldOut = (product, at) => at >= product.emptyFrom && at < product.emptyUntil;

/**
 * A product's price at a time: `{ price, paid, json }`, minor units, what is paid being less where it is reduced. `json` is
 * the product as events name it, without its end.
 */
export function offer(product, at, currency) {
  const { versions } = product;
  let i = versions.length - 1;
  while (i > 0 && versions[i].from > at) i--;
  const version = versions[i];
  version.prices[currency] ??= makeOffer(product, version, currency);
  return version.prices[currency];
}

function makeOffer(product, { euros, reduced }, currency) {
  const { digits, rate } = CURRENCIES[currency];
  const minor = (share) => Math.max(1, Math.round(euros * share * rate * 10 ** digits));
  const price = minor(1);
  const paid = reduced ? Math.min(minor(reduced), price) : price;
  const { id, name, category, brand, path } = product;
  const said = JSON.stringify({ id, name, category, brand, urlPath: path, currency }).slice(0, -1);
  const reduction = reduced ? `,"discountPrice":${major(paid, currency)}` : '';
  return { price, paid, currency, json: `${said},"price":${major(price, currency)}${reduction}` };
}
