import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Balance } from '@footfall/etl';
import { CliError } from '../errors.js';

/** Written last: a folder with it is a whole backup. */
export const BACKUP_FILE = 'backup.json';
/** SHA-256 of every file but these two, in the form of sha256sum. */
export const SUMS_FILE = 'SHA256SUMS';

/** A table as it was at the backup's moment. */
export interface BackedUpTable {
  name: string;
  /** In the order of the rows' fields. */
  columns: string[];
  rows: number;
}

/** What a backup says of itself. */
export interface Backup {
  version: 1;
  /** The version of Footfall that made it. */
  footfall: string;
  /** ISO 8601: the moment at which the warehouse is shown. */
  at: string;
  lake: {
    url: string;
    /** False for a lake on S3, which is not copied. */
    isCopied: boolean;
    objects: number;
    bytes: number;
    /** Objects that the ledger has as loaded and that the lake no longer had, as after a rule that lets them expire. */
    gone: number;
  };
  /** Names of the migrations that its schema is made of. */
  migrations: string[];
  tables: BackedUpTable[];
  /** The last number that each sequence has given; null where it has given none. */
  sequences: { name: string; last: string | null }[];
  balance: Balance;
}

/** Where a table's rows lie: COPY's text, packed. */
export const tableFile = (table: string) => `tables/${table}.copy.gz`;
/** Where an object of the lake lies. */
export const lakeFile = (key: string) => `lake/${key}`;

/** Files of the data folder that go with a backup; backups of older versions have no sums of them. */
export const STACK_FILES = ['secrets.json', 'state.json'];

/** Reads what a backup says of itself. @throws CliError where there is none, or one of another form */
export async function readBackup(folder: string): Promise<Backup> {
  const text = await readFile(join(folder, BACKUP_FILE), 'utf8').catch(() => {
    throw new CliError(
      `${folder} is no whole backup: it has no ${BACKUP_FILE}. Name the folder that "footfall backup" wrote.`,
    );
  });
  let backup: Backup;
  try {
    backup = JSON.parse(text) as Backup;
  } catch {
    throw new CliError(`${join(folder, BACKUP_FILE)} is damaged. Take another backup.`);
  }
  if (backup.version !== 1)
    throw new CliError(`${folder} is a backup of form ${backup.version}; a newer version of Footfall reads it.`);
  return backup;
}

/** Reads the sums of a backup's files, by their paths. */
export async function readSums(folder: string): Promise<Map<string, string>> {
  const text = await readFile(join(folder, SUMS_FILE), 'utf8').catch(() => {
    throw new CliError(`${folder} lacks ${SUMS_FILE}: the backup is damaged. Take another one.`);
  });
  const lines = text.split('\n').filter(Boolean);
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

/** Compares files that are read before anything else with their sums, where it has them. @throws CliError where one is another */
export async function checkStackFiles(folder: string, sums: ReadonlyMap<string, string>): Promise<void> {
  for (const file of STACK_FILES) {
    const wanted = sums.get(file);
    if (wanted === undefined) continue;
    const content = await readFile(join(folder, file)).catch((error: Error) => {
      throw new CliError(`${file} of the backup cannot be read (${error.message}). Take another one.`);
    });
    if (createHash('sha256').update(content).digest('hex') !== wanted)
      throw new CliError(`${file} of the backup is damaged. Take another one.`);
  }
}
