import pg from 'pg';

const FACTS = 'clickstream_events';
/** So many new facts: hourly runs of a small shop come to it once a day. */
const MIN_NEW_ROWS = 10_000;
/** Longer than autovacuum takes to give way, which is a second (`deadlock_timeout`); who else is at the table keeps it. */
const PATIENCE_MS = 5000;
/** What it takes at most: a run has other things to do, and days are built without it, too. */
const MOST_MS = 60_000;
const LOCK_NOT_AVAILABLE = '55P03';
const QUERY_CANCELED = '57014';

/**
 * Lets the index of the facts by time know those that were added since the last time. Until then each day that is built reads all of
 * them: autovacuum comes when a fifth of the table is new, and after a first load not before its end. Where the table is taken, or so
 * large that it takes longer, it is left to autovacuum.
 *
 * @param mostMs what it may take, in milliseconds
 */
export async function vacuumFacts(client: pg.Client, mostMs = MOST_MS): Promise<void> {
  await client.query('select pg_stat_force_next_flush()'); // else what this connection has just added is counted a second later
  const { rows } = await client.query<{ lock: string; statement: string }>(
    `select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement from pg_stat_user_tables
     where schemaname = current_schema() and relname = $1 and n_ins_since_vacuum >= $2`,
    [FACTS, MIN_NEW_ROWS],
  );
  if (!rows[0]) return;
  await setTimeouts(client, String(PATIENCE_MS), String(mostMs));
  const began = performance.now();
  try {
    await client.query(`vacuum ${FACTS}`);
  } catch (error) {
    // one that was told to stop before stops
    const isOverTime = isError(error, QUERY_CANCELED) && performance.now() - began >= mostMs;
    if (!isError(error, LOCK_NOT_AVAILABLE) && !isOverTime) throw error;
  } finally {
    await setTimeouts(client, rows[0].lock, rows[0].statement).catch(() => {}); // gone with the connection
  }
}

const isError = (error: unknown, code: string) => error instanceof pg.DatabaseError && error.code === code;

const setTimeouts = (client: pg.Client, lock: string, statement: string) =>
  client.query("select set_config('lock_timeout', $1, false), set_config('statement_timeout', $2, false)", [
    lock,
    statement,
  ]);
