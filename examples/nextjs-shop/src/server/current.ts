import { cache } from 'react';
import { type Cart, findCart, findSessionUser, type User } from '../data';
import { readCookie, SESSION_COOKIE } from './cookies';
import { database } from './database';
import { currentVisitor } from './visitor';

// `cache` lasts one request: the header and the page share one look-up.

/** Who is signed in. */
export const currentUser = cache(async (): Promise<User | undefined> => {
  const token = await readCookie(SESSION_COOKIE);
  return token ? findSessionUser(database(), token) : undefined;
});

/** The visitor's open cart; undefined also when it is empty. */
export const currentCart = cache(async (): Promise<Cart | undefined> => {
  const visitorId = await currentVisitor();
  const cart = visitorId ? await findCart(database(), visitorId) : undefined;
  return cart && cart.lines.length > 0 ? cart : undefined;
});

/** Whose wishlist it is: the signed-in user's, else the visitor's. */
export const currentOwner = async (): Promise<string | undefined> => (await currentUser())?.id ?? currentVisitor();
