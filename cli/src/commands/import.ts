import { type ImportSummary, importHistory } from '@footfall/etl';
import { count, progress } from '../format.js';
import { findLake } from '../stack/find-lake.js';
import { runOnce, sentence } from './etl.js';

export interface ImportCommandOptions {
  data?: string;
  dryRun?: boolean;
  load?: boolean;
  json?: boolean;
}

/** So many reasons are named where a person reads; JSON has them all. */
const NAMED = 10;

/** Writes past events to the lake; says how many, and why others were refused. JSON is one document, with the run in `run`. */
export async function importFiles(files: string[], options: ImportCommandOptions, stopped: AbortSignal): Promise<void> {
  const bar = progress();
  const isDryRun = options.dryRun ?? false;
  const summary = await importHistory({
    lake: await findLake(options.data),
    files,
    isDryRun,
    shouldStop: () => stopped.aborted,
    onProgress: ({ received, objects }) =>
      bar.show(`${count(received)} events read, ${count(objects)} objects written`),
  }).finally(bar.clear);
  const imported = { ...summary, isDryRun };
  if (!options.json) console.log(summaryText(summary, isDryRun));
  const load = () => runOnce({ trigger: 'import', ...(options.data !== undefined && { data: options.data }) }, stopped);
  if (!options.load || isDryRun) {
    if (options.json) console.log(JSON.stringify(imported));
    return;
  }
  const run = await load().catch((error: unknown) => {
    if (options.json) console.log(JSON.stringify(imported)); // what is written stays
    throw error;
  });
  console.log(options.json ? JSON.stringify({ ...imported, run }) : sentence(run));
}

function summaryText(
  { received, accepted, refused, erased, objects, objectsThere, reasons }: ImportSummary,
  isDryRun: boolean,
): string {
  const counts =
    `${isDryRun ? 'would receive' : 'received'} ${count(received)} = ${count(accepted)} accepted + ${count(refused)} refused + ` +
    `${count(erased)} erased`;
  const there = objectsThere > 0 ? `, ${count(objectsThere)} were there already` : '';
  const written = isDryRun ? '' : `; ${count(objects)} objects written${there}; the next ETL run loads them`;
  const named = reasons.slice(0, NAMED).map(({ reason, events }) => `  refused: ${count(events)} ${reason}`);
  const more =
    reasons.length > NAMED ? [`  and ${count(reasons.length - NAMED)} reasons more; --json names them all`] : [];
  return [counts + written, ...named, ...more].join('\n');
}
