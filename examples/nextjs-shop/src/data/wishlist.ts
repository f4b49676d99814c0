import type { Queryable } from './database';
import { PRODUCT_COLUMNS, type Product } from './products';

/** What somebody wants to remember; `ownerId` is the user, or the visitor who is not signed in. */
export async function listWishlist(db: Queryable, ownerId: string): Promise<Product[]> {
  const { rows } = await db.query<Product>(
    `select ${PRODUCT_COLUMNS}
     from wishlist_items w join products p using (product_id) join inventory i using (product_id)
     where w.owner_id = $1
     order by w.added_at desc, p.product_id`,
    [ownerId],
  );
  return rows;
}

export async function isWished(db: Queryable, ownerId: string, productId: string): Promise<boolean> {
  const { rowCount } = await db.query('select from wishlist_items where owner_id = $1 and product_id = $2', [
    ownerId,
    productId,
  ]);
  return rowCount === 1;
}

/** Puts a product on the list, or takes it off. @returns whether it is on it now */
export async function toggleWish(db: Queryable, ownerId: string, productId: string): Promise<boolean> {
  const removed = await db.query('delete from wishlist_items where owner_id = $1 and product_id = $2', [
    ownerId,
    productId,
  ]);
  if (removed.rowCount) return false;
  const added = await db.query(
    `insert into wishlist_items (owner_id, product_id) select $1, product_id from products where product_id = $2
     on conflict do nothing`,
    [ownerId, productId],
  );
  return added.rowCount === 1;
}
