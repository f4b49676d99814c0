import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Backup } from '../backup/backup-format.js';
import { makeBackup } from '../backup/make-backup.js';
import { CliError } from '../errors.js';
import { count, progress, size } from '../format.js';
import { openLakeAt } from '../stack/find-lake.js';
import { withStack } from '../stack/find-stack.js';

export interface BackupCommandOptions {
  data?: string;
  to: string;
  json?: boolean;
}

/** Writes a backup beside everything that runs, and says what is in it. */
export async function backup(options: BackupCommandOptions, stopped: AbortSignal): Promise<void> {
  const to = resolve(options.to);
  const bar = progress();
  await withStack(options.data, async ({ lakeUrl, ownerUrl, folder }) => {
    if (!lakeUrl) throw new CliError('FOOTFALL_LAKE is not set: use file:///path or s3://bucket/prefix');
    const made = await makeBackup({
      lake: openLakeAt(lakeUrl),
      ownerUrl,
      to,
      files: folder ? [folder.secretsFile, folder.stateFile].filter((file) => existsSync(file)) : [],
      shouldStop: () => stopped.aborted,
      onWait: () => console.error('a compaction, an erasure or a rebuild runs; the backup waits until it is done'),
      onProgress: bar.show,
    }).finally(bar.clear);
    console.log(options.json ? JSON.stringify({ to, ...made }) : textOf(to, made));
  });
}

function textOf(to: string, { at, tables, lake, balance }: Backup): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const { received, loaded, duplicate, rejected, erased } = balance;
  return [
    `backup     ${to}, of ${at}`,
    `warehouse  ${count(rows)} rows of ${count(tables.length)} tables; ${count(received)} received = ${count(loaded)} loaded + ` +
      `${count(duplicate)} duplicate + ${count(rejected)} rejected + ${count(erased)} erased`,
    lake.isCopied
      ? `lake       ${count(lake.objects)} objects, ${size(lake.bytes)}`
      : `lake       stays at ${lake.url} (${count(lake.objects)} objects): keep it by its versions or by replication`,
    ...(lake.gone > 0 ? [`           ${count(lake.gone)} loaded objects were not in the lake any more`] : []),
    'Keep it as private as the data folder: the passwords and all events are in it.',
  ].join('\n');
}
