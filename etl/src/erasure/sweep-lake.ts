import type { Lake, LakeObject } from '@footfall/lake';
import type pg from 'pg';
import type { Logger } from 'pino';
import { lockCompactors } from '../compaction/compactor-lock.js';
import { parseLine } from '../lines/parse-line.js';
import { withConnection } from '../warehouse/connections.js';
import { erasureOfLine } from './erased-line.js';
import { ERASE, listObjects, stopped } from './erasing.js';
import { isPlaceholder } from './placeholder.js';
import { replaceLines } from './rewrite-lake.js';
import { type SearchProgress, searchLake } from './search-lake.js';
import { syncErasures } from './sync-erasures.js';
import { readAllTombstones, type Tombstones } from './tombstones.js';

export interface SweepOptions {
  lake: Lake;
  /** Of a login that may load: footfall_etl. */
  databaseUrl: string | pg.ClientConfig;
  logger: Logger;
  /** Only counts. */
  isDryRun?: boolean;
  /** Asked between objects; what is done stays done. */
  shouldStop?: () => boolean;
  onProgress?: (done: SearchProgress) => void;
}

/** What a sweep did. */
export interface SweepSummary {
  /** Of the lake, that were looked at. */
  objects: number;
  lines: number;
  /** Objects that were written anew, and lines of erased persons that were in them. */
  rewritten: number;
  erasedLines: number;
  /** Objects with such lines that are damaged behind them; they stay as they are. */
  damaged: { key: string; reason: string }[];
}

/**
 * Takes out of the lake what earlier erasures cover and what has come back since: by a restored backup, or a batch that a phone
 * still held. It knows whom by the tombstones' hashes alone. The warehouse and its counts are right without it: such lines are
 * counted as erased when they are loaded.
 *
 * @throws EtlError when it was told to stop, or the warehouse is why it failed
 */
export async function sweepErased(options: SweepOptions): Promise<SweepSummary> {
  const { logger, lake, shouldStop } = options;
  return withConnection(options, ERASE, async (client) => {
    const onWait = () => logger.warn('a compaction or an erasure runs; this one waits until it is done');
    if (!(await lockCompactors(client, { onWait, shouldStop }))) throw stopped();
    await syncErasures(client, lake);
    return await sweep(options, await readAllTombstones(client));
  });
}

async function sweep(options: SweepOptions, tombstones: Tombstones): Promise<SweepSummary> {
  const { lake, isDryRun, shouldStop } = options;
  const summary: SweepSummary = { objects: 0, lines: 0, rewritten: 0, erasedLines: 0, damaged: [] };
  if (tombstones.isEmpty) return summary;
  const found = new Map<LakeObject, Map<number, string>>();
  const searched = await searchLake(lake, await listObjects(lake), {
    filter: (line) => !isPlaceholder(line),
    visit: ({ raw, object, lineNumber, origin }) => {
      const line = parseLine(raw.toString());
      const value = line && 'value' in line ? line.value : undefined;
      const erasure = erasureOfLine(value, { objectKey: object.key, origin }, tombstones);
      if (erasure) found.set(object, (found.get(object) ?? new Map<number, string>()).set(lineNumber, erasure));
    },
    onDamage: (object, { reason, origin }) => {
      // To write it anew would take what is behind the damage; where an erasure has done so, it may again.
      if (!found.has(object) || tombstones.lines.get(origin.key)?.has(origin.line)) return;
      found.delete(object);
      summary.damaged.push({ key: object.key, reason });
    },
    onProgress: options.onProgress,
    shouldStop,
  });
  Object.assign(summary, searched);
  for (const [object, numbers] of found) {
    if (shouldStop?.()) throw stopped('some of the lake is not finished');
    if (!isDryRun) await replaceLines(lake, object, numbers);
    summary.rewritten++;
    summary.erasedLines += numbers.size;
  }
  return summary;
}
