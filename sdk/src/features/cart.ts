import type { FeatureHost } from '../feature.js';
import type { Cart, Product } from '../types.js';

/** Reports what changes in a cart, whoever changed it. */
export interface CartSync {
  /**
   * Compares the cart with the one of the last call, on this or an earlier page or in another tab, and reports each
   * product that was added or removed, with the quantity by which it changed.
   *
   * @param options.silently takes the cart over without a report, as after a sign-in that brings back a kept cart
   * @example
   * cartStore.subscribe((cart) => tracker.cart.sync(cart));
   */
  sync(cart: Cart, options?: { silently?: boolean }): void;
}

type Lines = Record<string, Product>;

/** Lines by product; a product in two lines, as two sizes may be, counts once with the sum. */
function linesOf(items: Product[] | null | undefined): Lines {
  const lines: Lines = {};
  for (const item of items ?? []) {
    const id = item.id ?? item.name ?? '';
    const quantity = (lines[id]?.quantity ?? 0) + (item.quantity ?? 1);
    lines[id] = { ...item, quantity };
  }
  return lines;
}

/** The differences of two carts, as signed quantities; removed products are described as they were. */
export function compareCarts(before: Cart, after: Cart): { product: Product; change: number }[] {
  const [old, now] = [linesOf(before.items), linesOf(after.items)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .map((id) => ({
      product: (now[id] ?? old[id]) as Product,
      change: (now[id]?.quantity ?? 0) - (old[id]?.quantity ?? 0),
    }))
    .filter(({ change }) => change);
}

/** Makes `tracker.cart`. The last cart is kept where the tracker keeps its own data. */
export function createCartSync({ report, remember, recall, onReset }: FeatureHost) {
  // The next shopper of this browser did not take the last one's goods out of the cart.
  onReset(() => remember('cart', ''));
  const sync: CartSync['sync'] = (cart, { silently = false } = {}) => {
    const before = JSON.parse(recall('cart') || '{}') as Cart;
    remember('cart', JSON.stringify({ items: cart.items }));
    if (silently) return;
    for (const { product, change } of compareCarts(before, cart)) {
      const fields = { product: { ...product, quantity: Math.abs(change) }, cart };
      report(change > 0 ? 'add_to_cart_click' : 'remove_from_cart_click', fields);
    }
  };
  return { sync };
}
