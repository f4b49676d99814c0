import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { WarehouseError } from './errors.js';
import { withPatience } from './lock-patience.js';
import { READERS_PATIENCE_MS, withClient } from './roles.js';

const SQL = fileURLToPath(new URL('../sql/', import.meta.url));

/** Any number will do, as long as every migration of Footfall takes the same: two at once wait for each other. */
const MIGRATION_LOCK = 0x466f6f74;

/** For so many milliseconds a migration waits for another one. */
const MIGRATION_PATIENCE_MS = 60_000;
/** So often it is asked whether another migration has ended. */
const LOCK_POLL_MS = 100;

export interface MigrationResult {
  /** File names of the migrations that this call applied, in order. */
  applied: string[];
  /** Whether models, `dash` views and rights were made anew. */
  refreshed: boolean;
}

export interface MigrateOptions {
  /** The folder with migrations, models, views and rights; ours unless told otherwise. */
  sqlFolder?: string;
  /** Milliseconds to wait for others: a migration or a rebuild that runs (a minute), and who uses a table (the longest statement of a reader). */
  patienceMs?: number;
  /** Names of the only migrations to apply, for a restored backup: its rows go into the tables as they were. Models and rights wait. */
  only?: readonly string[];
}

/**
 * Brings the warehouse's schema up to date: migrations that are not applied yet, each in its own transaction; then, where
 * anything changed, the models' functions, schema `dash` and the rights, in one transaction, and the planner's statistics.
 *
 * @param ownerUrl connection URL of the database's owner
 * @throws WarehouseError when an applied migration was edited, the warehouse is newer than this version of Footfall, or others kept
 *   it from a table for too long; what throws is undone, and what was applied before it stays
 */
export async function migrate(ownerUrl: string, options: MigrateOptions = {}): Promise<MigrationResult> {
  const { sqlFolder = SQL, patienceMs = READERS_PATIENCE_MS, only } = options;
  return withClient(ownerUrl, async (client) => {
    await lockMigrations(client, options.patienceMs ?? MIGRATION_PATIENCE_MS);
    await client.query(`create table if not exists public.footfall_migrations
      (id integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`);
    const files = await sqlFiles(sqlFolder, 'migrations');
    const done = await appliedMigrations(client, files);
    const pending = files.filter((file) => !done.has(idOf(file.name)) && (only?.includes(file.name) ?? true));
    const step = (what: string, work: () => Promise<void>) => withPatience(client, work, { patienceMs, what });
    for (const file of pending) await step(`Migration ${file.name}`, () => applyMigration(client, file));
    if (only) return { applied: pending.map((file) => file.name), refreshed: false };
    const definitions = await readDefinitions(sqlFolder);
    const refreshed = pending.length > 0 || (await refreshedLast(client)) !== definitions.checksum;
    if (refreshed) await step('The refresh of models, dash and rights', () => refresh(client, definitions));
    // A migration may have rewritten a table, and the models' new text may be planned for the first time.
    if (pending.length > 0) await client.query('analyze');
    return { applied: pending.map((file) => file.name), refreshed };
  });
}

/** Keeps migrations out until the connection ends. @throws WarehouseError where one runs, or a rebuild */
export async function lockMigrations(client: pg.Client, patienceMs: number): Promise<void> {
  for (const end = performance.now() + patienceMs; ; await sleep(LOCK_POLL_MS)) {
    const { rows } = await client.query<{ ok: boolean }>('select pg_try_advisory_lock($1) as ok', [MIGRATION_LOCK]);
    if (rows[0]?.ok) return;
    if (performance.now() > end)
      throw new WarehouseError('Another migration or a rebuild of this warehouse runs. Try again when it is done.');
  }
}

/** Names of migrations that the warehouse lacks. */
export async function pendingMigrations(ownerUrl: string): Promise<string[]> {
  return withClient(ownerUrl, async (client) => {
    const files = await sqlFiles(SQL, 'migrations');
    const done = await appliedMigrations(client, files);
    return files.filter((file) => !done.has(idOf(file.name))).map((file) => file.name);
  });
}

/** Names of all migrations of this version, in their order. */
export async function knownMigrations(): Promise<string[]> {
  return (await sqlFiles(SQL, 'migrations')).map((file) => file.name);
}

/** Gives each role its rights, also on tables that are new. */
export async function grantRights(client: pg.Client): Promise<void> {
  await client.query((await sqlFile(SQL, 'roles.sql')).text);
}

interface SqlFile {
  name: string;
  text: string;
  checksum: string;
}

async function sqlFiles(root: string, folder: string): Promise<SqlFile[]> {
  const names = (await readdir(join(root, folder))).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(names.map((name) => sqlFile(root, `${folder}/${name}`)));
}

async function sqlFile(root: string, path: string): Promise<SqlFile> {
  const text = await readFile(join(root, path), 'utf8');
  return { name: path.split('/').at(-1) ?? path, text, checksum: createHash('sha256').update(text).digest('hex') };
}

const idOf = (name: string) => Number.parseInt(name, 10);

async function appliedMigrations(client: pg.Client, files: SqlFile[]): Promise<Set<number>> {
  const known = new Map(files.map((file) => [idOf(file.name), file]));
  const { rows } = await client.query<{ id: number; name: string; checksum: string }>(
    'select id, name, checksum from public.footfall_migrations where id > 0',
  );
  for (const row of rows) {
    const file = known.get(row.id);
    if (!file)
      throw new WarehouseError(
        `The warehouse has migration ${row.name}, which this version of Footfall does not know. ` +
          'It was used by a newer version; install that one again (there is no way down).',
      );
    if (file.checksum !== row.checksum)
      throw new WarehouseError(
        `Migration ${row.name} was edited after it was applied. Restore it and add a new one instead.`,
      );
  }
  return new Set(rows.map((row) => row.id));
}

async function applyMigration(client: pg.Client, file: SqlFile): Promise<void> {
  // The id first: of two that should ever run at once, the second fails here and not half-way.
  await record(client, idOf(file.name), file.name, file.checksum);
  await client.query(file.text);
}

/** Everything that is replaced as a whole. */
interface Definitions {
  files: SqlFile[];
  /** Which sources of visits are search engines, social networks …, as tab-separated rows; a schema of before has none. */
  sources: SqlFile | undefined;
  checksum: string;
}

async function readDefinitions(root: string): Promise<Definitions> {
  const files = [
    ...(await sqlFiles(root, 'models')),
    ...(await sqlFiles(root, 'dash')),
    await sqlFile(root, 'roles.sql'),
  ];
  const sources = await sqlFile(root, 'data/channel_sources.tsv').catch(ifMissing);
  const checksum = createHash('sha256')
    .update([...files, ...(sources ? [sources] : [])].map((file) => file.checksum).join())
    .digest('hex');
  return { files, sources, checksum };
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** Row 0 of the migrations' table stands for the definitions. */
async function refreshedLast(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query<{ checksum: string }>(
    'select checksum from public.footfall_migrations where id = 0',
  );
  return rows[0]?.checksum;
}

async function refresh(client: pg.Client, { files, sources, checksum }: Definitions): Promise<void> {
  await client.query('drop schema if exists dash cascade; create schema dash');
  for (const file of files) await client.query(file.text);
  if (sources) await replaceChannelSources(client, sources.text);
  await client.query('delete from public.footfall_migrations where id = 0');
  await record(client, 0, 'models, dash and roles', checksum);
}

/** Tab-separated rows under a line of names; lines that begin with # say where they come from. */
async function replaceChannelSources(client: pg.Client, tsv: string): Promise<void> {
  const lines = tsv.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  const [names = [], ...rows] = lines.map((line) => line.split('\t'));
  const columns = names.map((_name, i) => rows.map((row) => row[i] || null));
  await client.query('delete from public.channel_sources');
  await client.query(
    `insert into public.channel_sources (${names.map((name) => pg.escapeIdentifier(name)).join(', ')})
     select * from unnest(${names.map((_name, i) => `$${i + 1}::text[]`).join(', ')})`,
    columns,
  );
}

async function record(client: pg.Client, id: number, name: string, checksum: string): Promise<void> {
  await client.query('insert into public.footfall_migrations (id, name, checksum) values ($1, $2, $3)', [
    id,
    name,
    checksum,
  ]);
}
