import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { VERSION } from '@footfall/collector';
import { lockCompactors, readBalance } from '@footfall/etl';
import type { Lake } from '@footfall/lake';
import { withClient } from '@footfall/warehouse';
import type pg from 'pg';
import { CliError } from '../errors.js';
import { BACKUP_FILE, type BackedUpTable, type Backup, lakeFile, SUMS_FILE, tableFile } from './backup-format.js';
import { allObjects, copyObjects } from './copy-objects.js';
import { copyOut, sequencesOf } from './copy-out.js';
import { missingObjects } from './missing-objects.js';
import { syncFolder, writeSummed } from './write-summed.js';

export interface MakeBackupOptions {
  lake: Lake;
  /** Of the warehouse's owner. */
  ownerUrl: string;
  /** The folder to be made. */
  to: string;
  /** Files of the data folder that go with it, below their own names. */
  files: readonly string[];
  shouldStop: () => boolean;
  onWait: () => void;
  onProgress: (what: string) => void;
}

/** A try that was killed leaves a folder of such a name; the next one removes it. */
const UNFINISHED = '.unfinished-';

/**
 * Writes a backup of warehouse and lake, while everything runs. Compactions and erasures wait until it is done, so that the lake only
 * grows meanwhile; the warehouse is taken at one moment and the lake listed after it, and so holds all that the ledger names.
 *
 * @throws CliError where the place is taken, or it was told to stop; nothing but a folder `NAME.unfinished-…` is left then
 */
export async function makeBackup(options: MakeBackupOptions): Promise<Backup> {
  const { to, ownerUrl, shouldStop, onWait } = options;
  await makePlace(to);
  const folder = `${to}${UNFINISHED}${randomUUID().slice(0, 8)}`;
  await mkdir(folder, { mode: 0o700 });
  try {
    const backup = await withClient(ownerUrl, async (client) => {
      if (!(await lockCompactors(client, { shouldStop, onWait }))) throw new CliError('stopped before it began');
      return write(client, folder, options);
    });
    await rename(folder, to);
    await syncFolder(dirname(to));
    return backup;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** @throws CliError where something is at the place */
async function makePlace(to: string): Promise<void> {
  const parent = dirname(to);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  for (const name of await readdir(parent)) {
    if (name === basename(to))
      throw new CliError(`${to} exists already. A backup overwrites nothing; name a new folder.`);
    if (name.startsWith(`${basename(to)}${UNFINISHED}`)) await rm(join(parent, name), { recursive: true, force: true });
  }
}

async function write(client: pg.Client, folder: string, options: MakeBackupOptions): Promise<Backup> {
  const { lake, files, onProgress } = options;
  const sums: string[] = [];
  const sum = (file: string, digest: string) => sums.push(`${digest}  ${file}\n`);
  await client.query('begin isolation level repeatable read read only');
  const { rows } = await client.query<{ at: Date }>('select now() as at');
  const tables: BackedUpTable[] = [];
  await copyOut({
    client,
    folder,
    onCopied: (table, written) => {
      tables.push(table);
      sum(tableFile(table.name), written.sum);
      onProgress(`warehouse: ${table.name}`);
    },
  });
  const about = {
    balance: await readBalance(client),
    sequences: await sequencesOf(client),
    migrations: await migrationsOf(client),
  };
  const copied = await copyLake(client, folder, { ...options, onSum: sum });
  await client.query('rollback');
  for (const file of files) {
    const name = basename(file);
    sum(name, (await writeSummed(join(folder, name), createReadStream(file))).sum);
  }
  const backup: Backup = {
    version: 1,
    footfall: VERSION,
    at: (rows[0]?.at ?? new Date()).toISOString(),
    lake: { url: lake.url, ...copied },
    tables,
    ...about,
  };
  await writeSummed(join(folder, SUMS_FILE), Readable.from([sums.join('')], { objectMode: false }));
  await writeSummed(
    join(folder, BACKUP_FILE),
    Readable.from([`${JSON.stringify(backup, null, 2)}\n`], { objectMode: false }),
  );
  await syncFolder(folder);
  return backup;
}

interface CopyLakeOptions extends MakeBackupOptions {
  onSum: (file: string, digest: string) => void;
}

/** Listed after the warehouse's moment; a lake on S3 has its own ways of being kept, and is only held against the ledger. */
async function copyLake(
  client: pg.Client,
  folder: string,
  { lake, shouldStop, onProgress, onSum }: CopyLakeOptions,
): Promise<Omit<Backup['lake'], 'url'>> {
  const objects = await allObjects(lake);
  const isCopied = lake.url.startsWith('file:');
  const gone = (await missingObjects(client, new Set(objects.map(({ key }) => key)))).length;
  const done = { isCopied, objects: isCopied ? 0 : objects.length, bytes: 0, gone };
  if (!isCopied) return { ...done, bytes: objects.reduce((total, { bytes }) => total + bytes, 0) };
  await mkdir(join(folder, 'lake'), { mode: 0o700 });
  await copyObjects({
    lake,
    objects,
    folder: join(folder, 'lake'),
    shouldStop,
    onCopied: ({ key }, written) => {
      onSum(lakeFile(key), written.sum);
      done.objects++;
      done.bytes += written.bytes;
      onProgress(`lake: ${done.objects} of ${objects.length} objects`);
    },
  });
  return done;
}

async function migrationsOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'select name from public.footfall_migrations where id > 0 order by id',
  );
  return rows.map(({ name }) => name);
}
