import type { Pool, PoolClient } from 'pg';
import { inTransaction } from './database';
import { MAX_QUANTITY } from './limits';

/**
 * After a sign-in: what the visitor collected becomes the account's, and what the account collected in other browsers
 * comes along. Of a product that lies in both carts the greater number counts, so that signing in twice doubles nothing.
 */
export async function adoptVisitor(pool: Pool, visitorId: string, userId: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('select 1 from users where user_id = $1 for update', [userId]);
    await mergeCarts(client, visitorId, userId);
    await client.query(
      `insert into wishlist_items select $2, product_id, added_at from wishlist_items where owner_id = $1
       on conflict do nothing`,
      [visitorId, userId],
    );
    await client.query('delete from wishlist_items where owner_id = $1', [visitorId]);
  });
}

async function mergeCarts(client: PoolClient, visitorId: string, userId: string): Promise<void> {
  const { rows } = await client.query<{ cart_id: string; visitor_id: string }>(
    `select cart_id, visitor_id from carts
     where ordered_at is null and (visitor_id = $1 or user_id = $2)
     order by created_at desc, cart_id for update`,
    [visitorId, userId],
  );
  // Where this browser has none, the account's latest cart moves over with all that was entered at its checkout.
  const own = rows.find((cart) => cart.visitor_id === visitorId) ?? rows[0];
  if (!own) return;
  // Each browser that stayed signed in may have claimed one.
  const others = rows.filter((cart) => cart !== own).map((cart) => cart.cart_id);
  await client.query('update carts set visitor_id = $2, user_id = $3 where cart_id = $1', [
    own.cart_id,
    visitorId,
    userId,
  ]);
  await client.query(
    `insert into cart_items (cart_id, product_id, quantity, added_at)
       select $1, product_id, least(max(quantity), $3), min(added_at) from cart_items where cart_id = any($2)
       group by product_id
     on conflict (cart_id, product_id) do update set quantity = greatest(cart_items.quantity, excluded.quantity)`,
    [own.cart_id, others, MAX_QUANTITY],
  );
  await client.query('delete from carts where cart_id = any($1)', [others]);
}

/** Notes whose cart the visitor's open one is, so that a sign-in elsewhere finds it. */
export async function claimCart(pool: Pool, visitorId: string, userId: string): Promise<void> {
  await pool.query('update carts set user_id = $2 where visitor_id = $1 and ordered_at is null', [visitorId, userId]);
}
