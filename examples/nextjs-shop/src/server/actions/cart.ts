'use server';

import { refresh } from 'next/cache';
import { addToCart, claimCart, findCart, MAX_QUANTITY, setCartQuantity, setCoupon } from '../../data';
import { type TrackedCart, trackedCart } from '../../tracking/payload';
import { currentUser } from '../current';
import { database } from '../database';
import { currentVisitor, ensureVisitor } from '../visitor';

// Actions are public addresses: whatever arrives is checked, whatever its type says.
const isProductId = (value: unknown): value is string => typeof value === 'string' && value.length <= 32;
const isQuantity = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_QUANTITY;

const cartOf = async (visitorId: string): Promise<TrackedCart | undefined> => {
  const cart = await findCart(database(), visitorId);
  return cart && trackedCart(cart);
};

/** Adds pieces to the cart and says how many it really took, and what the cart holds now. */
export async function addToCartAction(productId: string, quantity: number) {
  if (!isProductId(productId) || !isQuantity(quantity)) return { added: 0, cart: undefined };
  const visitorId = await ensureVisitor();
  const added = await addToCart(database(), visitorId, productId, quantity);
  const user = await currentUser();
  if (user) await claimCart(database(), visitorId, user.id);
  refresh();
  return { added, cart: await cartOf(visitorId) };
}

/** Sets how many pieces of a product the cart holds, 0 for none. */
export async function setQuantityAction(productId: string, quantity: number) {
  const visitorId = await currentVisitor();
  if (!visitorId || !isProductId(productId) || !isQuantity(quantity)) return { before: 0, after: 0, cart: undefined };
  const change = await setCartQuantity(database(), visitorId, productId, quantity);
  refresh();
  return { ...change, cart: await cartOf(visitorId) };
}

export interface CouponState {
  problem: string | null;
}

/** Puts the typed coupon on the cart; an empty one takes it off. */
export async function setCouponAction(_: CouponState, form: FormData): Promise<CouponState> {
  const visitorId = await currentVisitor();
  const holds = visitorId !== undefined && (await setCoupon(database(), visitorId, String(form.get('coupon') ?? '')));
  if (holds) refresh();
  return { problem: holds ? null : 'We know no such code, or it has run out.' };
}
