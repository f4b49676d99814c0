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
  shippingCents: number;
  taxCents: number;
  totalCents: number;
  placedAt: Date;
  lines: OrderLine[];
}

/** The order with its lines, undefined if there is none with that id. */
export async function findOrder(db: Queryable, orderId: string): Promise<Order | undefined> {
  const { rows } = await db.query<Order>(
    `select order_id as id, 'NB-' || order_number as number, visitor_id as "visitorId", user_id as "userId", address,
       shipping_method as "shippingMethod", payment_method as "paymentMethod", currency,
       subtotal_cents as "subtotalCents", shipping_cents as "shippingCents", tax_cents as "taxCents",
       total_cents as "totalCents", placed_at as "placedAt",
       (select jsonb_agg(jsonb_build_object('productId', product_id, 'slug', slug, 'name', name, 'brand', brand,
          'category', category, 'priceCents', price_cents, 'unitCents', unit_cents, 'quantity', quantity) order by line)
        from order_items where order_items.order_id = orders.order_id) as lines
     from orders where order_id::text = $1`,
    [orderId],
  );
  return rows[0];
}
