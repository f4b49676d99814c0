import { dayIn, list, text, total } from './truth-view.mjs';

const ORDERS = 'public.orders';

/** Names of a currency and a day, with their figure. */
function byCurrencyAndDay({ days, orders }, name) {
  const cells = {};
  for (const [currency, sums] of Object.entries(orders.byCurrency))
    for (const [day, n] of sums[name].entries()) cells[`${currency} ${days[day]}`] = n;
  return text(cells);
}

/** A factor that makes minor units of an amount: none, two or three digits stand behind the point. */
export const minor = (t, amount, currency = 'currency') =>
  `(${amount} * case ${currency} ${Object.entries(t.orders.byCurrency)
    .map(([code, { digits }]) => `when '${code}' then ${10 ** digits}`)
    .join(' ')} end)`;

const money = (figure, name, amount) => ({
  figure,
  want: (t) => byCurrencyAndDay(t, name),
  sql: (t) =>
    list(
      `select currency || ' ' || ${dayIn(t, 'ordered_at')} as k, trim_scale(sum(${minor(t, amount)})) as n from ${ORDERS} group by 1`,
    ),
});

const detailed = ({ orders }, figureOf) =>
  text(Object.fromEntries(Object.entries(orders.byId).map(([id, order]) => [id, figureOf(order)])));
const eachOf = ({ orders }, value) => {
  const ids = Object.keys(orders.byId).map((id) => `'${id}'`);
  return `select coalesce(string_agg(order_id || '=' || ${value}, '; ' order by order_id collate "C"), '')
    from ${ORDERS} where order_id in (${ids.join(', ') || 'null'})`;
};

/** Orders, their lines, and what was given back. */
export const ORDER_FIGURES = [
  { figure: 'orders', want: (t) => `${t.orders.count}`, sql: () => `select count(*) from ${ORDERS}` },
  {
    figure: 'orders by currency and day',
    want: (t) => byCurrencyAndDay(t, 'orders'),
    sql: (t) =>
      list(`select currency || ' ' || ${dayIn(t, 'ordered_at')} as k, count(*) as n from ${ORDERS} group by 1`),
  },
  money('gross by currency and day', 'gross', 'total'),
  money('tax by currency and day', 'tax', 'tax'),
  money('shipping by currency and day', 'shipping', 'shipping'),
  money('refunded by currency and day of the order', 'refundedByOrderDay', 'refunded'),
  {
    figure: 'units by currency and day',
    want: (t) => byCurrencyAndDay(t, 'units'),
    sql: (t) =>
      list(`select currency || ' ' || ${dayIn(t, 'ordered_at')} as k, sum(item_count) as n from ${ORDERS} group by 1`),
  },
  {
    figure: 'order lines',
    want: (t) => `${Object.values(t.orders.byCurrency).reduce((sum, { lines }) => sum + total(lines), 0)}`,
    sql: () => 'select count(*) from public.order_items',
  },
  {
    figure: 'orders by coupon',
    want: (t) => text(t.orders.coupons),
    sql: () => list(`select coupon as k, count(*) as n from ${ORDERS} where coupon is not null group by 1`),
  },
  {
    figure: 'reports of orders that repeat one',
    trusted: true,
    want: (t) => `${t.happened.ordersReportedAgain}`,
    // the server's and the browser's report of an order are not repeats of each other
    sql: () => `
      select sum(o.count_reports - 1) - count(*) filter (where o.is_trusted) from ${ORDERS} as o`,
  },
  {
    figure: 'reports of orders that differ',
    want: (t) => `${t.happened.conflicts}`,
    sql: () => `select sum(count_conflicts) from ${ORDERS}`,
  },
  {
    figure: 'each order: total',
    want: (t) => detailed(t, ({ total: amount }) => amount),
    sql: (t) => eachOf(t, `trim_scale(${minor(t, 'total')})`),
  },
  {
    figure: 'each order: refunded',
    want: (t) => detailed(t, ({ refunded }) => refunded),
    sql: (t) => eachOf(t, `trim_scale(${minor(t, 'nullif(refunded, 0)')})`),
  },
  {
    figure: 'each order: time',
    want: (t) => detailed(t, ({ at }) => at),
    sql: (t) => eachOf(t, `to_char(ordered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`),
  },
  {
    figure: 'refunds by currency and day of the refund',
    needs: ['public.refunds.refunded_at', 'public.refunds.amount'],
    want: (t) => byCurrencyAndDay(t, 'refundedByRefundDay'),
    sql: (t) =>
      list(
        `select currency || ' ' || ${dayIn(t, 'refunded_at')} as k, trim_scale(sum(${minor(t, 'amount')})) as n
         from public.refunds group by 1`,
      ),
  },
];
