import type { Address } from './address';
import type { Queryable } from './database';

export interface OrderLine {
  productId: string;
  slug: string;
  name: string;
  brand: string;
  category: string;
  priceCents: number;
  unitCents: number;
  quantity: number;
  returnedQuantity: number;
}

export interface Order {
  id: string;
  /** What the shopper reads and says on the phone. */
  number: string;
  visitorId: string;
  userId: string | null;
  address: Address;
  shippingMethod: string;
  paymentMethod: string;
  currency: string;
  subtotalCents: number;
  couponCode: string | null;
  discountCents: number;
  shippingCents: number;
  taxCents: number;
  totalCents: number;
  refundedCents: number;
  placedAt: Date;
  cancelledAt: Date | null;
  lines: OrderLine[];
}

const ORDER_COLUMNS = `
  order_id as id, 'NB-' || order_number as number, visitor_id as "visitorId", user_id as "userId", address,
  shipping_method as "shippingMethod", payment_method as "paymentMethod", currency,
  subtotal_cents as "subtotalCents", coupon_code as "couponCode", discount_cents as "discountCents",
  shipping_cents as "shippingCents", tax_cents as "taxCents", total_cents as "totalCents",
  refunded_cents as "refundedCents", placed_at as "placedAt", cancelled_at as "cancelledAt",
  (select jsonb_agg(jsonb_build_object('productId', product_id, 'slug', slug, 'name', name, 'brand', brand,
     'category', category, 'priceCents', price_cents, 'unitCents', unit_cents, 'quantity', quantity,
     'returnedQuantity', returned_quantity) order by line)
   from order_items where order_items.order_id = orders.order_id) as lines`;

/** The order with its lines, undefined if there is none with that id. */
export async function findOrder(db: Queryable, orderId: string): Promise<Order | undefined> {
  const { rows } = await db.query<Order>(`select ${ORDER_COLUMNS} from orders where order_id::text = $1`, [orderId]);
  return rows[0];
}

/** More orders than anybody reads on one page. */
const MOST_ORDERS = 100;

/** The orders of a browser and of the account that is signed in there, the latest first. */
export async function listOrders(
  db: Queryable,
  { visitorId, userId }: { visitorId: string | undefined; userId: string | undefined },
): Promise<Order[]> {
  const { rows } = await db.query<Order>(
    `select ${ORDER_COLUMNS} from orders
     where user_id = $2 or (visitor_id = $1 and (user_id is null or user_id = $2))
     order by placed_at desc, order_number desc limit $3`,
    [visitorId ?? null, userId ?? null, MOST_ORDERS],
  );
  return rows;
}
