import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withClient } from '@footfall/warehouse';
import { UsageError } from '../errors.js';
import { type ExportedTable, exportTables } from '../export/export-tables.js';
import { count, progress, size, table } from '../format.js';
import { checkedDay } from '../report/period.js';
import { openLakeAt } from '../stack/find-lake.js';
import { withStack } from '../stack/find-stack.js';

export interface ExportCommandOptions {
  data?: string;
  /** A folder, or `s3://bucket/prefix`. */
  to: string;
  /** First and last UTC day. */
  since?: string;
  until?: string;
  json?: boolean;
}

/** Writes facts and models as Parquet. @throws UsageError for days or a place that cannot be */
export async function exportParquet(options: ExportCommandOptions, stopped: AbortSignal): Promise<void> {
  const { since, until } = options;
  if (since !== undefined) checkedDay('--since', since);
  if (until !== undefined) checkedDay('--until', until);
  if (since !== undefined && until !== undefined && until < since) throw new UsageError('--until lies before --since.');
  const destination = openLakeAt(options.to.startsWith('s3://') ? options.to : pathToFileURL(resolve(options.to)).href);
  const bar = progress();
  const tables = await withStack(options.data, ({ databaseUrl }) =>
    withClient(databaseUrl, (client) =>
      exportTables({
        client,
        destination,
        since,
        until,
        shouldStop: () => stopped.aborted,
        onProgress: ({ table, day, days }) => bar.show(`${table}: ${count(day)} of ${count(days)} days`),
      }),
    ),
  ).finally(bar.clear);
  const outcome = { to: destination.url, isWhole: !stopped.aborted, tables };
  console.log(options.json ? JSON.stringify(outcome) : textOf(outcome));
}

function textOf({ to, isWhole, tables }: { to: string; isWhole: boolean; tables: ExportedTable[] }): string {
  const rows = tables.map(({ table, days, rows, bytes, removed }) => [table, days, rows, size(bytes), removed]);
  const end = isWhole ? `written to ${to}` : `stopped; what is in ${to} is whole, and the same command goes on`;
  return `${table(['table', 'days', 'rows', 'size', 'days removed'], rows)}\n${end}`;
}
