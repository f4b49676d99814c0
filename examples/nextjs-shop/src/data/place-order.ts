import type { Pool, PoolClient } from 'pg';
import type { Address } from './address';
import { cartProducts } from './carts';
import { COUPON_OBJECT, type Coupon, couponCents } from './coupons';
import { inTransaction, type Queryable } from './database';
import { includedTaxCents, unitCents } from './money';
import type { Product } from './products';
import { noteReport, type ReportedShopper } from './reports';
import { findShippingMethod, type ShippingMethod, shippingCents } from './shipping';

export type PlacedOrder =
  | { status: 'placed'; orderId: string }
  /** Somebody else bought the last pieces; the cart stays as it is. */
  | { status: 'sold-out'; productNames: string[] }
  /** There is nothing to order, or a step of the checkout is missing. */
  | { status: 'incomplete' };

type Item = Product & { quantity: number };

export interface OrderRequest {
  cartId: string;
  visitorId: string;
  userId: string | null;
  paymentMethod: string;
  /** Who the order is reported for; undefined where nothing may be reported. */
  reportFor?: ReportedShopper | undefined;
}

/**
 * Turns a cart into an order and takes its pieces from the inventory, all or nothing. The same cart submitted again,
 * by a double click or a reload, gives the same order again.
 */
export async function placeOrder(pool: Pool, request: OrderRequest): Promise<PlacedOrder> {
  return inTransaction(pool, async (client) => {
    const cart = await lockCart(client, request.cartId, request.visitorId);
    if (!cart) return { status: 'incomplete' };
    if (cart.orderId) return { status: 'placed', orderId: cart.orderId };
    const method = findShippingMethod(cart.shippingMethod);
    const items = await cartProducts(client, request.cartId);
    if (!cart.address || !method || items.length === 0) return { status: 'incomplete' };

    const missing = await takeFromInventory(client, items);
    if (missing.length > 0) return { status: 'sold-out', productNames: missing };

    const orderId = await insertOrder(client, request, { ...cart, address: cart.address, method, items });
    await insertLines(client, orderId, items);
    if (request.reportFor) await noteReport(client, { orderId, shopper: request.reportFor });
    await client.query('update carts set ordered_at = now() where cart_id = $1', [request.cartId]);
    return { status: 'placed', orderId };
  });
}

interface Checkout {
  address: Address;
  coupon: Coupon | null;
  method: ShippingMethod;
  items: Item[];
}

/** @returns the new order's id */
async function insertOrder(
  client: PoolClient,
  request: OrderRequest,
  { address, coupon, method, items }: Checkout,
): Promise<string> {
  const subtotal = items.reduce((sum, item) => sum + item.quantity * unitCents(item), 0);
  const discount = couponCents(coupon, subtotal);
  const shipping = shippingCents(method, subtotal);
  const total = subtotal - discount + shipping;
  const row = {
    cart_id: request.cartId,
    visitor_id: request.visitorId,
    user_id: request.userId,
    address,
    shipping_method: method.id,
    payment_method: request.paymentMethod,
    coupon_code: discount > 0 ? coupon?.code : null,
    subtotal_cents: subtotal,
    discount_cents: discount,
    shipping_cents: shipping,
    tax_cents: includedTaxCents(total),
    total_cents: total,
  };
  const columns = Object.keys(row).join(', ');
  const { rows } = await client.query<{ order_id: string }>(
    `insert into orders (${columns}) select ${columns} from jsonb_populate_record(null::orders, $1) returning order_id`,
    [JSON.stringify(row)],
  );
  if (!rows[0]) throw new Error('the database returned no order');
  return rows[0].order_id;
}

/** Locks the cart: a second submit waits here until the first is committed, and then sees its order. */
async function lockCart(db: Queryable, cartId: string, visitorId: string) {
  await db.query('select 1 from carts where cart_id::text = $1 and visitor_id = $2 for update', [cartId, visitorId]);
  const { rows } = await db.query<{
    address: Address | null;
    shippingMethod: string | null;
    coupon: Coupon | null;
    orderId: string | null;
  }>(
    `select c.address, c.shipping_method as "shippingMethod", ${COUPON_OBJECT} as coupon, o.order_id as "orderId"
     from carts c left join orders o using (cart_id)
     where c.cart_id::text = $1 and c.visitor_id = $2`,
    [cartId, visitorId],
  );
  return rows[0];
}

/** Takes the pieces, or takes none and names what is short. Rows are locked in one order, so orders never deadlock. */
async function takeFromInventory(db: Queryable, items: Item[]): Promise<string[]> {
  const { rows } = await db.query<{ product_id: string; quantity: number }>(
    'select product_id, quantity from inventory where product_id = any($1) order by product_id for update',
    [items.map((item) => item.id)],
  );
  const stock = new Map(rows.map((row) => [row.product_id, row.quantity]));
  const missing = items.filter((item) => item.quantity > (stock.get(item.id) ?? 0));
  if (missing.length > 0) return missing.map((item) => item.name);
  await db.query(
    `update inventory set quantity = inventory.quantity - taken.quantity
     from unnest($1::text[], $2::int[]) as taken (product_id, quantity)
     where inventory.product_id = taken.product_id`,
    [items.map((item) => item.id), items.map((item) => item.quantity)],
  );
  return [];
}

async function insertLines(db: Queryable, orderId: string, items: Item[]): Promise<void> {
  const lines = items.map((item, index) => ({
    order_id: orderId,
    line: index + 1,
    product_id: item.id,
    slug: item.slug,
    name: item.name,
    brand: item.brand,
    category: item.category,
    price_cents: item.priceCents,
    unit_cents: unitCents(item),
    quantity: item.quantity,
    returned_quantity: 0,
  }));
  await db.query('insert into order_items select * from jsonb_populate_recordset(null::order_items, $1)', [
    JSON.stringify(lines),
  ]);
}
