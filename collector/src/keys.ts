import { Buffer } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { WriteKey } from './config.js';
import { originTest } from './origins.js';

/** Says whether a write key lets a request in. */
export type WriteKeyTest = (given: string, origin: string | undefined, at: Date) => boolean;

/** Makes a test for write keys: a key holds in its time, and from its origins where it names some. */
export function writeKeyTest(keys: (string | WriteKey)[]): WriteKeyTest {
  const known = keys.map((entry) => {
    const { key, origins, from, until } = typeof entry === 'string' ? wholeKey(entry) : entry;
    return { hash: hashOf(key), isFrom: origins.length > 0 ? originTest(origins) : undefined, from, until };
  });
  return (given, origin, at) =>
    equals(known, given).some(
      ({ isFrom, from, until }) =>
        (!from || at >= from) && (!until || at < until) && (!isFrom || (origin !== undefined && isFrom(origin))),
    );
}

/** A key that is known by its hash alone: whoever reads the settings can check a key by it, and send none. */
const KEYS_HASH = /^sha256:([0-9a-f]{64})$/;

/** Makes a test for the keys of the shop's own servers; each key itself, or its hash as `sha256:` and 64 digits. */
export function serverKeyTest(keys: string[]): (given: string) => boolean {
  const known = keys.map((key) => {
    const hex = KEYS_HASH.exec(key)?.[1];
    return { hash: hex === undefined ? hashOf(key) : Buffer.from(hex, 'hex') };
  });
  return (given) => equals(known, given).length > 0;
}

/** Whether an entry says that it is a hash, and is none. */
export const isBrokenHash = (key: string): boolean => key.startsWith('sha256:') && !KEYS_HASH.test(key);

/** A key that holds for ever and for every origin. */
const wholeKey = (key: string): WriteKey => ({ key, origins: [] });

/** Compares hashes in constant time, so that answers do not tell how much of a guess was right. */
function equals<T extends { hash: Buffer }>(known: T[], given: string): T[] {
  const wanted = hashOf(given);
  return known.filter(({ hash }) => timingSafeEqual(hash, wanted));
}

const hashOf = (text: string) => createHash('sha256').update(text).digest();
