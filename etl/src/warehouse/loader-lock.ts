import type pg from 'pg';

/**
 * Two locks, taken in this order: one lets a transaction add facts, the other lets one change what is there: facts, models, the
 * ledger's history. Any numbers will do, as long as everybody takes the same. They are a schema's own: a rebuild, which loads into
 * another, must not keep the hourly runs waiting.
 */
const ADDING_LOCK = 0x4c6f6164;
const CHANGING_LOCK = 0x4d6f646c;

/** Runs `work` in a transaction that no other one overlaps that adds facts or builds models. Its work is undone where it throws. */
export async function asLoader<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  return asAdder(client, async () => {
    await mayChange(client);
    return work();
  });
}

/** The same, but models may be built meanwhile of what is there: `work` adds facts and changes none, before it says `mayChange`. */
export async function asAdder<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  return inTransaction(client, 'begin', async () => {
    await client.query('select pg_advisory_xact_lock($1, hashtext(current_schema()))', [ADDING_LOCK]);
    return work();
  });
}

/** Waits in a transaction of `asAdder` until nobody builds models, and keeps them out until it ends. */
export async function mayChange(client: pg.Client): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1, hashtext(current_schema()))', [CHANGING_LOCK]);
}

/**
 * Runs `work`, which builds models, in a transaction beside which facts may be added: of those it sees the ones that were there when
 * it began, in all that it does, and with them their notes in `etl_touched`.
 */
export function asModeller<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  return seeingOneMoment(client, '', work);
}

/** The same, beside others of its kind: `work` builds what none of them does. */
export function asOneOfModellers<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  return seeingOneMoment(client, '_shared', work);
}

async function seeingOneMoment<T>(client: pg.Client, mode: '' | '_shared', work: () => Promise<T>): Promise<T> {
  // Before the transaction: what it sees is settled by its first statement, and waiting is one.
  await client.query(`select pg_advisory_lock${mode}($1, hashtext(current_schema()))`, [CHANGING_LOCK]);
  try {
    return await inTransaction(client, 'begin isolation level repeatable read', work);
  } finally {
    await client
      .query(`select pg_advisory_unlock${mode}($1, hashtext(current_schema()))`, [CHANGING_LOCK])
      .catch(() => {}); // gone with the connection
  }
}

/** Keeps loaders of a schema out for as long as `work` takes; it may run several transactions. */
export async function withoutLoaders<T>(client: pg.Client, schema: string, work: () => Promise<T>): Promise<T> {
  const locks = [ADDING_LOCK, CHANGING_LOCK];
  for (const lock of locks) await client.query('select pg_advisory_lock($1, hashtext($2))', [lock, schema]);
  try {
    return await work();
  } finally {
    for (const lock of locks)
      await client.query('select pg_advisory_unlock($1, hashtext($2))', [lock, schema]).catch(() => {}); // gone with the connection
  }
}

async function inTransaction<T>(client: pg.Client, begin: string, work: () => Promise<T>): Promise<T> {
  await client.query(begin);
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {}); // a broken connection has rolled back already
    throw error;
  }
}
