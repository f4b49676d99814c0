import type { Pool } from 'pg';
import type { Address } from './address';
import { COUPON_OBJECT, type Coupon, couponCents } from './coupons';
import { inTransaction, type Queryable } from './database';
import { MAX_QUANTITY } from './limits';
import { unitCents } from './money';
import { PRODUCT_COLUMNS, type Product } from './products';

export interface CartLine {
  product: Product;
  quantity: number;
  lineCents: number;
}

export interface Cart {
  id: string;
  lines: CartLine[];
  itemCount: number;
  subtotalCents: number;
  coupon: Coupon | null;
  /** What the coupon takes off. */
  discountCents: number;
  address: Address | null;
  shippingMethod: string | null;
}

interface CartRow {
  id: string;
  coupon: Coupon | null;
  address: Address | null;
  shippingMethod: string | null;
}

/** The open cart of a visitor, undefined if there is none. */
export async function findCart(db: Queryable, visitorId: string): Promise<Cart | undefined> {
  const found = await db.query<CartRow>(
    `select cart_id as id, address, shipping_method as "shippingMethod", ${COUPON_OBJECT} as coupon
     from carts c where visitor_id = $1 and ordered_at is null`,
    [visitorId],
  );
  const cart = found.rows[0];
  return cart && toCart(cart, await cartProducts(db, cart.id));
}

/** The lines of a cart in the order in which they were added, at today's prices. */
export async function cartProducts(db: Queryable, cartId: string): Promise<(Product & { quantity: number })[]> {
  const { rows } = await db.query<Product & { quantity: number }>(
    `select ${PRODUCT_COLUMNS}, c.quantity
     from cart_items c join products p using (product_id) join inventory i using (product_id)
     where c.cart_id = $1
     order by c.added_at, p.product_id`,
    [cartId],
  );
  return rows;
}

function toCart(row: CartRow, items: (Product & { quantity: number })[]): Cart {
  const lines = items.map(({ quantity, ...product }) => ({
    product,
    quantity,
    lineCents: quantity * unitCents(product),
  }));
  const subtotalCents = lines.reduce((sum, line) => sum + line.lineCents, 0);
  return {
    ...row,
    lines,
    itemCount: lines.reduce((sum, line) => sum + line.quantity, 0),
    subtotalCents,
    discountCents: couponCents(row.coupon, subtotalCents),
  };
}

/**
 * Adds pieces of a product, at most what is in stock and at most {@link MAX_QUANTITY} in all.
 *
 * @returns how many were really added: 0 when the shop has no more.
 */
export async function addToCart(pool: Pool, visitorId: string, productId: string, quantity: number): Promise<number> {
  return inTransaction(pool, async (client) => {
    const cartId = await openCart(client, visitorId);
    const { rows } = await client.query<{ stock: number; present: number }>(
      `select i.quantity as stock, coalesce(c.quantity, 0) as present
       from inventory i left join cart_items c on c.product_id = i.product_id and c.cart_id = $1
       where i.product_id = $2`,
      [cartId, productId],
    );
    const { stock, present } = rows[0] ?? { stock: 0, present: 0 };
    const added = Math.min(quantity, Math.min(stock, MAX_QUANTITY) - present);
    if (added <= 0) return 0;
    await client.query(
      `insert into cart_items (cart_id, product_id, quantity) values ($1, $2, $3)
       on conflict (cart_id, product_id) do update set quantity = cart_items.quantity + excluded.quantity`,
      [cartId, productId, added],
    );
    return added;
  });
}

/** Finds or makes the open cart and locks it, so that two tabs of one visitor take turns. */
async function openCart(db: Queryable, visitorId: string): Promise<string> {
  const { rows } = await db.query<{ cart_id: string }>(
    `insert into carts (visitor_id) values ($1)
     on conflict (visitor_id) where ordered_at is null do update set visitor_id = excluded.visitor_id
     returning cart_id`,
    [visitorId],
  );
  const cartId = rows[0]?.cart_id;
  if (cartId === undefined) throw new Error('the database returned no cart');
  return cartId;
}

/**
 * Sets how many pieces of a product the open cart holds; 0 removes the line.
 *
 * @returns how many there were before and are now.
 */
export async function setCartQuantity(
  pool: Pool,
  visitorId: string,
  productId: string,
  quantity: number,
): Promise<{ before: number; after: number }> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ cart_id: string; quantity: number; stock: number }>(
      `select c.cart_id, c.quantity, i.quantity as stock
       from cart_items c join carts using (cart_id) join inventory i using (product_id)
       where carts.visitor_id = $1 and carts.ordered_at is null and c.product_id = $2
       for update of carts, c`,
      [visitorId, productId],
    );
    const line = rows[0];
    if (!line) return { before: 0, after: 0 };
    const after = Math.max(0, Math.min(quantity, line.stock, MAX_QUANTITY));
    await (after === 0
      ? client.query('delete from cart_items where cart_id = $1 and product_id = $2', [line.cart_id, productId])
      : client.query('update cart_items set quantity = $3 where cart_id = $1 and product_id = $2', [
          line.cart_id,
          productId,
          after,
        ]));
    return { before: line.quantity, after };
  });
}

export async function saveAddress(db: Queryable, visitorId: string, address: Address): Promise<void> {
  await db.query('update carts set address = $2 where visitor_id = $1 and ordered_at is null', [visitorId, address]);
}

export async function saveShippingMethod(db: Queryable, visitorId: string, method: string): Promise<void> {
  await db.query('update carts set shipping_method = $2 where visitor_id = $1 and ordered_at is null', [
    visitorId,
    method,
  ]);
}
