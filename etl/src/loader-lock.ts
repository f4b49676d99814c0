import type pg from 'pg';

/** Any number will do, as long as every loader takes the same: their transactions go one after the other. */
const LOADER_LOCK = 0x4c6f6164;

/** Runs `work` in a transaction that no other loader's overlaps. Its work is undone where it throws. */
export async function asLoader<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [LOADER_LOCK]);
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {}); // a broken connection has rolled back already
    throw error;
  }
}
