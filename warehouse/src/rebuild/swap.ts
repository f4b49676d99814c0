import pg from 'pg';
import { withPatience } from '../lock-patience.js';
import { grantRights } from '../migrate.js';
import { READERS_PATIENCE_MS } from '../roles.js';
import { carryOver } from './carry-over.js';
import { SECOND_SCHEMA } from './tables.js';

/** Where the old tables wait for the end of the swap's transaction. */
const OLD_SCHEMA = 'rebuild_old';
/** Autovacuum gives way to whoever waits for it for PostgreSQL's deadlock_timeout (1 s); readers and writers go on meanwhile. */
const AUTOVACUUM_TIMEOUT = '10s';

export interface SwapOptions {
  tables: readonly string[];
  /** Asked between attempts. */
  shouldStop?: () => boolean;
  /**
   * Called in the swap's transaction when readers are locked out, before what only the ledger knows is taken over. It leaves the
   * search_path empty, as it finds it.
   */
  onLocked?: (client: pg.Client) => Promise<void>;
  /** Told when readers make it wait. */
  onWait?: () => void;
}

/**
 * Puts the second schema's tables in the place of `public`'s, in one transaction: readers see the old ones or the new ones. The caller
 * holds the loader's lock and has loaded everything.
 *
 * Views keep their identity and are pointed at the new tables, so that a reader that has just looked one up finds it still there.
 *
 * @returns false where it was told to stop; nothing is changed then
 * @throws WarehouseError where readers did not let it through, or something else depends on the old tables
 */
export async function swapSchemas(client: pg.Client, options: SwapOptions): Promise<boolean> {
  const { shouldStop, onWait } = options;
  await carryOver(client, 'all'); // most of it before readers have to wait
  return withPatience(client, () => swapNow(client, options), {
    patienceMs: READERS_PATIENCE_MS,
    what: 'The swap of the tables',
    ...(shouldStop && { shouldStop }),
    ...(onWait && { onWait }),
  });
}

async function swapNow(client: pg.Client, { tables, onLocked }: SwapOptions): Promise<void> {
  await client.query("set local search_path = ''");
  const views = await readViews(client);
  const names = (schema: string) => tables.map((table) => `${schema}.${pg.escapeIdentifier(table)}`);
  // An attempt to get past readers is too short for autovacuum to give way; so it is kept out first.
  const { rows } = await client.query<{ value: string }>(`select current_setting('lock_timeout') as value`);
  await client.query(`set local lock_timeout = '${AUTOVACUUM_TIMEOUT}'`);
  await client.query(
    `lock table ${[...names('public'), ...names(SECOND_SCHEMA)].join(', ')} in share update exclusive mode`,
  );
  await client.query(`select set_config('lock_timeout', $1, true)`, [rows[0]?.value]);
  // All locks first, views before the tables that they read as readers take them: from here on nothing waits.
  await client.query(`lock table ${[...views.map((view) => view.name), ...names('public')].join(', ')}
    in access exclusive mode`);
  await onLocked?.(client);
  await carryOver(client, 'all');
  await client.query(`create schema ${OLD_SCHEMA}`);
  for (const table of names('public')) await client.query(`alter table ${table} set schema ${OLD_SCHEMA}`);
  for (const table of names(SECOND_SCHEMA)) await client.query(`alter table ${table} set schema public`);
  for (const { statement } of views) await client.query(statement);
  // Without cascade: what still depends on an old table would be lost, and must be known here.
  await client.query(`drop table ${names(OLD_SCHEMA).join(', ')}`);
  await client.query(`drop schema ${OLD_SCHEMA}; drop schema ${SECOND_SCHEMA} cascade`);
  await grantRights(client);
}

/** The views of `dash` and the statements that make them anew. */
async function readViews(client: pg.Client): Promise<{ name: string; statement: string }[]> {
  const { rows } = await client.query<{ name: string; statement: string }>(
    `select format('dash.%I', relname) as name,
       format('create or replace view dash.%I %s as %s', relname,
         'with (' || array_to_string(reloptions, ', ') || ')', pg_get_viewdef(oid)) as statement
     from pg_class where relnamespace = 'dash'::regnamespace and relkind = 'v'
     order by relname`,
  );
  return rows;
}
