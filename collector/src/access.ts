import { createHash, timingSafeEqual } from 'node:crypto';
import type { CollectorConfig } from './config.js';
import { type CollectRequest, HttpError } from './http.js';

/** Who sent a request: the shop's own server, or somebody's browser. */
export interface Sender {
  isTrusted: boolean;
}

/**
 * Lets a sender in, or throws 401.
 * A server key vouches for its sender, so it needs no write key beside it.
 */
export function authenticate(request: CollectRequest, { serverKeys, writeKeys }: CollectorConfig): Sender {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer && serverKeys.length > 0) {
    if (isOneOf(bearer, serverKeys)) return { isTrusted: true };
    throw new HttpError(401, 'The server key is wrong');
  }
  if (writeKeys.length === 0) return { isTrusted: false };
  const key = request.headers['x-footfall-key'] ?? request.query.key;
  if (!key) throw new HttpError(401, 'A write key is needed: header x-footfall-key or query key');
  if (!isOneOf(key, writeKeys)) throw new HttpError(401, 'The write key is wrong');
  return { isTrusted: false };
}

/** Compares hashes in constant time, so that answers do not tell how much of a guess was right. */
function isOneOf(given: string, keys: string[]): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  const wanted = hash(given);
  return keys.filter((key) => timingSafeEqual(hash(key), wanted)).length > 0;
}
