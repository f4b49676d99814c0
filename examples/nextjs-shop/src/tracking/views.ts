import type { Tracker } from '@footfall/sdk';
import type { TrackedCart, TrackedOrder, TrackedProduct } from './payload';

/** Everything the shop reports because it is shown, not because it is clicked. */
export type View =
  | { name: 'home' }
  | { name: 'category'; category: string }
  | { name: 'list'; list: string; products: TrackedProduct[] }
  | { name: 'product'; product: TrackedProduct }
  | { name: 'search'; query: string; results: number }
  | { name: 'cart'; cart: TrackedCart }
  | { name: 'checkout-start'; cart: TrackedCart }
  | { name: 'checkout-step'; step: string; cart: TrackedCart }
  | { name: 'order'; order: TrackedOrder }
  | { name: 'login' };

export function reportView(tracker: Tracker, view: View): void {
  switch (view.name) {
    case 'home':
      tracker.homeView();
      break;
    case 'category':
      tracker.categoryView(view.category);
      break;
    case 'list':
      tracker.productListView(view.list, view.products);
      break;
    case 'product':
      tracker.productView(view.product);
      break;
    case 'search':
      tracker.search(view.query, view.results);
      break;
    case 'cart':
      tracker.cartView(view.cart);
      break;
    case 'checkout-start':
      tracker.checkoutStart(view.cart);
      break;
    case 'checkout-step':
      tracker.checkoutStep(view.step, view.cart);
      break;
    case 'order':
      tracker.checkoutComplete(view.order);
      break;
    case 'login':
      tracker.loginOpen();
      break;
  }
}
