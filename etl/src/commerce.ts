import { type Fields, fields, id, integer, number, pick, text } from './coerce.js';
import type { Part } from './columns.js';

/** Product, cart and order columns. Money stays the number that was sent; PostgreSQL stores it as an exact decimal. */
export function commerceColumns(event: Fields): Part<'commerce'> {
  const product = fields(event.product);
  const cart = fields(event.cart);
  const order = fields(event.order);
  const brand = product.brand;
  return {
    context_product_id: text(product.id),
    context_product_name: text(product.name),
    context_product_category: text(product.category),
    context_product_brand: text(pick(fields(brand), 'name') ?? pick(product, 'brand', 'brandName')),
    context_product_price: number(product.price),
    context_product_discount_price: number(pick(product, 'discountPrice', 'discount_price')),
    context_product_url_path: text(pick(product, 'urlPath', 'url_path')),
    currency: text(pick(order, 'currency') ?? pick(product, 'currency') ?? pick(cart, 'currency')),
    quantity: number(product.quantity),
    cart_id: id(cart.id),
    cart_total: number(cart.total),
    order_id: id(order.id),
    order_number: text(order.number),
    order_total: number(order.total),
    order_tax: number(order.tax),
    order_shipping: number(order.shipping),
    order_coupon: text(order.coupon),
    items: items(event, { product, cart, order }),
  };
}

/** The lines of the order, else of the cart, else the list, else the one product with the place where it was seen. */
function items(event: Fields, { product, cart, order }: Record<'product' | 'cart' | 'order', Fields>): object[] | null {
  const lines = [order.items, cart.items, event.products].find((list) => Array.isArray(list) && list.length > 0);
  if (Array.isArray(lines)) return lines.map((line) => item(fields(line)));
  return product.list !== undefined || product.position !== undefined ? [item(product)] : null;
}

/** Only names that models read, with types that they can rely on. */
function item(line: Fields): object {
  const known = {
    id: id(line.id),
    name: text(line.name),
    category: text(line.category),
    brand: text(line.brand),
    price: number(line.price),
    discountPrice: number(line.discountPrice),
    currency: text(line.currency),
    quantity: number(line.quantity),
    position: integer(line.position),
    list: text(line.list),
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null));
}
