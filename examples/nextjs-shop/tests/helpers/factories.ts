import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { type Address, addToCart, findCart, saveAddress, saveShippingMethod } from '../../src/data';

export const anAddress = (changes: Partial<Address> = {}): Address => ({
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  street: 'Analytical Row 12',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
  ...changes,
});

/** A visitor whose cart is ready to be ordered. */
export async function aCheckout(pool: Pool, items: Record<string, number>, shipping = 'standard') {
  const visitorId = randomUUID();
  for (const [productId, quantity] of Object.entries(items)) await addToCart(pool, visitorId, productId, quantity);
  await saveAddress(pool, visitorId, anAddress());
  await saveShippingMethod(pool, visitorId, shipping);
  const cart = await findCart(pool, visitorId);
  if (!cart) throw new Error('the visitor has no cart');
  return { visitorId, cartId: cart.id, userId: null, paymentMethod: 'card' };
}

export async function stockOf(pool: Pool, productId: string): Promise<number> {
  const { rows } = await pool.query<{ quantity: number }>('select quantity from inventory where product_id = $1', [
    productId,
  ]);
  return rows[0]?.quantity ?? Number.NaN;
}

export async function setStock(pool: Pool, productId: string, quantity: number): Promise<void> {
  await pool.query('update inventory set quantity = $2 where product_id = $1', [productId, quantity]);
}
