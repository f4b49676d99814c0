import { openCategory, openHome, openInfo, openInTabs, openProduct, searchFor } from './browse.mjs';
import { addToCart, openCart, removeFromCart } from './cart.mjs';
import { checkOut } from './checkout.mjs';
import { weighted } from './random.mjs';
import { signIn, signOut } from './sign-in.mjs';
import { DIRECT, pickSource } from './sources.mjs';
import { MINUTE } from './time.mjs';
import { closeVisit, fiddle, openVisit } from './visit.mjs';

/** Nobody shops for longer than this at a time. */
const LONGEST_VISIT_MS = 90 * MINUTE;
const MOST_STEPS = 40;
const pickLanding = weighted([
  ['home', 34],
  ['product', 36],
  ['category', 22],
  ['info', 4],
  ['search', 4],
]);
const pickStep = weighted([
  ['product', 34],
  ['category', 26],
  ['search', 11],
  ['home', 6],
  ['cart', 8],
  ['info', 3],
  ['fiddle', 12],
]);
/** What of a list's products people do. */
const CHOOSE = 0.62;
const IN_TABS = 0.06;

/** A shopper's visit, from where they came to where they had enough. */
export function visitShop(shop, client, now) {
  const { random } = shop;
  const source = client.visits > 0 && random.chance(0.45) ? DIRECT : pickSource(random);
  const visit = openVisit(shop, client, { now, source });
  const isBuyer = random.chance(client.cart ? 0.28 : 0.09);
  land(visit);
  if (!random.chance(isBuyer ? 0.02 : 0.38)) stay(visit, isBuyer);
  closeVisit(visit);
  return visit;
}

function stay(visit, isBuyer) {
  const { random } = visit.shop;
  const steps = 1 + random.repeats(isBuyer ? 0.88 : 0.76, MOST_STEPS);
  if (!visit.user && random.chance(0.04)) signIn(visit);
  else if (visit.user && random.chance(visit.client.users.length > 1 ? 0.5 : 0.06)) changeUser(visit);
  for (let n = 0; n < steps && canGoOn(visit); n++) act(visit, pickStep(random), isBuyer ? 0.4 : 0.04);
  if (isBuyer && canGoOn(visit) && visit.client.cart?.lines.size > 0) finish(visit);
}

const canGoOn = (visit) => !visit.isOver && visit.now - visit.startedAt < LONGEST_VISIT_MS;

function land(visit) {
  act(visit, pickLanding(visit.shop.random), 0.05);
}

const OPEN = { home: openHome, info: openInfo, category: openCategory, search: searchFor, fiddle };

function act(visit, what, appetite) {
  const { random } = visit.shop;
  if (what === 'product') return consider(visit, openProduct(visit), appetite);
  if (what === 'cart') return lookIntoCart(visit);
  const found = OPEN[what](visit);
  if (!found?.products.length || !canGoOn(visit) || !random.chance(CHOOSE)) return;
  if (random.chance(IN_TABS)) return openInTabs(visit, found);
  consider(visit, openProduct(visit, random.pick(found.products), { from: found }), appetite);
}

function consider(visit, { product, soldOut }, appetite) {
  if (!soldOut && visit.shop.random.chance(appetite)) addToCart(visit, product);
}

function lookIntoCart(visit) {
  openCart(visit);
  if (visit.client.cart?.lines.size > 0 && visit.shop.random.chance(0.2)) removeFromCart(visit);
}

function finish(visit) {
  const { random } = visit.shop;
  openCart(visit);
  if (random.chance(0.12)) removeFromCart(visit);
  if (visit.client.cart?.lines.size > 0 && random.chance(0.72)) checkOut(visit);
}

function changeUser(visit) {
  signOut(visit);
  if (visit.shop.random.chance(0.6)) signIn(visit);
}
