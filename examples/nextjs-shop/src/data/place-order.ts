import type { Pool } from 'pg';
import type { Address } from './address';
import { cartProducts } from './carts';
import { inTransaction, type Queryable } from './database';
import { includedTaxCents, unitCents } from './money';
import type { Product } from './products';
import { findShippingMethod, shippingCents } from './shipping';

export type PlacedOrder =
  | { status: 'placed'; orderId: string }
  /** Somebody else bought the last pieces; the cart stays as it is. */
  | { status: 'sold-out'; productNames: string[] }
  /** There is nothing to order, or a step of the checkout is missing. */
  | { status: 'incomplete' };

type Item = Product & { quantity: number };

/**
 * Turns a cart into an order and takes its pieces from the inventory, all or nothing. The same cart submitted again,
 * by a double click or a reload, gives the same order again.
 */
export async function placeOrder(
  pool: Pool,
  request: { cartId: string; visitorId: string; userId: string | null; paymentMethod: string },
): Promise<PlacedOrder> {
  return inTransaction(pool, async (client) => {
    const cart = await lockCart(client, request.cartId, request.visitorId);
    if (!cart) return { status: 'incomplete' };
    if (cart.orderId) return { status: 'placed', orderId: cart.orderId };
    const method = findShippingMethod(cart.shippingMethod);
    const items = await cartProducts(client, request.cartId);
    if (!cart.address || !method || items.length === 0) return { status: 'incomplete' };

    const missing = await takeFromInventory(client, items);
    if (missing.length > 0) return { status: 'sold-out', productNames: missing };

    const subtotal = items.reduce((sum, item) => sum + item.quantity * unitCents(item), 0);
    const shipping = shippingCents(method, subtotal);
    const { rows } = await client.query<{ order_id: string }>(
      `insert into orders (cart_id, visitor_id, user_id, address, shipping_method, payment_method,
         subtotal_cents, shipping_cents, tax_cents, total_cents)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning order_id`,
      [
        request.cartId,
        request.visitorId,
        request.userId,
        cart.address,
        method.id,
        request.paymentMethod,
        subtotal,
        shipping,
        includedTaxCents(subtotal + shipping),
        subtotal + shipping,
      ],
    );
    const orderId = rows[0]?.order_id;
    if (orderId === undefined) throw new Error('the database returned no order');
    await insertLines(client, orderId, items);
    await client.query('update carts set ordered_at = now() where cart_id = $1', [request.cartId]);
    return { status: 'placed', orderId };
  });
}

/** Locks the cart: a second submit waits here until the first is committed, and then sees its order. */
async function lockCart(db: Queryable, cartId: string, visitorId: string) {
  await db.query('select 1 from carts where cart_id::text = $1 and visitor_id = $2 for update', [cartId, visitorId]);
  const { rows } = await db.query<{ address: Address | null; shippingMethod: string | null; orderId: string | null }>(
    `select c.address, c.shipping_method as "shippingMethod", o.order_id as "orderId"
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
  }));
  await db.query('insert into order_items select * from jsonb_populate_recordset(null::order_items, $1)', [
    JSON.stringify(lines),
  ]);
}
