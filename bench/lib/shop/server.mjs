import { orderJson } from './checkout.mjs';
import { major } from './markets.mjs';
import { DAY, iso, MINUTE, SECOND } from './time.mjs';

/** Shares of orders of which something is given back, and of those that are given back whole. */
const REFUNDED = 0.09;
const WHOLLY = 0.45;

/** The shop's own server tells of an order, by the moment when it was placed. */
export function reportByServer(shop, order, at) {
  const { random, options } = shop;
  tell(shop, { name: 'checkout_complete', at, order, json: orderJson(order, order.total) });
  if (!random.chance(options.repeat)) return;
  // a webhook that fires again is a second report of the same order
  const again = at + random.between(1, 600) * MINUTE;
  if (tell(shop, { name: 'checkout_complete', at: again, order, json: orderJson(order, order.total) }))
    shop.truth.orderAgain(false);
}

/** Some of what was bought comes back, days later; what would come after the end does not come. */
export function scheduleRefunds(shop, order, orderedAt) {
  const { random, agenda, end, options } = shop;
  if (!options.hasServer || !random.chance(REFUNDED)) return;
  let at = orderedAt;
  let left = order.total;
  const isWhole = random.chance(WHOLLY);
  for (let n = isWhole ? 1 : random.between(1, 3); n > 0 && left > 1; n--) {
    at += DAY + Math.floor(random.exponential(8 * DAY));
    const amount = isWhole ? left : Math.max(1, Math.floor(left * (0.1 + 0.4 * random.next())));
    left -= amount;
    if (at < end) agenda.add(at, () => refund(shop, order, { at, amount, isWhole }));
  }
}

function refund(shop, order, { at, amount, isWhole }) {
  const { id, currency } = order;
  // a refund without an amount gives back all
  const said = isWhole && shop.random.chance(0.3) ? '' : `,"total":${major(amount, currency)}`;
  if (tell(shop, { name: 'refund', at, order, json: `{"id":"${id}","currency":"${currency}"${said}}` }))
    shop.truth.refund(order, amount, at);
}

function tell(shop, { name, at, order, json }) {
  if (at >= shop.end) return false;
  const { random, truth, options } = shop;
  const user = order.user ? `,"userId":"${order.user.id}"` : '';
  const event = `{"eventId":"${random.uuid(at)}","eventName":"${name}","eventTimestamp":"${iso(at)}"${user},"order":${json}`;
  const copies = random.chance(options.repeat) ? 2 : 1;
  for (let copy = 0; copy < copies; copy++) {
    const sentAt = at + random.between(5, 300) + copy * random.between(1, 60) * SECOND;
    const receivedAt = Math.min(sentAt + 10, shop.end - 1);
    const agent = 'shop-server/1.0';
    shop.deliver({
      at: receivedAt,
      sentAt: receivedAt - 10,
      clockOffset: 0,
      agent,
      ip: '192.0.2.0',
      sdk: 'shop-server/1.0',
      isTrusted: true,
      events: [event],
    });
  }
  truth.serverEvent(name, at);
  truth.sent(1, copies);
  return true;
}
