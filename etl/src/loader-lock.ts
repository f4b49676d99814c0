import type pg from 'pg';

/** Any number will do, as long as every loader takes the same: their transactions go one after the other. */
const LOADER_LOCK = 0x4c6f6164;

/** Runs `work` in a transaction that no other loader's overlaps. Its work is undone where it throws. */
export async function asLoader<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    // By schema: a rebuild, which loads into another, must not keep the hourly runs waiting.
    await client.query('select pg_advisory_xact_lock($1, hashtext(current_schema()))', [LOADER_LOCK]);
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {}); // a broken connection has rolled back already
    throw error;
  }
}

/** Keeps loaders of a schema out for as long as `work` takes; it may run several transactions. */
export async function withoutLoaders<T>(client: pg.Client, schema: string, work: () => Promise<T>): Promise<T> {
  await client.query('select pg_advisory_lock($1, hashtext($2))', [LOADER_LOCK, schema]);
  try {
    return await work();
  } finally {
    await client.query('select pg_advisory_unlock($1, hashtext($2))', [LOADER_LOCK, schema]).catch(() => {}); // gone with the connection
  }
}
