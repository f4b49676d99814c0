import { CART_LAPSE_MS } from './cart.mjs';
import { CURRENCIES } from './markets.mjs';
import { HOUR, iso } from './time.mjs';

/** Silence after which a cart counts as abandoned, in the truth's own words. */
const ABANDONED_MS = 24 * HOUR;

/** What became of carts. */
export function cartCounts(end, detail) {
  const states = Object.fromEntries(Object.keys(CURRENCIES).map((currency) => [currency, {}]));
  const byId = {};
  let count = 0;
  return {
    add(client, cart, orderId) {
      const state = stateOf(cart, orderId, end);
      states[cart.currency][state] ??= { carts: 0, value: 0, recovered: 0 };
      const sums = states[cart.currency][state];
      sums.carts++;
      sums.value += cart.total;
      // it had been left, and somebody took it up again
      if (cart.longestGap >= ABANDONED_MS) sums.recovered++;
      if (count++ >= detail) return;
      const { createdAt, lastAt, longestGap, visits, total, currency } = cart;
      byId[cart.id] = {
        client: client.id,
        state,
        value: total,
        currency,
        visits,
        createdAt: iso(createdAt),
        lastAt: iso(lastAt),
        longestGapMs: longestGap,
        ...(orderId && { orderId }),
      };
    },
    toJSON: () => ({
      count,
      rule: { abandonedAfterMs: ABANDONED_MS, lapsedAfterMs: CART_LAPSE_MS },
      byCurrencyAndState: states,
      byId,
    }),
  };
}

/** As of the end. */
function stateOf({ lastAt, longestGap, lines }, orderId, end) {
  if (orderId) return 'purchased';
  if (lines.size === 0) return 'empty';
  if (end - lastAt >= CART_LAPSE_MS) return 'lapsed';
  if (end - lastAt >= ABANDONED_MS) return 'abandoned';
  return longestGap >= ABANDONED_MS ? 'recovered' : 'open';
}
