import type { EventFields } from './types.js';

/** Any names and properties, where a shop gives no map. */
export type AnyEvents = Record<string, Record<string, unknown>>;

/** The names that may be tracked: those of the catalogue and of the shop's map. */
export type EventName<E extends object> = CatalogueName | (keyof E & string);

/** What may be said about an event: of the shop's own, its properties, and they must be said. */
export type FieldsOf<E extends object, N extends string> = N extends keyof E
  ? EventFields & { properties: E[N] }
  : EventFields;

/** Fields may be left out unless the shop's map asks for properties. */
export type TrackArguments<E extends object, N extends string> = string extends keyof E
  ? [fields?: EventFields]
  : N extends keyof E
    ? [fields: FieldsOf<E, N>]
    : [fields?: EventFields];

/** The names that models and dashboards know. */
export type CatalogueName =
  | 'page_view'
  | 'click'
  | 'home_view'
  | 'category_view'
  | 'product_view'
  | 'product_list_view'
  | 'search'
  | 'add_to_cart_click'
  | 'remove_from_cart_click'
  | 'cart_view'
  | 'wishlist_toggle'
  | 'share_click'
  | 'login_open'
  | 'login_success'
  | 'logout'
  | 'checkout_start'
  | 'checkout_step'
  | 'checkout_complete'
  | 'refund'
  | 'page_leave'
  | 'web_vital'
  | 'error';
