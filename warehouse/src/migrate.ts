import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { WarehouseError } from './errors.js';
import { withClient } from './roles.js';

const SQL = fileURLToPath(new URL('../sql/', import.meta.url));

/** Any number will do, as long as every migration of Footfall takes the same: two at once wait for each other. */
const MIGRATION_LOCK = 0x466f6f74;

export interface MigrationResult {
  /** File names of the migrations that this call applied, in order. */
  applied: string[];
  /** Whether models, `dash` views and rights were made anew. */
  refreshed: boolean;
}

/**
 * Brings the warehouse's schema up to date: migrations that are not applied yet, each in its own transaction; then, where
 * anything changed, the models' functions, schema `dash` and the rights, in one transaction.
 *
 * @param ownerUrl connection URL of the database's owner
 * @throws WarehouseError when an applied migration was edited, or the warehouse is newer than this version of Footfall
 */
export async function migrate(ownerUrl: string): Promise<MigrationResult> {
  return withClient(ownerUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(`create table if not exists public.footfall_migrations
      (id integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`);
    const files = await sqlFiles('migrations');
    const done = await appliedMigrations(client, files);
    const pending = files.filter((file) => !done.has(idOf(file.name)));
    for (const file of pending) await inTransaction(client, () => applyMigration(client, file));
    const refreshed = await refreshDefinitions(client, pending.length > 0);
    if (pending.length > 0) await client.query('analyze');
    return { applied: pending.map((file) => file.name), refreshed };
  });
}

/** Names of migrations that the warehouse lacks. */
export async function pendingMigrations(ownerUrl: string): Promise<string[]> {
  return withClient(ownerUrl, async (client) => {
    const files = await sqlFiles('migrations');
    const done = await appliedMigrations(client, files);
    return files.filter((file) => !done.has(idOf(file.name))).map((file) => file.name);
  });
}

interface SqlFile {
  name: string;
  text: string;
  checksum: string;
}

async function sqlFiles(folder: string): Promise<SqlFile[]> {
  const names = (await readdir(`${SQL}${folder}`)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(names.map((name) => sqlFile(`${folder}/${name}`)));
}

async function sqlFile(path: string): Promise<SqlFile> {
  const text = await readFile(`${SQL}${path}`, 'utf8');
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

/** Row 0 of the migrations' table stands for everything that is replaced as a whole. */
async function refreshDefinitions(client: pg.Client, force: boolean): Promise<boolean> {
  const files = [...(await sqlFiles('models')), ...(await sqlFiles('dash')), await sqlFile('roles.sql')];
  const sources = await sqlFile('data/channel_sources.tsv');
  const checksum = createHash('sha256')
    .update([...files, sources].map((file) => file.checksum).join())
    .digest('hex');
  const { rows } = await client.query('select checksum from public.footfall_migrations where id = 0');
  if (!force && rows[0]?.checksum === checksum) return false;
  await inTransaction(client, async () => {
    await client.query('drop schema if exists dash cascade; create schema dash');
    for (const file of files) await client.query(file.text);
    await replaceChannelSources(client, sources.text);
    await client.query('delete from public.footfall_migrations where id = 0');
    await record(client, 0, 'models, dash and roles', checksum);
  });
  return true;
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

async function inTransaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query('begin');
  try {
    await work();
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
