import { minor } from './figures-orders.mjs';
import { productCounts } from './figures-products.mjs';
import { list, text, total } from './truth-view.mjs';

const call = (name, t, { from, to } = t) => `dash.${name}('${from}', '${to}', '${t.zone}')`;

/** dash.overview, for all days or some of them; visitors do not add up over days. */
const overview = (figure, column, figureOf) =>
  ['all days', 'some days'].map((period) => ({
    figure: `dash.overview, ${period}: ${figure}`,
    want: (t) => `${figureOf(t, period === 'all days' ? {} : t.part)}`,
    sql: (t) => `select ${column} from ${call('overview', t, period === 'all days' ? t : t.part)}`,
  }));

const ordersIn = (t, span) =>
  Object.values(t.orders.byCurrency).reduce((sum, { orders }) => sum + total(orders, span), 0);
const byCurrency = (t, figureOf) =>
  text(Object.fromEntries(Object.entries(t.orders.byCurrency).map(([currency, sums]) => [currency, figureOf(sums)])));

const revenue = (column, figureOf) => ({
  figure: `dash.revenue, some days: ${column}`,
  want: (t) => byCurrency(t, (sums) => figureOf(sums, t.part)),
  sql: (t) => {
    const amount = column === 'orders' ? column : `trim_scale(${minor(t, column)})`;
    return list(`select currency as k, ${amount} as n from ${call('revenue', t, t.part)}`);
  },
});

const products = (figure, { code, column }) => ({
  figure: `dash.products: ${figure}`,
  want: (t) =>
    text(code ? productCounts(t.shown.products, figure) : withoutCurrency(productCounts(t.shown.products, figure))),
  sql: (t) =>
    list(
      `select distinct product_id${code ? " || ' ' || currency" : ''} as k, ${column(t)} as n from ${call('products', t)}`,
    ),
});

function withoutCurrency(counts) {
  const sums = {};
  for (const [name, n] of Object.entries(counts)) {
    const [id] = name.split(' ');
    sums[id] = (sums[id] ?? 0) + n;
  }
  return sums;
}

/** What dashboards are told. */
export const DASH_FIGURES = [
  ...overview('events', 'events', (t, span) => total(t.shown.eventsByDay, span) + total(t.server.eventsByDay, span)),
  ...overview('page views', 'page_views', (t, span) => total(t.shown.pageViewsByDay, span)),
  ...overview('sessions', 'sessions', (t, span) => total(t.shown.sessionsByDay, span)),
  ...overview('bounced sessions', 'bounced_sessions', (t, span) => total(t.shown.bouncedByDay, span)),
  ...overview('converting sessions', 'converting_sessions', (t, span) => total(t.shown.convertingByDay, span)),
  ...overview('orders', 'orders', ordersIn),
  {
    figure: 'dash.overview, all days: visitors',
    want: (t) => `${t.shown.visitors}`,
    sql: (t) => `select visitors from ${call('overview', t)}`,
  },
  {
    figure: 'dash.funnel',
    want: (t) => t.shown.funnel.join(' '),
    sql: (t) => `select string_agg(sessions::text, ' ' order by step_number) from ${call('funnel', t)}`,
  },
  revenue('orders', ({ orders }, span) => total(orders, span)),
  revenue('gross', ({ gross }, span) => total(gross, span)),
  revenue('refunded', ({ refundedByOrderDay }, span) => total(refundedByOrderDay, span)),
  revenue('net', ({ gross, refundedByOrderDay }, span) => total(gross, span) - total(refundedByOrderDay, span)),
  ...['views', 'viewers', 'adds', 'removes'].map((name) => products(name, { column: () => name })),
  ...['orders', 'units'].map((name) => products(name, { code: true, column: () => name })),
  products('revenue', { code: true, column: (t) => `trim_scale(${minor(t, 'revenue')})` }),
];
