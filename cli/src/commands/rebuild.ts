import { statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { mappingSettings, type RebuildProgress, type RebuildSummary, rebuildWarehouse } from '@footfall/etl';
import pino from 'pino';
import { CliError } from '../errors.js';
import { count, counted, progress, table } from '../format.js';
import { openLakeAt } from '../stack/find-lake.js';
import { withStack } from '../stack/find-stack.js';

export interface RebuildCommandOptions {
  data?: string;
  verify?: boolean;
  allowMissing?: boolean;
  json?: boolean;
}

/** Makes the warehouse again from the lake, or compares it with the lake. @returns false where it differs or was stopped */
export async function rebuild(options: RebuildCommandOptions, stopped: AbortSignal): Promise<boolean> {
  const bar = progress();
  return withStack(options.data, async ({ lakeUrl, ownerUrl, postgresFolder }) => {
    if (!lakeUrl) throw new CliError('FOOTFALL_LAKE is not set: use file:///path or s3://bucket/prefix');
    const summary = await rebuildWarehouse({
      lake: openLakeAt(lakeUrl),
      ownerUrl,
      mapping: { ...mappingSettings(process.env), inThread: availableParallelism() > 1 },
      isVerification: options.verify ?? false,
      allowMissing: options.allowMissing ?? false,
      signal: stopped,
      logger: pino({ level: process.env.FOOTFALL_LOG_LEVEL ?? 'warn' }, pino.destination(2)),
      freeBytes: async () => (postgresFolder === undefined ? undefined : freeBytes(postgresFolder)),
      onProgress: (done) => bar.show(progressLine(done)),
    }).finally(bar.clear);
    console.log(options.json ? JSON.stringify(summary) : report(summary));
    return summary.isComplete && (summary.comparison?.isEqual ?? true);
  });
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const DOING: Record<RebuildProgress['phase'], string> = {
  listing: 'listing the lake',
  loading: 'loading',
  models: 'building sessions and orders',
  waiting: 'waiting for a run to end',
  comparing: 'comparing',
  swapping: 'swapping',
};

function progressLine({ phase, objects, objectsInAll, events, secondsLeft }: RebuildProgress): string {
  const done = `${count(objects)} of ${count(objectsInAll)} objects, ${count(events)} events`;
  const left = secondsLeft === undefined ? '' : `, ${timeLeft(secondsLeft)} left`;
  return `${DOING[phase]}: ${done}${left}`;
}

const timeLeft = (seconds: number) => (seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`);

function report(summary: RebuildSummary): string {
  const phases = Object.entries(summary.phases).map(([phase, seconds]) => `${phase} ${seconds.toFixed(1)}`);
  const loaded =
    `${count(summary.objects)} objects, ${count(summary.received)} received = ${count(summary.loaded)} loaded + ` +
    `${count(summary.duplicate)} duplicate + ${count(summary.rejected)} rejected + ${count(summary.erased)} erased, ` +
    `${summary.seconds.toFixed(1)} s (${phases.join(', ')})`;
  const restated = summary.restatedDays > 0 ? `; ${counted(summary.restatedDays, 'past day')} restated` : '';
  if (!summary.isComplete) return `stopped: the warehouse is as it was (${loaded})`;
  if (!summary.comparison) return `The warehouse is made again from the lake: ${loaded}${restated}`;
  return `${loaded}\n${comparisonOf(summary.comparison)}`;
}

function comparisonOf({ isEqual, tables, skipped }: NonNullable<RebuildSummary['comparison']>): string {
  const rows = tables.map((t) => [t.table, t.isEqual ? 'equal' : 'DIFFERS', t.rows, t.rebuiltRows, t.differing]);
  const lines = [table(['table', '', 'warehouse', 'lake', 'differing'], rows)];
  for (const { table: name, differing, differences } of tables) {
    for (const { key, kind, columns, day } of differences)
      lines.push(
        `${name} ${key}${day ? ` (${day})` : ''}: ${kind}${columns.length > 0 ? ` in ${columns.join(', ')}` : ''}`,
      );
    if (differing > differences.length) lines.push(`${name}: and more, ${count(differing)} in all that were looked at`);
  }
  const left = tables.flatMap((t) => Object.entries(t.without).map(([column, why]) => `${t.table}.${column} (${why})`));
  lines.push(`Not compared: ${[...left, ...skipped.map((t) => `${t.table} (${t.why})`)].join('; ')}.`);
  lines.push(
    isEqual
      ? 'The warehouse equals the lake.'
      : 'The warehouse is not what the lake gives. "footfall rebuild" replaces it.',
  );
  return lines.join('\n');
}
