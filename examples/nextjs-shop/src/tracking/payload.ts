import { categoryName } from '../catalogue/categories';
import type { Cart, Order, OrderLine, Product, Refund } from '../data';
import { CURRENCY } from '../data/money';

// What the shop tells the tracker. Money goes out in major units: 79.99, not 7999.
const major = (cents: number) => cents / 100;

export interface TrackedProduct {
  id: string;
  name: string;
  category: string;
  brand: string;
  price: number;
  discountPrice?: number;
  currency: string;
  urlPath: string;
  quantity?: number;
  position?: number;
  list?: string;
}

export interface TrackedCart {
  id: string;
  currency: string;
  total: number;
  items: TrackedProduct[];
}

export interface TrackedOrder extends TrackedCart {
  number: string;
  coupon?: string;
  tax: number;
  shipping: number;
}

type Extras = Pick<TrackedProduct, 'quantity' | 'position' | 'list'>;
type Sellable = Pick<Product, 'id' | 'slug' | 'name' | 'brand' | 'category' | 'priceCents' | 'discountCents'>;

export function trackedProduct(product: Sellable, extras: Extras = {}): TrackedProduct {
  return {
    id: product.id,
    name: product.name,
    category: categoryName(product.category),
    brand: product.brand,
    price: major(product.priceCents),
    ...(product.discountCents !== null && { discountPrice: major(product.discountCents) }),
    currency: CURRENCY,
    urlPath: `/product/${product.slug}`,
    ...extras,
  };
}

/** A listing as shown: positions count from 1. */
export const trackedList = (products: readonly Sellable[], list: string): TrackedProduct[] =>
  products.map((product, index) => trackedProduct(product, { list, position: index + 1 }));

export function trackedCart(cart: Cart): TrackedCart {
  return {
    id: cart.id,
    currency: CURRENCY,
    total: major(cart.subtotalCents - cart.discountCents),
    items: cart.lines.map(({ product, quantity }) => trackedProduct(product, { quantity })),
  };
}

export function trackedOrder(order: Order): TrackedOrder {
  return {
    id: order.id,
    number: order.number,
    currency: order.currency,
    total: major(order.totalCents),
    tax: major(order.taxCents),
    shipping: major(order.shippingCents),
    ...(order.couponCode !== null && { coupon: order.couponCode }),
    items: order.lines.map(trackedLine),
  };
}

/** What was paid back: the amount as the total, and the pieces that came back. */
export const trackedRefund = (order: Order, refund: Refund): TrackedCart & { number: string } => ({
  id: order.id,
  number: order.number,
  currency: order.currency,
  total: major(refund.amountCents),
  items: refund.lines.map(trackedLine),
});

const trackedLine = (line: OrderLine): TrackedProduct =>
  trackedProduct(
    { ...line, id: line.productId, discountCents: line.unitCents < line.priceCents ? line.unitCents : null },
    { quantity: line.quantity },
  );
