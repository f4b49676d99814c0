import type { Cart, EventFields, Order, Product } from './types.js';

/** The events of a shop, one call each. All take their place in the queue before they return, and none throws. */
export interface Commerce {
  homeView(): void;
  categoryView(category: string, products?: Product[]): void;
  productView(product: Product): void;
  /** The products get the list's name and their positions in it. */
  productListView(list: string, products: Product[]): void;
  search(query: string, results?: number): void;
  addToCart(product: Product, cart?: Cart): void;
  removeFromCart(product: Product, cart?: Cart): void;
  cartView(cart: Cart): void;
  wishlistToggle(product: Product): void;
  shareClick(product: Product, method?: string): void;
  loginOpen(): void;
  /** Also identifies the shopper. */
  loginSuccess(userId: string, source?: string): void;
  /** Also forgets the user, not the browser. */
  logout(): void;
  checkoutStart(cart: Cart): void;
  checkoutStep(step: string | number, cart?: Cart): void;
  /** The event id comes from the order's id, so a reloaded thank-you page reports the same event. */
  checkoutComplete(order: Order): void;
  refund(order: Order): void;
}

type Special = 'productListView' | 'loginSuccess' | 'logout';

/**
 * A method, then the fields that its arguments fill, in their order. A table, because methods cost bytes; the event is
 * called as the method in snake case.
 */
const CALLS: Record<Exclude<keyof Commerce, Special>, string> = {
  homeView: '',
  categoryView: 'product.category products',
  productView: 'product',
  search: 'search.query search.results',
  addToCart: 'product cart',
  removeFromCart: 'product cart',
  cartView: 'cart',
  wishlistToggle: 'product',
  shareClick: 'product properties.method',
  loginOpen: '',
  checkoutStart: 'cart',
  checkoutStep: 'properties.step cart',
  checkoutComplete: 'order',
  refund: 'order',
};

const eventNameOf = (method: string) =>
  method.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/_cart$/, '_cart_click');

interface Options {
  track: (name: string, fields?: EventFields) => void;
  identify: (userId: string | null, details?: { source?: string }) => void;
}

/** The typed helpers, each in terms of `track` and `identify`. */
export function createCommerce({ track, identify }: Options): Commerce {
  const plain: Record<string, unknown> = {};
  for (const [method, paths] of Object.entries(CALLS)) {
    plain[method] = (...values: unknown[]) => {
      const fields: Record<string, unknown> = {};
      paths.split(' ').forEach((path, i) => {
        const [field = '', part] = path.split('.');
        fields[field] = part ? { ...(fields[field] as object), [part]: values[i] } : values[i];
      });
      track(eventNameOf(method), fields);
    };
  }
  return {
    ...(plain as Omit<Commerce, Special>),
    productListView: (list, products) =>
      track('product_list_view', {
        products: products.map((product, i) => ({ list, position: i + 1, ...product })),
        properties: { list },
      }),
    loginSuccess(userId, source) {
      identify(userId, { source });
      track('login_success');
    },
    logout() {
      track('logout');
      identify(null);
    },
  };
}
