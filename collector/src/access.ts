import type { CollectorConfig } from './config.js';
import { type CollectRequest, HttpError } from './http.js';
import { serverKeyTest, writeKeyTest } from './keys.js';
import type { VerifyToken } from './token.js';

/** Who sent a request: the shop's own server, or somebody's browser. */
export interface Sender {
  isTrusted: boolean;
  /** The write key that let it in. */
  writeKey?: string;
  /** The signed-in shopper, as a token proves. */
  userId?: string;
}

/** Lets a sender in, or rejects with 401. */
export type Authenticate = (request: CollectRequest, at: Date) => Promise<Sender>;

const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Makes the check of keys and tokens. A server key vouches for its sender, so it needs no write key beside it. A token
 * that does not hold is as good as none: a shopper's sign-in that ran out while he was offline must not cost his events.
 */
export function accessCheck(
  { serverKeys, writeKeys }: CollectorConfig,
  verifyToken: VerifyToken | undefined,
): Authenticate {
  const isServerKey = serverKeyTest(serverKeys);
  const isWriteKey = writeKeyTest(writeKeys);
  return async ({ headers, query }, at) => {
    const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
    const isToken = bearer !== undefined && verifyToken !== undefined && TOKEN.test(bearer);
    if (bearer && serverKeys.length > 0) {
      if (isServerKey(bearer)) return { isTrusted: true };
      if (!isToken) throw new HttpError(401, 'The server key is wrong');
    }
    const key = headers['x-footfall-key'] ?? query.key;
    if (writeKeys.length > 0) {
      if (!key) throw new HttpError(401, 'A write key is needed: header x-footfall-key or query key');
      if (!isWriteKey(key, headers.origin, at)) throw new HttpError(401, 'The write key is wrong');
    }
    const userId = isToken ? await verifyToken(bearer) : undefined;
    return {
      isTrusted: false,
      ...(writeKeys.length > 0 && { writeKey: key as string }),
      ...(userId !== undefined && { userId }),
    };
  };
}
