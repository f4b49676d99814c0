import { offerTo, step } from './browse.mjs';
import { major } from './markets.mjs';
import { DAY } from './time.mjs';
import { emit } from './tracker.mjs';
import { openPage } from './visit.mjs';

/** A cart that nobody touched for so long is emptied by the shop. */
export const CART_LAPSE_MS = 30 * DAY;

/** Puts a product into the cart, of which there is one a device, kept from visit to visit. */
export function addToCart(visit, product) {
  const { client, shop } = visit;
  const { random, truth } = shop;
  visit.now += random.between(500, 5000);
  if (client.cart && visit.now - client.cart.lastAt > CART_LAPSE_MS) closeCart(visit);
  const isNew = client.cart === undefined;
  const cart = client.cart ?? { id: `c-${random.id()}`, currency: client.market.currency, lines: new Map(), total: 0 };
  const offer = offerTo(visit, product);
  const added = 1 + random.repeats(0.15, 4);
  const quantity = (cart.lines.get(product)?.quantity ?? 0) + added;
  const total = cart.total - worth(cart, product) + quantity * offer.paid;
  if (!emit(visit, 'add_to_cart_click', `,"product":${offer.json},"quantity":${added}},"cart":${briefly(cart, total)}`))
    return;
  if (isNew)
    client.cart = Object.assign(cart, {
      createdAt: visit.now,
      lastAt: visit.now,
      longestGap: 0,
      visits: 0,
      lastVisit: undefined,
    });
  cart.lines.set(product, { quantity, offer });
  visit.hasAdd = true;
  truth.productEvent(visit, product, 'adds');
  touch(visit, cart, total);
}

/** What a product's line of the cart comes to: the price stands when it is put in, and anew when more of it is. */
function worth(cart, product) {
  const line = cart.lines.get(product);
  return line ? line.quantity * line.offer.paid : 0;
}

export function removeFromCart(visit) {
  const { client, shop } = visit;
  const { cart } = client;
  const [product, { quantity, offer }] = shop.random.pick([...cart.lines]);
  step(visit);
  const total = cart.total - worth(cart, product);
  const detail = `,"product":${offer.json},"quantity":${quantity}},"cart":${briefly(cart, total)}`;
  if (!emit(visit, 'remove_from_cart_click', detail)) return;
  cart.lines.delete(product);
  shop.truth.productEvent(visit, product, 'removes');
  touch(visit, cart, total);
}

export function openCart(visit) {
  const { cart } = visit.client;
  openPage(visit, { path: '/cart', title: 'Cart' });
  step(visit);
  if (cart && emit(visit, 'cart_view', `,"cart":${wholly(cart)}`)) touch(visit, cart, cart.total);
}

/** The cart was seen to be alive. */
export function touch(visit, cart, total) {
  cart.longestGap = Math.max(cart.longestGap, visit.now - cart.lastAt);
  cart.lastAt = visit.now;
  cart.total = total;
  if (cart.lastVisit !== visit.sessionId) cart.visits++;
  cart.lastVisit = visit.sessionId;
}

/** The cart's story is over: bought, emptied by the shop, or its owner will not be back. */
export function closeCart({ shop, client }, orderId) {
  if (client.cart) shop.truth.cart(client, client.cart, orderId);
  client.cart = undefined;
}

const briefly = ({ id, currency }, total) =>
  `{"id":"${id}","currency":"${currency}","total":${major(total, currency)}}`;

/** The cart with all that is in it, as JSON. */
export const wholly = (cart) => `${briefly(cart, cart.total).slice(0, -1)},"items":[${linesOf(cart).join(',')}]}`;

/** What is in the cart, as JSON. */
export const linesOf = ({ lines }) =>
  [...lines.values()].map(({ quantity, offer }) => `${offer.json},"quantity":${quantity}}`);
