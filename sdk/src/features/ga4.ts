import type { Feature } from '../feature.js';
import { guarded } from '../guard.js';
import type { EventFields, Product } from '../types.js';

type Params = Record<string, unknown>;

/** GA4's e-commerce events and ours. What is not listed keeps its name and carries its parameters as properties. */
const NAMES: Record<string, string> = {
  view_item: 'product_view',
  view_item_list: 'product_list_view',
  add_to_cart: 'add_to_cart_click',
  remove_from_cart: 'remove_from_cart_click',
  view_cart: 'cart_view',
  add_to_wishlist: 'wishlist_toggle',
  share: 'share_click',
  login: 'login_success',
  begin_checkout: 'checkout_start',
  add_shipping_info: 'checkout_step',
  add_payment_info: 'checkout_step',
  purchase: 'checkout_complete',
  refund: 'refund',
  search: 'search',
  view_search_results: 'search',
};
/** Counted by the tracker itself. */
const COUNTED_ALREADY = new Set(['page_view', 'user_engagement', 'scroll', 'click', 'first_visit', 'session_start']);
/** About one product each; several items are several events. */
const OF_ONE_PRODUCT = new Set([
  'product_view',
  'add_to_cart_click',
  'remove_from_cart_click',
  'wishlist_toggle',
  'share_click',
]);

const text = (value: unknown) => (value === undefined || value === null ? undefined : String(value));
const number = (value: unknown) => (Number.isFinite(Number.parseFloat(`${value}`)) ? Number(value) : undefined);

/** A GA4 item as a product; list and currency of the event stand in where the item says none. */
function productOf(item: Params, params: Params = {}): Product {
  const price = number(item.price);
  const discount = number(item.discount);
  return {
    id: text(item.item_id ?? item.id),
    name: text(item.item_name ?? item.name),
    category: text(item.item_category ?? item.category),
    brand: text(item.item_brand ?? item.brand),
    price,
    discountPrice: price !== undefined && discount ? price - discount : undefined,
    currency: text(item.currency ?? params.currency),
    quantity: number(item.quantity),
    position: number(item.index),
    list: text(item.item_list_name ?? item.item_list_id ?? params.item_list_name ?? params.item_list_id),
  };
}

/** Our events for one of GA4. */
export function fromGa4(event: string, params: Params): { name: string; fields: EventFields }[] {
  if (COUNTED_ALREADY.has(event) || /^gtm\./.test(event)) return [];
  const name = NAMES[event];
  const items = (Array.isArray(params.items) ? (params.items as Params[]) : []).map((item) => productOf(item, params));
  const currency = text(params.currency);
  const total = number(params.value);
  const all = { id: text(params.transaction_id), currency, total, items };
  if (!name) return [{ name: event, fields: { properties: params } }];
  if (OF_ONE_PRODUCT.has(name)) return (items.length ? items : [{}]).map((product) => ({ name, fields: { product } }));
  if (name === 'product_list_view') return [{ name, fields: { products: items } }];
  if (name === 'search') return [{ name, fields: { search: { query: text(params.search_term) } } }];
  if (name === 'login_success') return [{ name, fields: { properties: { method: params.method } } }];
  if (name === 'checkout_step') {
    return [{ name, fields: { cart: { currency, total, items }, properties: { step: event.split('_')[1] } } }];
  }
  if (name === 'checkout_complete' || name === 'refund') {
    const order = { ...all, tax: number(params.tax), shipping: number(params.shipping), coupon: text(params.coupon) };
    return [{ name, fields: { order } }];
  }
  return [{ name, fields: { cart: { currency, total, items } } }];
}

/**
 * Understands a shop's Google Analytics 4 calls: `gtag('event', 'add_to_cart', {...})` and
 * `dataLayer.push({ event: 'add_to_cart', ecommerce: {...} })`, those before the tracker loaded included.
 */
export function ga4(): Feature {
  return ({ window, report, signal }) => {
    const target = window as { dataLayer?: unknown[] };
    target.dataLayer ??= [];
    const layer = target.dataLayer;
    const take = guarded((entry: unknown) => {
      if (signal.aborted || typeof entry !== 'object' || entry === null) return;
      const [command, first, second] = Array.from(entry as ArrayLike<unknown>);
      const pushed = entry as { event?: string; ecommerce?: Params };
      const isCall = command === 'event';
      const event = isCall ? first : pushed.event;
      if (typeof event !== 'string') return;
      const params = isCall ? second : (pushed.ecommerce ?? { ...pushed, event: undefined });
      for (const { name, fields } of fromGa4(event, (params ?? {}) as Params)) report(name, fields);
    });
    layer.forEach(take);
    const push = layer.push;
    layer.push = (...entries) => {
      entries.forEach(take);
      return push.apply(layer, entries);
    };
  };
}
