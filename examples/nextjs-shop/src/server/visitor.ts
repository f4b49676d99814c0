import { randomUUID } from 'node:crypto';
import { readCookie, VISITOR_COOKIE, writeCookie } from './cookies';

/** How long a cart waits for its shopper. */
const VISITOR_DAYS = 180;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The browser that asks, undefined until it puts something in a cart. */
export async function currentVisitor(): Promise<string | undefined> {
  const visitorId = await readCookie(VISITOR_COOKIE);
  return visitorId && UUID.test(visitorId) ? visitorId : undefined;
}

/** The browser that asks, known from now on. Only actions may call it: pages cannot set cookies. */
export async function ensureVisitor(): Promise<string> {
  const known = await currentVisitor();
  if (known) return known;
  const visitorId = randomUUID();
  await writeCookie(VISITOR_COOKIE, visitorId, VISITOR_DAYS);
  return visitorId;
}
