/** The catalogue: names that models and dashboards know. Shops add their own. */
export const EVENT_NAMES = [
  'page_view',
  'click',
  'home_view',
  'category_view',
  'product_view',
  'product_list_view',
  'search',
  'add_to_cart_click',
  'remove_from_cart_click',
  'cart_view',
  'wishlist_toggle',
  'share_click',
  'login_open',
  'login_success',
  'logout',
  'checkout_start',
  'checkout_step',
  'checkout_complete',
  'refund',
  'page_leave',
  'web_vital',
  'error',
] as const;

/** A name of the catalogue. */
export type CatalogueEventName = (typeof EVENT_NAMES)[number];
