import { LATE, type Sent } from './model-warehouse.js';

/** A number from 0 to below 1; the same row of numbers for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What chance decides, by one source of numbers. */
export function dice(random: () => number) {
  const below = (count: number) => Math.floor(random() * count);
  const pick = <T>(values: readonly T[]) => values[below(values.length)] as T;
  const maybe = <T>(value: T, chance = 0.5) => (random() < chance ? value : undefined);
  const shuffled = <T>(values: readonly T[]) =>
    values
      .map((value) => ({ value, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ value }) => value);
  return { below, pick, maybe, shuffled };
}
export type Dice = ReturnType<typeof dice>;

/** Events of one run share nothing with another's but days, products, paths and queries. */
export interface ShopOptions {
  random: () => number;
  /** Stands before every id of the run. */
  run: string;
  count: number;
}

const NAMES = [
  'page_view',
  'page_view',
  'page_view',
  'page_leave',
  'product_view',
  'product_view',
  'product_list_view',
  'add_to_cart_click',
  'add_to_cart_click',
  'remove_from_cart_click',
  'cart_view',
  'checkout_start',
  'checkout_step',
  'checkout_complete',
  'refund',
  'search',
  'search',
  'login_success',
  'click',
]; // prettier-ignore
const BOT = 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)';
const PRICES = [9.99, 20, 0, 1.005];
const CURRENCIES = ['EUR', 'EUR', 'JPY', 'KWD'];

/**
 * Events as no orderly shop sends them: few minutes, ids, carts and orders, so that everything meets everything; ids, prices
 * and sequences missing; repeated orders and refunds; bots; several people and clients in one session.
 */
export function randomShop({ random, run, count }: ShopOptions): Sent[] {
  const chance = dice(random);
  return Array.from({ length: count }, () => randomEvent(chance, run));
}

function randomEvent(chance: Dice, run: string): Sent {
  const { below, pick, maybe } = chance;
  const client = maybe(`${run}-client-${below(3)}`, 0.9);
  const session = maybe(`${run}-session-${client?.at(-1) ?? ''}-${below(2)}`, 0.8);
  const at = Date.parse('2026-11-20T20:00:00.000Z') + below(3) * 6 * 3_600_000 + below(12) * 600_000;
  const name = pick(NAMES);
  const event = {
    eventName: name,
    eventTimestamp: new Date(at).toISOString(),
    clientId: client,
    sessionId: session,
    pageViewId: maybe(`${session}-view-${below(4)}`, 0.7),
    sequence: maybe(below(50), 0.7),
    userId: maybe(`${run}-user-${below(2)}`, name === 'login_success' ? 1 : 0.1),
    site: maybe(pick(['a.example', 'b.example']), 0.9),
    pageUrl: maybe(
      `https://shop.example/${pick(['', 'cart', 'p/1', 'p/2'])}${maybe('?utm_medium=email', 0.1) ?? ''}`,
      0.9,
    ),
    ...ofKind(name, chance, run),
  };
  if (below(20) > 0) return [event, LATE];
  return [
    { ...event, ...(event.pageUrl !== undefined && { pageUrl: 'https://shop.example/for-bots' }) },
    { ...LATE, userAgent: BOT },
  ];
}

function ofKind(name: string, { below, pick, maybe }: Dice, run: string): Record<string, unknown> {
  const product = () => ({ ...described(below(3)), ...priced() });
  const described = (number: number) => ({
    id: maybe(`product-${number}`, 0.9),
    brand: [undefined, 'brand-1', 'brand-2'][number],
  });
  const priced = () => ({
    name: maybe(`Name ${below(2)}`),
    category: maybe(`category-${below(2)}`, 0.8),
    price: maybe(pick(PRICES), 0.9),
    discountPrice: maybe(pick(PRICES), 0.2),
    currency: maybe(pick(CURRENCIES), 0.8),
    quantity: maybe(1 + below(3), 0.7),
    list: maybe(`list-${below(2)}`, 0.3),
    position: maybe(below(5), 0.3),
  });
  const products = () => Array.from({ length: below(3) }, product);
  const cart = () => ({
    id: maybe(`${run}-cart-${below(3)}`, 0.6),
    total: maybe(pick([0, 9.99, 30]), 0.4),
    currency: maybe(pick(CURRENCIES), 0.5),
    items: maybe(products(), 0.6),
  });
  const order = () => ({
    id: maybe(`${run}-order-${below(3)}`, 0.9),
    total: maybe(pick([10, 99.9, 0.001, 1000]), 0.9),
    tax: maybe(1.5, 0.3),
    shipping: maybe(4.9, 0.3),
    coupon: maybe(pick(['WELCOME', 'welcome ']), 0.3),
    currency: maybe(pick(CURRENCIES), 0.8),
    items: maybe(products(), 0.6),
  });
  switch (name) {
    case 'page_leave':
      return { page: { engagedMs: maybe(below(20_000), 0.9), scrollDepth: maybe(below(101), 0.8) } };
    case 'product_view':
      return { product: product() };
    case 'click':
      return { product: { id: 'product-1', category: 'category-2', brand: 'brand-1' } };
    case 'product_list_view':
      return { products: products() };
    case 'add_to_cart_click':
    case 'remove_from_cart_click':
      return { product: product(), cart: maybe(cart()) };
    case 'cart_view':
    case 'checkout_start':
    case 'checkout_step':
      return { cart: maybe(cart(), 0.8) };
    case 'checkout_complete':
      return { order: order(), cart: maybe({ id: `${run}-cart-${below(3)}` }, 0.2) };
    case 'refund':
      return { order: order(), properties: { refundId: maybe(`refund-${below(2)}`, 0.4) } };
    case 'search':
      return {
        search: {
          query: maybe(pick(['Shoes', ' shoes', 'SHOES  red', 'hat', '']), 0.95),
          results: maybe(below(3), 0.8),
        },
      };
    default:
      return {};
  }
}

/** Events in some pieces, in any order, a few of them sent again in another piece. */
export function delivery(events: Sent[], random: () => number): Sent[][] {
  const { below, shuffled } = dice(random);
  const pieces: Sent[][] = Array.from({ length: 1 + below(4) }, () => []);
  for (const event of shuffled(events)) pieces[below(pieces.length)]?.push(event);
  for (const event of events.filter(() => below(10) === 0)) pieces[below(pieces.length)]?.push(event);
  return pieces.filter((piece) => piece.length > 0);
}
