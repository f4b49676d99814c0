import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Lake } from '@footfall/lake';
import type { ClientBase } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type ExportColumn, exportColumns } from './columns.js';
import { parquetWriter, type WriteParquet } from './parquet-writer.js';
import { EXPORTED_TABLES } from './tables.js';

/** What became of a table. */
export interface ExportedTable {
  table: string;
  days: number;
  rows: number;
  bytes: number;
  /** Days of an earlier export that the table no longer has, as after an erasure. */
  removed: number;
}

export interface ExportOptions {
  client: ClientBase;
  /** Where the files go: below `TABLE/day=2026-11-22/data.parquet`. */
  destination: Lake;
  /** First and last UTC day; all where they are missing. */
  since?: string | undefined;
  until?: string | undefined;
  onProgress?: (at: { table: string; day: number; days: number }) => void;
  shouldStop?: () => boolean;
}

/** What the days of one table need. */
interface Job extends ExportOptions {
  table: string;
  day: string;
  columns: ExportColumn[];
  folder: string;
  write: WriteParquet;
}

/**
 * Writes the warehouse's facts and models as Parquet, a file a day and table, which takes the place of the same day's earlier one.
 * All tables are as they were at one moment. Stopped or killed, it leaves whole files; run again, it finishes.
 */
export async function exportTables(options: ExportOptions): Promise<ExportedTable[]> {
  const folder = await mkdtemp(join(tmpdir(), 'footfall-export-'));
  const { write, close } = await parquetWriter();
  await options.client.query('begin isolation level repeatable read read only');
  try {
    const done: ExportedTable[] = [];
    for (const { table, day } of EXPORTED_TABLES) {
      const columns = await exportColumns(options.client, table);
      done.push(await exportTable({ ...options, table, day, columns, folder, write }));
    }
    return done;
  } finally {
    await options.client.query('rollback');
    close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function exportTable(job: Job): Promise<ExportedTable> {
  const { client, table, day, since = '-infinity', until = 'infinity', onProgress, shouldStop } = job;
  const { rows } = await client.query<{ day: string }>(
    `select distinct d.day::text from (select ${day} as day from ${table} as t) as d
     where d.day between $1::date and $2::date order by 1`,
    [since, until],
  );
  const days = rows.map((row) => row.day);
  const done: ExportedTable = { table, days: 0, rows: 0, bytes: 0, removed: 0 };
  for (const at of days) {
    if (shouldStop?.()) return done;
    const written = await exportDay(job, at);
    done.days++;
    done.rows += written.rows;
    done.bytes += written.bytes;
    onProgress?.({ table, day: done.days, days: days.length });
  }
  done.removed = await removeOtherDays(job, new Set(days));
  return done;
}

const keyOf = (table: string, day: string) => `${table}/day=${day}/data.parquet`;

async function exportDay(
  { client, destination, table, day, columns, folder, write }: Job,
  at: string,
): Promise<{ rows: number; bytes: number }> {
  const csvFile = join(folder, `${table}.csv`);
  const parquetFile = join(folder, `${table}.parquet`);
  // `at` comes from the database, as a date.
  const query = `select ${columns.map(({ sql }) => sql).join(', ')} from ${table} as t where ${day} = date '${at}'`;
  await pipeline(client.query(copyTo(`copy (${query}) to stdout (format csv)`)), createWriteStream(csvFile));
  const rows = await write(csvFile, parquetFile, columns);
  const body = await readFile(parquetFile);
  await destination.put(keyOf(table, at), body);
  return { rows, bytes: body.length };
}

/** Who was erased must not live on in an older export. */
async function removeOtherDays({ destination, table, since, until }: Job, days: ReadonlySet<string>): Promise<number> {
  let removed = 0;
  for await (const { key } of destination.list(`${table}/`)) {
    const day = /\/day=(\d{4}-\d{2}-\d{2})\/data\.parquet$/.exec(key)?.[1];
    if (day === undefined || days.has(day) || (since && day < since) || (until && day > until)) continue;
    await destination.remove(key);
    removed++;
  }
  return removed;
}
