import { step } from './browse.mjs';
import { closeCart, linesOf, touch, wholly } from './cart.mjs';
import { CURRENCIES, major } from './markets.mjs';
import { reportByServer, scheduleRefunds } from './server.mjs';
import { signIn } from './sign-in.mjs';
import { emit } from './tracker.mjs';
import { fiddle, leavePage, openPage, signedInAs } from './visit.mjs';

/** Shares of those who go on at each step of the checkout. */
const GO_ON = { start: 0.75, address: 0.85, payment: 0.92 };
const COUPONS = { WELCOME10: 0.1, AUTUMN15: 0.15 };
/** Sales tax that is added (US); elsewhere prices hold it. */
const ADDED_TAX = 0.0725;
const HELD_TAX = { EUR: 0.19, GBP: 0.2, JPY: 0.1, KWD: 0 };

/** Tries to buy what is in the cart. */
export function checkOut(visit) {
  const { client, shop } = visit;
  const { random } = shop;
  const { cart } = client;
  openPage(visit, { path: '/checkout', title: 'Checkout' });
  step(visit);
  if (!tell(visit, 'checkout_start', `,"cart":${wholly(cart)}`) || !random.chance(GO_ON.start)) return;
  if (!visit.user && random.chance(0.45)) signIn(visit);
  if (!visit.user) signedInAs(visit, undefined, 'guest');
  for (const name of ['address', 'payment']) {
    leavePage(visit);
    openPage(visit, { path: `/checkout/${name}`, title: name, isNewTab: true });
    step(visit);
    if (!tell(visit, 'checkout_step', `,"properties":{"step":"${name}"}`) || !random.chance(GO_ON[name])) return;
  }
  if (visit.now < shop.end) buy(visit, cart);
}

function tell(visit, name, detail) {
  const isHeard = emit(visit, name, detail);
  if (isHeard) visit.hasCheckout = true;
  if (isHeard && visit.client.cart) touch(visit, visit.client.cart, visit.client.cart.total);
  return isHeard;
}

function buy(visit, cart) {
  const { random, options } = visit.shop;
  const order = makeOrder(visit, cart);
  const orderedAt = visit.now;
  leavePage(visit);
  openPage(visit, { path: '/checkout/thank-you', title: 'Thank you', isNewTab: true });
  step(visit);
  if (!report(visit, order)) return;
  const isReportedByServer = options.hasServer && random.chance(options.serverReports);
  if (isReportedByServer) reportByServer(visit.shop, order, orderedAt);
  visit.shop.truth.order(order, isReportedByServer ? orderedAt : visit.now);
  scheduleRefunds(visit.shop, order, visit.now);
  touch(visit, cart, cart.total);
  closeCart(visit, order.id);
  if (random.chance(0.04)) reload(visit, order);
}

/** The browser's report, which makes the session one that bought. */
function report(visit, order, total = order.total) {
  const isHeard = emit(visit, 'checkout_complete', `,"order":${orderJson(order, total)}`);
  if (isHeard) visit.hasPurchase = true;
  return isHeard;
}

/** The confirmation is loaded again: the same order once more, some shops then giving another total. */
function reload(visit, order) {
  fiddle(visit);
  leavePage(visit);
  openPage(visit, { path: '/checkout/thank-you', title: 'Thank you', isNewTab: true });
  const differs = visit.shop.random.chance(0.3) && order.tax > 0;
  const isHeard = report(visit, order, differs ? order.total - order.tax : order.total);
  if (isHeard) visit.shop.truth.orderAgain(differs);
}

function makeOrder(visit, cart) {
  const { shop } = visit;
  const { random } = shop;
  const { currency } = cart;
  const items = [...cart.lines].map(([product, { quantity, offer }]) => ({ product, quantity, paid: offer.paid }));
  const goods = cart.total;
  const coupon = random.chance(0.12) ? random.pick(Object.keys(COUPONS)) : undefined;
  const less = coupon ? Math.round(goods * COUPONS[coupon]) : 0;
  const isFree = goods > euros(60, currency);
  const shipping = isFree ? 0 : euros(4.9, currency);
  const net = goods - less;
  const tax = currency === 'USD' ? Math.round(net * ADDED_TAX) : Math.round(net - net / (1 + HELD_TAX[currency]));
  const total = net + shipping + (currency === 'USD' ? tax : 0);
  const number = ++shop.orders;
  return {
    id: `o-${number}`,
    number: `S${1_000_000 + number}`,
    currency,
    total,
    tax,
    shipping,
    coupon,
    items,
    user: visit.user,
    lines: linesOf(cart),
  };
}

const euros = (amount, currency) => Math.round(amount * CURRENCIES[currency].rate * 10 ** CURRENCIES[currency].digits);

/** An order as events carry it. */
export function orderJson({ id, number, currency, tax, shipping, coupon, lines }, total) {
  const reduced = coupon ? `,"coupon":"${coupon}"` : '';
  return (
    `{"id":"${id}","number":"${number}","currency":"${currency}","total":${major(total, currency)},"tax":${major(tax, currency)},` +
    `"shipping":${major(shipping, currency)}${reduced},"items":[${lines.join(',')}]}`
  );
}
