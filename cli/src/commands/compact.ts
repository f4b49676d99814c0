import { type CompactSummary, compactLake, connectionTo, timeouts } from '@footfall/etl';
import pino from 'pino';
import { CliError } from '../errors.js';
import { count, progress, size } from '../format.js';
import { lakeRange } from '../lake-range.js';
import { openLakeAt } from '../stack/find-lake.js';
import { withStack } from '../stack/find-stack.js';

export interface CompactCommandOptions {
  data?: string;
  hour?: string;
  day?: string;
  targetSize: number;
  dryRun?: boolean;
  json?: boolean;
}

/** Merges small objects of the lake; says what it did, and how far it is where somebody watches. */
export async function compact(options: CompactCommandOptions, stopped: AbortSignal): Promise<void> {
  const { prefixes } = lakeRange(options);
  const waits = timeouts(process.env);
  const bar = progress();
  await withStack(options.data, async ({ lakeUrl, databaseUrl }) => {
    if (!lakeUrl) throw new CliError('FOOTFALL_LAKE is not set: use file:///path or s3://bucket/prefix');
    const summary = await compactLake({
      lake: openLakeAt(lakeUrl),
      databaseUrl: connectionTo(databaseUrl, waits),
      prefixes: prefixes.flatMap((prefix) => [`events/${prefix}`, `rejected/${prefix}`]),
      targetBytes: options.targetSize,
      isDryRun: options.dryRun ?? false,
      logger: pino({ level: process.env.FOOTFALL_LOG_LEVEL ?? 'warn' }, pino.destination(2)),
      shouldStop: () => stopped.aborted,
      onProgress: (done) => bar.show(`${count(done.folders)} folders, ${count(done.objectsBefore)} objects seen`),
    }).finally(bar.clear);
    if (options.json) return console.log(JSON.stringify(summary));
    for (const { key, reason } of summary.leftAlone) console.error(`left as it is: ${key}: ${reason}`);
    console.log(sentence(summary, options.dryRun ?? false));
  });
}

function sentence(done: CompactSummary, isDryRun: boolean): string {
  const objects = `${count(done.objectsBefore)} objects -> ${isDryRun ? 'about ' : ''}${count(done.objectsAfter)}`;
  const folders = `in ${count(done.compactedFolders)} of ${count(done.folders)} folders`;
  if (isDryRun) return `would merge ${objects} ${folders}, ${size(done.bytesBefore)} in all`;
  return (
    `${new Date().toISOString()} compacted ${objects}, ${size(done.bytesBefore)} -> ${size(done.bytesAfter)}, ${folders}; ` +
    `${count(done.lines)} lines moved, ${done.seconds.toFixed(1)} s` +
    (done.recovered > 0 ? `; finished an earlier compaction of ${count(done.recovered)} objects` : '') +
    (done.isComplete ? '' : ', stopped early: the next one goes on')
  );
}
