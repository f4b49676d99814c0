/** Names of an event's own fields, today's and older ones, and of the parts of it. */
export const PRODUCT_NAMES =
  'id productId product_id name productName product_name category product_category brand brandName brand_name price unitPrice unit_price product_price discountPrice discount_price currency quantity urlPath url_path position list properties'.split(
    ' ',
  );
export const PART_NAMES: Record<string, string[]> = {
  product: PRODUCT_NAMES,
  cart: 'id cartId cart_id currency total cart_total'.split(' '),
  order: 'id orderId order_id number order_number currency total order_total tax shipping coupon'.split(' '),
  search: 'query search_query results'.split(' '),
  page: 'engagedMs engaged_ms scrollDepth'.split(' '),
  element: 'tag id role text dataset'.split(' '),
  vitals: 'name value rating'.split(' '),
  context: 'language timezone viewport screen connection'.split(' '),
};
export const EVENT_NAMES =
  'eventId event_id eventName event_name eventTimestamp event_timestamp clientId client_id sessionId session_id pageViewId page_view_id sequence isFirstVisit is_first_visit site userId user_id userLoginState user_login_state identitySource identity_source pageUrl page_url pageTitle page_title referrer properties product_id product_name context_product_id context_product_price brandName currency quantity cart_id cart_total order_id order_total search_query language utm_source utm_medium'.split(
    ' ',
  );

/** Paths of every field that an event may have, as `product.price`. */
export const PATHS = [
  ...EVENT_NAMES,
  ...Object.entries(PART_NAMES).flatMap(([part, names]) => [part, ...names.map((name) => `${part}.${name}`)]),
  ...PRODUCT_NAMES.flatMap((name) => [`products.0.${name}`, `order.items.0.${name}`, `cart.items.0.${name}`]),
  ...PRODUCT_NAMES.map((name) => `context.product.${name}`),
];

/** An event with `json` as the value of the field at a path. */
export function lineWith(path: string, json: string): string {
  const [name, ...rest] = path.split('.') as [string, ...string[]];
  const inner = rest.reduceRight((value, key) => (key === '0' ? `[${value}]` : `{"${key}":${value}}`), json);
  return /^event_?name$/i.test(name) ? `{"${name}":${inner}}` : `{"eventName":"x","${name}":${inner}}`;
}
