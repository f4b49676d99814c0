import type { Sent } from './model-warehouse.js';

/** A cart as `carts` has it; money in thousandths, as whole numbers. */
export interface ReplayedCart {
  key: string;
  derived: boolean;
  number: number;
  client: string | null;
  order: string | null;
  currency: string | null;
  value: number | null;
  items: Record<string, number>;
  adds: number;
  activities: number;
  opened: string;
  active: string;
  silence: [string, string] | null;
  purchased: string | null;
}

interface Line {
  id?: string;
  name?: string;
  price?: number;
  discountPrice?: number;
  currency?: string;
  quantity?: number;
  list?: string;
  position?: number;
}
interface Wire {
  eventId: string;
  eventName: string;
  eventTimestamp: string;
  clientId?: string;
  sequence?: number;
  product?: Line;
  products?: Line[];
  cart?: { id?: string; total?: number; currency?: string; items?: Line[] };
  order?: { id?: string; currency?: string };
}

const CART = /^(add_to_cart_click|remove_from_cart_click|cart_view|checkout_start|checkout_step|checkout_complete)$/;
const compare = <T extends string | number>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);
const thousandths = (amount: number) => Math.round(amount * 1000);

/** Replays carts event by event, written from their definition and from nothing of the model's SQL. Bots must be left out. */
export function replayCarts(sent: Sent[]): ReplayedCart[] {
  const events = sent
    .map(([event]) => event as unknown as Wire)
    .filter(({ eventName }) => CART.test(eventName))
    .sort(
      (a, b) =>
        compare(a.eventTimestamp, b.eventTimestamp) ||
        compare(a.sequence ?? 2 ** 31, b.sequence ?? 2 ** 31) ||
        compare(a.eventId, b.eventId),
    );
  const timelines = new Map<string, { key: string; derived: boolean; events: Wire[] }>();
  const marks = withoutRepeats(events);
  for (const [event, key] of assign(marks)) {
    const named = key !== undefined;
    const owner = key ?? event.clientId;
    if (owner === undefined) continue;
    const id = `${named} ${owner}`;
    const timeline = timelines.get(id) ?? { key: owner, derived: !named, events: [] };
    timeline.events.push(event);
    timelines.set(id, timeline);
  }
  return [...timelines.values()].flatMap(({ key, derived, events }) =>
    lives(events)
      .flatMap((life, i) => cartOf(life, i + 1) ?? [])
      .map((cart) => ({ ...cart, key, derived })),
  );
}

function withoutRepeats(events: Wire[]): Wire[] {
  const seen = new Set<string>();
  return events.filter(({ eventName, order, clientId, cart }) => {
    if (eventName !== 'checkout_complete' || order?.id === undefined) return true;
    if (clientId === undefined && cart?.id === undefined) return true;
    if (seen.has(order.id)) return false;
    return seen.add(order.id);
  });
}

/** Each event with the cart that it names, or that its client named last or names next before its next purchase. */
function assign(events: Wire[]): [Wire, string | undefined][] {
  const segments = new Map<string, Wire[][]>();
  for (const event of events) {
    const shopper = event.clientId ?? event.eventId;
    const own = segments.get(shopper) ?? [[]];
    own.at(-1)?.push(event);
    if (event.eventName === 'checkout_complete') own.push([]);
    segments.set(shopper, own);
  }
  const keys = new Map<Wire, string | undefined>();
  for (const segment of [...segments.values()].flat()) {
    let current = segment.find(({ cart }) => cart?.id !== undefined)?.cart?.id;
    for (const event of segment) {
      current = event.cart?.id ?? current;
      keys.set(event, current);
    }
  }
  return events.map((event) => [event, keys.get(event)]);
}

function lives(events: Wire[]): Wire[][] {
  const all: Wire[][] = [[]];
  for (const event of events) {
    all.at(-1)?.push(event);
    if (event.eventName === 'checkout_complete') all.push([]);
  }
  return all;
}

/** The lines that an event shows of the cart; undefined where it shows none. */
function shown(event: Wire): Line[] | undefined {
  if (event.eventName === 'checkout_complete') return undefined;
  if (event.cart?.items?.length) {
    const [line, ...more] = event.cart.items;
    const { product } = event;
    const isChange = /^(add|remove)/.test(event.eventName);
    // The facts do not tell it from the product with its list; then it is a change, unless the total speaks for a cart.
    const looksLikeProduct =
      isChange &&
      more.length === 0 &&
      (line?.list ?? line?.position) !== undefined &&
      line?.id === product?.id &&
      line?.quantity === product?.quantity; // prettier-ignore
    const price = line?.discountPrice ?? line?.price;
    const worth = price === undefined ? undefined : thousandths(price) * (product?.quantity ?? 1);
    const isCart =
      worth === undefined ? event.cart.total === undefined : worth === thousandths(event.cart.total ?? Number.NaN);
    return looksLikeProduct && !isCart ? undefined : event.cart.items;
  }
  return shownProduct(event);
}

/** A product with a list stands alone in the items; with a total of just its worth it counts as the cart. */
function shownProduct({ eventName, product, cart }: Wire): Line[] | undefined {
  if (!product || !/^(add|remove)/.test(eventName) || (product.list ?? product.position) === undefined)
    return undefined;
  const price = product.discountPrice ?? product.price;
  if (price === undefined) return cart?.total === undefined ? [product] : undefined;
  const worth = thousandths(price) * (product.quantity ?? 1);
  return cart?.total !== undefined && worth === thousandths(cart.total) ? [product] : undefined;
}

interface Held {
  quantity: number;
  price?: number;
  currency?: string;
}

function cartOf(life: Wire[], number: number): Omit<ReplayedCart, 'key' | 'derived'> | undefined {
  const opening = life.findIndex((event) => event.eventName === 'add_to_cart_click' || (number === 1 && shown(event)));
  if (opening < 0) return undefined;
  const events = life.slice(opening);
  const { held, told } = contents(events);
  const last = <T>(read: (event: Wire) => T | undefined) =>
    events
      .map(read)
      .filter((value) => value !== undefined)
      .at(-1);
  const purchase = events.find(({ eventName }) => eventName === 'checkout_complete');
  const times = events.map(({ eventTimestamp }) => eventTimestamp);
  return {
    number,
    client: last(({ clientId }) => clientId) ?? null,
    order: purchase?.order?.id ?? null,
    ...worthOf([...held.values()], told),
    items: Object.fromEntries([...held].map(([product, { quantity }]) => [product, quantity])),
    adds: events.filter(({ eventName }) => eventName === 'add_to_cart_click').length,
    activities: events.length,
    opened: times[0] as string,
    active: times.at(-1) as string,
    silence: longestSilence(times),
    purchased: purchase?.eventTimestamp ?? null,
  };
}

type Told = { total: number; currency: string | undefined } | undefined;

function contents(events: Wire[]): { held: Map<string, Held>; told: Told } {
  const held = new Map<string, Held>();
  let told: Told;
  for (const event of events) {
    const { eventName, product, cart } = event;
    const currency = event.order?.currency ?? product?.currency ?? cart?.currency;
    const lines = shown(event);
    const isAdd = eventName === 'add_to_cart_click';
    const isEmptied = !isAdd && cart?.total === 0;
    const isChange = isAdd || eventName === 'remove_from_cart_click';
    if (lines || isEmptied || isChange) told = undefined;
    if (lines || isEmptied) held.clear();
    for (const line of lines ?? []) put(held, line, line.quantity ?? 1, currency);
    if (isChange && !lines && !isEmptied)
      put(held, product ?? {}, (isAdd ? 1 : -1) * (product?.quantity ?? 1), currency);
    if (cart?.total !== undefined) told = { total: thousandths(cart.total), currency };
  }
  for (const [product, { quantity }] of held) if (quantity <= 0) held.delete(product);
  return { held, told };
}

function put(held: Map<string, Held>, line: Line, change: number, currency: string | undefined): void {
  const product = line.id ?? line.name ?? '';
  const before = held.get(product) ?? { quantity: 0 };
  const price = line.discountPrice ?? line.price;
  held.set(product, {
    quantity: Math.max(0, before.quantity + change),
    price: price === undefined ? before.price : thousandths(price),
    currency: line.currency ?? currency ?? before.currency,
  });
}

function worthOf(lines: Held[], told: Told): Pick<ReplayedCart, 'currency' | 'value'> {
  const currencies = new Set(lines.flatMap(({ currency }) => currency ?? []));
  const currency = currencies.size === 1 ? [...currencies][0] : undefined;
  if (lines.length > 0 && currencies.size <= 1 && lines.every(({ price }) => price !== undefined)) {
    const value = lines.reduce((sum, { quantity, price = 0 }) => sum + quantity * price, 0);
    return { currency: currency ?? null, value };
  }
  const value = told?.total ?? (lines.length === 0 ? 0 : null);
  return { currency: currency ?? told?.currency ?? null, value };
}

function longestSilence(times: string[]): [string, string] | null {
  let longest: [string, string] | null = null;
  const length = ([from, to]: [string, string]) => Date.parse(to) - Date.parse(from);
  for (let i = 1; i < times.length; i++) {
    const gap: [string, string] = [times[i - 1] as string, times[i] as string];
    if (!longest || length(gap) > length(longest)) longest = gap;
  }
  return longest;
}
