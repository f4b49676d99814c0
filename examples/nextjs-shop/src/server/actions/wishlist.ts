'use server';

import { refresh } from 'next/cache';
import { toggleWish } from '../../data';
import { currentUser } from '../current';
import { database } from '../database';
import { ensureVisitor } from '../visitor';

/** Puts a product on the shopper's list or takes it off. @returns whether it is on it now */
export async function toggleWishAction(productId: string): Promise<boolean> {
  if (typeof productId !== 'string' || productId.length > 32) return false;
  const owner = (await currentUser())?.id ?? (await ensureVisitor());
  const isWished = await toggleWish(database(), owner, productId);
  refresh();
  return isWished;
}
