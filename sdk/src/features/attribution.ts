import type { Feature } from '../feature.js';
import type { FootfallEvent, Product } from '../types.js';

/** Products whose way into the cart is remembered: a long visit's worth, at about 60 characters each. */
const REMEMBERED_PRODUCTS = 100;

type Origin = Pick<Product, 'list' | 'position'> & { query?: string | null };
type Origins = Record<string, Origin>;

/**
 * Carries along what led to a product: the list and the position in which it was shown, or the search, stick to the
 * product and stand again in its view, its way into the cart and its purchase.
 */
export function attribution(): Feature {
  return ({ amend, remember, recall, onReset }) => {
    let query: string | null | undefined;
    const read = (): Origins => JSON.parse(recall('origins') || '{}') as Origins;
    const learn = (products: Product[], origins: Origins) => {
      for (const { id, list, position } of products) {
        if (!id || !list) continue;
        delete origins[id];
        origins[id] = { list, position, query };
      }
      const latest = Object.entries(origins).slice(-REMEMBERED_PRODUCTS);
      remember('origins', JSON.stringify(Object.fromEntries(latest)));
    };
    const apply = (event: Partial<FootfallEvent>, product: Product, origins: Origins) => {
      const { query, ...origin } = (product.id && origins[product.id]) || {};
      Object.assign(product, { ...origin, ...product });
      if (query && event.product === product) event.search ??= { query };
    };
    onReset(() => {
      query = undefined;
      remember('origins', '');
    });
    amend((event) => {
      if (event.eventName === 'search') query = event.search?.query;
      // A list of another page is not the search's result.
      if (event.eventName === 'page_view' || event.eventName === 'category_view') query = undefined;
      const { product, products, cart, order } = event;
      const origins = read();
      if (products) learn(products, origins);
      else if (product?.list) learn([product], origins);
      for (const item of [product, ...(cart?.items ?? []), ...(order?.items ?? [])]) {
        if (item) apply(event, item, origins);
      }
    });
  };
}
