import { CURRENCIES } from './markets.mjs';

/** What orders and refunds came to, by currency and day, in minor units. */
export function moneyCounts(days, detail) {
  const zeros = () => new Array(days.length).fill(0);
  const byCurrency = Object.fromEntries(
    Object.entries(CURRENCIES).map(([currency, { digits }]) => [
      currency,
      {
        digits,
        orders: zeros(),
        gross: zeros(),
        tax: zeros(),
        shipping: zeros(),
        units: zeros(),
        lines: zeros(),
        /** What was given back of the day's orders, whenever that was. */
        refundedByOrderDay: zeros(),
        /** What was given back on that day, of whatever order. */
        refundedByRefundDay: zeros(),
        refunds: zeros(),
      },
    ]),
  );
  const byId = {};
  const coupons = {};
  let count = 0;
  return {
    order(order, day, at) {
      const sums = byCurrency[order.currency];
      sums.orders[day]++;
      sums.gross[day] += order.total;
      sums.tax[day] += order.tax;
      sums.shipping[day] += order.shipping;
      sums.lines[day] += order.items.length;
      for (const { quantity } of order.items) sums.units[day] += quantity;
      if (order.coupon) coupons[order.coupon] = (coupons[order.coupon] ?? 0) + 1;
      order.day = day;
      if (count++ < detail)
        byId[order.id] = {
          total: order.total,
          currency: order.currency,
          day: days[day],
          at,
          refunded: 0,
          units: order.items.reduce((n, { quantity }) => n + quantity, 0),
        };
    },
    refund(order, amount, day) {
      const sums = byCurrency[order.currency];
      sums.refundedByOrderDay[order.day] += amount;
      sums.refundedByRefundDay[day] += amount;
      sums.refunds[day]++;
      if (byId[order.id]) byId[order.id].refunded += amount;
    },
    toJSON: () => ({ count, byCurrency, coupons, byId }),
  };
}
