import type { CatalogueEventName } from './event-names.js';
import type { FootfallEvent } from './types.js';

/** An event of the catalogue: when it is sent, and one as it may look. */
export interface EventExample {
  when: string;
  event: Omit<FootfallEvent, 'eventName'>;
}

const laptop = {
  id: 'p-1',
  name: 'Laptop 14',
  category: 'Laptops',
  brand: 'Halden',
  price: 1449,
  discountPrice: 1299,
  currency: 'EUR',
  urlPath: '/product/laptop-14',
};
const line = { ...laptop, quantity: 1 };
const cart = { id: 'c-1', currency: 'EUR', total: 1299, items: [line] };
const page = { pageUrl: 'https://shop.example/product/laptop-14', pageTitle: 'Laptop 14' };

/**
 * An example of each event that models and dashboards know; what stands in every event (ids, time, page, context) only
 * where it matters. `docs/events.md` is made of them.
 */
export const EVENT_EXAMPLES: Record<CatalogueEventName, EventExample> = {
  page_view: {
    when: 'a page is shown, also within a single-page shop',
    event: { ...page, referrer: 'https://www.google.com/', isFirstVisit: true },
  },
  click: {
    when: 'anything is clicked; never with what was typed',
    event: { ...page, element: { tag: 'a', text: 'Laptops', dataset: { productId: 'p-1' } } },
  },
  home_view: { when: 'the home page is shown', event: { pageUrl: 'https://shop.example/' } },
  category_view: { when: 'a category is shown', event: { product: { category: 'Laptops' } } },
  product_view: { when: 'a product is shown', event: { ...page, product: laptop } },
  product_list_view: {
    when: 'a list of products is shown: a category, a shelf, search results',
    event: { products: [{ ...laptop, list: 'Deals', position: 1 }], properties: { list: 'Deals' } },
  },
  search: {
    when: 'somebody searches; `results: 0` where nothing was found',
    event: { search: { query: 'laptop', results: 14 } },
  },
  add_to_cart_click: {
    when: 'pieces came into the cart: so many, and the cart after it',
    event: { product: line, cart },
  },
  remove_from_cart_click: {
    when: 'pieces went out of the cart',
    event: { product: line, cart: { id: 'c-1', currency: 'EUR', total: 0, items: [] } },
  },
  cart_view: { when: 'the cart is shown', event: { cart } },
  wishlist_toggle: { when: 'a product is put on the wishlist, or taken off', event: { product: laptop } },
  share_click: { when: 'a product is shared', event: { product: laptop, properties: { method: 'copy' } } },
  login_open: { when: 'the sign-in is shown', event: { pageUrl: 'https://shop.example/sign-in' } },
  login_success: {
    when: 'somebody has signed in',
    event: { userId: 'u-1', userLoginState: 'logged_in', identitySource: 'cognito' },
  },
  logout: { when: 'somebody signs out', event: { userId: 'u-1', userLoginState: 'logged_in' } },
  checkout_start: { when: 'the checkout begins', event: { cart } },
  checkout_step: { when: 'a step of the checkout is shown', event: { cart, properties: { step: 'payment' } } },
  checkout_complete: {
    when: 'an order is placed; the same order id reported again counts once',
    event: {
      order: {
        id: 'o-1',
        number: 'NB-100201',
        currency: 'EUR',
        total: 1169.1,
        tax: 186.66,
        shipping: 0,
        coupon: 'WELCOME10',
        items: [line],
      },
    },
  },
  refund: {
    when: 'money is paid back: `total` is how much, `items` what came back. Report it from one side only, best the server',
    event: { order: { id: 'o-1', currency: 'EUR', total: 1169.1, items: [line] } },
  },
  page_leave: {
    when: 'a page is hidden or left: engaged time since the last time, deepest scroll',
    event: { ...page, page: { engagedMs: 18_250, scrollDepth: 74 } },
  },
  web_vital: { when: 'a web vital is known', event: { vitals: { name: 'LCP', value: 812.4, rating: 'good' } } },
  error: {
    when: 'a script of the page fails; no stack, addresses masked',
    event: {
      properties: { message: 'x is not a function', source: 'https://shop.example/app.js', line: 12, column: 7 },
    },
  },
};
