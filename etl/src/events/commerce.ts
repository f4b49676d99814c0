import { type Fields, id, list, named, number, object, text } from './coerce.js';
import { emptyPart, type Part } from './columns.js';
import { lineItems, listedItem } from './line-items.js';
import { namesOf, put, type Slots, takeFields } from './take-fields.js';

const PRODUCT = namesOf({
  context_product_id: [id, 'id productId product_id'],
  context_product_name: [text, 'name productName product_name'],
  context_product_category: [named, 'category productCategory product_category'],
  context_product_brand: [named, 'brand brandName brand_name productBrand product_brand'],
  context_product_price: [number, 'price unitPrice unit_price productPrice product_price'],
  context_product_discount_price: [number, 'discountPrice discount_price productDiscountPrice product_discount_price'],
  context_product_url_path: [text, 'urlPath url_path productUrlPath product_url_path'],
  currency: [text, 'currency'],
  quantity: [number, 'quantity'],
});

/** What the platform's first Lambdas wrote beside the event's name, after the columns' names of its first table. */
const FLAT = namesOf({
  context_product_id: [id, 'context_product_id product_id productId'],
  context_product_name: [text, 'context_product_name product_name productName'],
  context_product_category: [named, 'context_product_category product_category productCategory'],
  context_product_brand: [named, 'context_product_brand product_brand productBrand brandName brand_name'],
  context_product_price: [number, 'context_product_price product_price productPrice'],
  context_product_discount_price: [
    number,
    'context_product_discount_price product_discount_price productDiscountPrice discount_price discountPrice',
  ],
  context_product_url_path: [text, 'context_product_url_path product_url_path productUrlPath url_path'],
  currency: [text, 'currency'],
  quantity: [number, 'quantity'],
  cart_id: [id, 'cart_id cartId'],
  cart_total: [number, 'cart_total cartTotal'],
  order_id: [id, 'order_id orderId'],
  order_number: [text, 'order_number orderNumber'],
  order_total: [number, 'order_total orderTotal'],
  order_tax: [number, 'order_tax orderTax'],
  order_shipping: [number, 'order_shipping orderShipping'],
  order_coupon: [text, 'order_coupon orderCoupon'],
});

const CART = namesOf({
  cart_id: [id, 'id cartId cart_id'],
  currency: [text, 'currency'],
  cart_total: [number, 'total cartTotal cart_total'],
  items: [list, 'items'],
});

const ORDER = namesOf({
  order_id: [id, 'id orderId order_id'],
  order_number: [text, 'number orderNumber order_number'],
  currency: [text, 'currency'],
  order_total: [number, 'total orderTotal order_total'],
  order_tax: [number, 'tax orderTax order_tax'],
  order_shipping: [number, 'shipping orderShipping order_shipping'],
  order_coupon: [text, 'coupon orderCoupon order_coupon'],
  items: [list, 'items'],
});

const nothing = emptyPart('commerce');

/** The parts of an event that tell of goods. */
export type CommerceParts = Slots<'order' | 'product' | 'cart' | 'products'>;

/** Product, cart and order columns, and what of each part is left. */
export interface Commerce {
  columns: Part<'commerce'>;
  /** Of the whole event: its fields that no part of it is for. */
  rest: Fields | null;
}

/**
 * Product, cart and order columns. Money stays the number that was sent; PostgreSQL stores it as an exact decimal. What
 * fills a column first stays: the order's currency goes before the product's and the cart's, a part's before a field of
 * the event itself.
 *
 * @param parts the event's parts
 * @param contextProduct the product as the platform's first Lambdas wrote it
 * @param eventRest what is left of the event itself
 */
export function commerceColumns(
  { order, product, cart, products }: CommerceParts,
  contextProduct: Fields | null,
  eventRest: Fields | null,
): Commerce & { contextRest: Fields | null } {
  const columns = nothing();
  let rest = eventRest;
  const keep = (name: string, left: Fields | null) => {
    if (left !== null) rest = put(rest, name, left);
  };
  const orderRest = object(order) && takeFields(ORDER, order as Fields, columns);
  let productRest = object(product) && takeFields(PRODUCT, product as Fields, columns);
  const cartRest = object(cart) && takeFields(CART, cart as Fields, columns);
  const contextRest = contextProduct && takeFields(PRODUCT, contextProduct, columns);
  if (rest !== null) rest = takeFields(FLAT, rest, columns);
  if (products !== null) {
    if (columns.items === null) columns.items = products;
    else rest = put(rest, 'products', products);
  }
  if (columns.items !== null) columns.items = lineItems(columns.items as unknown[]);
  else if (productRest !== null) {
    const { item, left } = listedItem(product as Fields, productRest);
    columns.items = item && [item];
    productRest = left;
  }
  keep('order', orderRest);
  keep('product', productRest);
  keep('cart', cartRest);
  return { columns, rest, contextRest };
}
