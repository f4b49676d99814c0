import { minor } from './figures-orders.mjs';
import { list, text } from './truth-view.mjs';

/** What was said of products, named product and currency. */
export const productCounts = ({ figures, total }, figure) => {
  const place = figures.indexOf(figure);
  return Object.fromEntries(Object.entries(total).map(([name, values]) => [name, values[place]]));
};

const acts = (figure, eventName, what = 'count(*)') => ({
  figure: `product ${figure} by product and currency`,
  want: (t) => text(productCounts(t.all.products, figure)),
  sql: () =>
    list(
      `select context_product_id || ' ' || currency as k, ${what} as n from public.clickstream_events
       where event_name = '${eventName}' group by 1`,
    ),
});

const sold = (figure, what) => ({
  figure: `product ${figure} by product and currency`,
  want: (t) => text(productCounts(t.all.products, figure)),
  sql: (t) =>
    list(
      `select product_id || ' ' || currency as k, ${what(t)} as n from public.order_items group by product_id, currency`,
    ),
});

/** A day's figures of a product, where the warehouse has them by day. */
const daily = (figure, column, sumOf = (_, name) => `sum(${name})`) => ({
  figure: `product ${figure} by day`,
  needs: [`public.product_daily.${column}`, 'public.product_daily.currency'],
  want: (t) => {
    const { figures, daily: cells } = t.shown.products;
    const place = figures.indexOf(figure);
    return text(Object.fromEntries(Object.entries(cells).map(([name, values]) => [name, values[place]])));
  },
  sql: (t) => {
    const ids = [...new Set(Object.keys(t.shown.products.daily).map((name) => `'${name.split(' ')[1]}'`))];
    return list(
      `select day || ' ' || product_id || ' ' || currency as k, ${sumOf(t, column)} as n from public.product_daily
       where product_id in (${ids.join(', ') || 'null'}) group by day, product_id, currency`,
    );
  },
});

/** Products: what was looked at, put into carts and bought. */
export const PRODUCT_FIGURES = [
  acts('views', 'product_view'),
  acts('viewers', 'product_view', 'count(distinct client_id)'),
  acts('adds', 'add_to_cart_click'),
  acts('removes', 'remove_from_cart_click'),
  sold('orders', () => 'count(distinct order_id)'),
  sold('units', () => 'sum(quantity)'),
  sold('revenue', (t) => `trim_scale(sum(${minor(t, 'revenue')}))`),
  daily('views', 'views'),
  daily('viewers', 'viewers'),
  daily('adds', 'adds'),
  daily('removes', 'removes'),
  daily('orders', 'orders'),
  daily('units', 'units'),
  daily('revenue', 'revenue', (t, name) => `trim_scale(sum(${minor(t, name)}))`),
];
