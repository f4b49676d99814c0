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

interface Options {
  track: (name: string, fields?: EventFields) => void;
  identify: (userId: string | null, details?: { source?: string }) => void;
}

/** The typed helpers, each in terms of `track` and `identify`. */
export function createCommerce({ track, identify }: Options): Commerce {
  const ofProduct = (name: string) => (product: Product, cart?: Cart) => track(name, { product, cart });
  const ofCart = (name: string) => (cart: Cart) => track(name, { cart });
  const ofOrder = (name: string) => (order: Order) => track(name, { order });
  const ofPage = (name: string) => () => track(name);
  return {
    homeView: ofPage('home_view'),
    categoryView: (category, products) => track('category_view', { product: { category }, products }),
    productView: ofProduct('product_view'),
    productListView: (list, products) =>
      track('product_list_view', {
        products: products.map((product, i) => ({ list, position: i + 1, ...product })),
        properties: { list },
      }),
    search: (query, results) => track('search', { search: { query, results } }),
    addToCart: ofProduct('add_to_cart_click'),
    removeFromCart: ofProduct('remove_from_cart_click'),
    cartView: ofCart('cart_view'),
    wishlistToggle: ofProduct('wishlist_toggle'),
    shareClick: (product, method) => track('share_click', { product, properties: { method } }),
    loginOpen: ofPage('login_open'),
    loginSuccess(userId, source) {
      identify(userId, { source });
      track('login_success');
    },
    logout() {
      track('logout');
      identify(null);
    },
    checkoutStart: ofCart('checkout_start'),
    checkoutStep: (step, cart) => track('checkout_step', { cart, properties: { step } }),
    checkoutComplete: ofOrder('checkout_complete'),
    refund: ofOrder('refund'),
  };
}
