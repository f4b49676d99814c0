import pg from 'pg';

const FACTS = 'clickstream_events';
/** So many new facts: hourly runs of a small shop come to it once a day. */
const MIN_NEW_ROWS = 10_000;
/** Longer than autovacuum takes to give way, which is a second (`deadlock_timeout`); who else is at the table keeps it. */
const PATIENCE = '5s';
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Lets the index of the facts by time know those that were added since the last time. Until then each day that is built reads all of
 * them: autovacuum comes when a fifth of the table is new, and after a first load not before its end.
 */
export async function vacuumFacts(client: pg.Client): Promise<void> {
  await client.query('select pg_stat_force_next_flush()'); // else what this connection has just added is counted a second later
  const { rows } = await client.query<{ setting: string }>(
    `select current_setting('lock_timeout') as setting from pg_stat_user_tables
     where schemaname = current_schema() and relname = $1 and n_ins_since_vacuum >= $2`,
    [FACTS, MIN_NEW_ROWS],
  );
  if (!rows[0]) return;
  await setLockTimeout(client, PATIENCE);
  try {
    await client.query(`vacuum ${FACTS}`);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE)) throw error;
  } finally {
    await setLockTimeout(client, rows[0].setting).catch(() => {}); // gone with the connection
  }
}

const setLockTimeout = (client: pg.Client, setting: string) =>
  client.query("select set_config('lock_timeout', $1, false)", [setting]);
