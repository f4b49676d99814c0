import pg from 'pg';

/** Tables that have grown or changed by so many rows, and by this part of all, since their statistics were made. */
const MIN_CHANGED_ROWS = 10_000;
const CHANGED_PART = 0.5;

/** Gives the planner statistics of all tables of the connection's schema. */
export async function analyzeAll(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r'`,
  );
  await client.query(`analyze ${rows.map(({ name }) => pg.escapeIdentifier(name)).join(', ')}`);
}

/**
 * Gives the planner statistics of tables that a load has just filled. The server's own autovacuum comes by once a minute; until then
 * it takes large tables for small ones, and a step of the models takes ten times as long.
 */
export async function analyzeGrown(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select s.relname as name
     from pg_stat_user_tables as s
     inner join pg_class as c on c.oid = s.relid
     where s.schemaname = current_schema() and s.n_mod_since_analyze > greatest($1, c.reltuples * $2)`,
    [MIN_CHANGED_ROWS, CHANGED_PART],
  );
  // A table that autovacuum is at, or a rebuild, is left to them.
  for (const { name } of rows) await client.query(`analyze (skip_locked) ${pg.escapeIdentifier(name)}`);
}
