import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { CliError } from '../errors.js';
import { type BackedUpTable, type Backup, tableFile } from './backup-format.js';
import { summing } from './write-summed.js';

/** Memory for sorting an index; more goes through files. */
const INDEX_MEMORY = '256MB';

export interface CopyInOptions {
  /** Of the owner; the tables hold nothing but what migrations put there. */
  client: pg.ClientBase;
  folder: string;
  backup: Backup;
  sums: ReadonlyMap<string, string>;
  shouldStop: () => boolean;
  onCopied: (table: BackedUpTable) => void;
}

/**
 * Fills the warehouse from a backup, in one transaction. Indexes and references are made when the rows are there, which is faster and
 * asks for no order.
 *
 * @throws CliError where a file is damaged, or has another count of rows than the backup says
 */
export async function copyIn(options: CopyInOptions): Promise<void> {
  const { client, backup, shouldStop, onCopied } = options;
  await client.query('begin');
  try {
    await client.query(`set local search_path = ''; set local maintenance_work_mem = '${INDEX_MEMORY}'`);
    const parts = await secondaryParts(client);
    for (const { drop } of parts) await client.query(drop);
    const names = backup.tables.map(({ name }) => `public.${pg.escapeIdentifier(name)}`);
    await client.query(`truncate ${names.join(', ')}`);
    for (const table of backup.tables) {
      if (shouldStop()) throw new CliError('stopped: the same command begins anew');
      await copyTable(options, table);
      onCopied(table);
    }
    for (const { make } of parts.reverse()) await client.query(make);
    for (const { name, last } of backup.sequences)
      if (last !== null) await client.query('select setval($1, $2)', [`public.${pg.escapeIdentifier(name)}`, last]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {}); // a broken connection has rolled back already
    throw error;
  }
}

async function copyTable({ client, folder, sums }: CopyInOptions, table: BackedUpTable): Promise<void> {
  const { name, columns, rows } = table;
  const file = tableFile(name);
  const { meter, written } = summing();
  const given = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const copy = client.query(copyFrom(`copy public.${pg.escapeIdentifier(name)} (${given}) from stdin`));
  await pipeline(createReadStream(join(folder, file)), meter, createGunzip(), copy).catch((error: Error) => {
    throw new CliError(`${file} of the backup is damaged (${error.message}). Take another one.`);
  });
  if (written().sum !== sums.get(file)) throw new CliError(`${file} of the backup is damaged. Take another one.`);
  if (copy.rowCount !== rows)
    throw new CliError(`${file} gave ${copy.rowCount} rows, the backup counts ${rows}. Take another one.`);
}

/** Indexes that no constraint needs, and references: how to drop each and how to make it again; references come first. */
async function secondaryParts(client: pg.ClientBase): Promise<{ drop: string; make: string }[]> {
  const { rows } = await client.query<{ drop: string; make: string }>(
    `with tables as (
       select oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
     ),
     foreign_keys as (
       select 1 as place, format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname) as drop,
         format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) as make
       from pg_constraint as c
       inner join tables as t on t.oid = c.conrelid
       where c.contype = 'f'
     ),
     indexes as (
       select 2 as place, format('drop index %s', i.indexrelid::regclass) as drop, pg_get_indexdef(i.indexrelid) as make
       from pg_index as i
       inner join tables as t on t.oid = i.indrelid
       where not exists (select from pg_constraint as c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
     ),
     parts as (
       select * from foreign_keys
       union all
       select * from indexes
     )
     select drop, make from parts order by place, make`,
  );
  return rows;
}
