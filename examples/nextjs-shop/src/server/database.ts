import type { Pool } from 'pg';
import { openPool } from '../data';
import { readEnv } from './env';

// One pool a process. It hangs on globalThis because the bundler may load this module once for every route.
const holder = globalThis as typeof globalThis & { shopPool?: Pool };

/** The shop's database; opened at the first use, so that a build needs none. */
export function database(): Pool {
  if (!holder.shopPool) {
    const { databaseUrl, databaseCa: ca } = readEnv();
    holder.shopPool = openPool(databaseUrl, ca === undefined ? {} : { ca });
  }
  return holder.shopPool;
}
