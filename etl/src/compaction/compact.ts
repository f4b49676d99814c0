import { compactFolder, FolderLake, type Lake, LakeError, type LakeFolder, listFolders } from '@footfall/lake';
import type pg from 'pg';
import type { Logger } from 'pino';
import { EtlError } from '../errors.js';
import { withConnection } from '../warehouse/connections.js';
import { recordCompaction } from './compaction-ledger.js';
import { lockCompactors } from './compactor-lock.js';

/** What the collectors write; other folders hold nothing that we know. */
const DATED_FOLDER = /^(events|rejected)\/\d{4}\/\d{2}\/\d{2}\/(\d{2}\/)?$/;

export interface CompactOptions {
  lake: Lake;
  /** Of a login that may load: footfall_etl. */
  databaseUrl: string | pg.ClientConfig;
  logger: Logger;
  /** Beginnings of keys. */
  prefixes: readonly string[];
  /** Objects are merged until they have so many bytes. */
  targetBytes: number;
  /** Only counts what it would merge. */
  isDryRun?: boolean;
  /** Asked between objects; what is done stays done. */
  shouldStop?: () => boolean;
  /** Told after each object and each folder. */
  onProgress?: (done: CompactSummary) => void;
}

/** What a compaction did. */
export interface CompactSummary {
  /** Folders that were looked at, and those where something was merged. */
  folders: number;
  compactedFolders: number;
  objectsBefore: number;
  objectsAfter: number;
  bytesBefore: number;
  bytesAfter: number;
  /** Events and refused events that were moved. */
  lines: number;
  /** Objects that a killed compaction had left behind, and that are removed now. */
  recovered: number;
  /** Damaged objects, with what is wrong; they stay as they are. */
  leftAlone: { key: string; reason: string }[];
  seconds: number;
  /** False where it was told to stop before the end. */
  isComplete: boolean;
}

/**
 * Merges the lake's small objects, folder by folder (an hour has one for events and one for refused events), and keeps the
 * ledger right. May run beside an ETL and beside another compaction, and may be killed anywhere.
 *
 * @throws EtlError when folders could not be compacted; the others are, and nothing is lost
 */
export async function compactLake(options: CompactOptions): Promise<CompactSummary> {
  const started = performance.now();
  const summary: CompactSummary = { ...NOTHING_COMPACTED, leftAlone: [] };
  const failures: string[] = [];
  const isComplete = await withConnection(options, { name: 'footfall compact' }, (client) =>
    compactAll(client, options, { summary, failures, started }),
  );
  if (failures.length > 0)
    throw new EtlError(`${failures.length} folders could not be compacted, first ${failures[0]}. Nothing is lost.`);
  return { ...summary, isComplete };
}

/** @returns false where it was told to stop before the end */
async function compactAll(
  client: pg.Client,
  options: CompactOptions,
  { summary, failures, started }: { summary: CompactSummary; failures: string[]; started: number },
): Promise<boolean> {
  const { lake, logger, prefixes } = options;
  if (!options.isDryRun) {
    const onWait = () =>
      logger.warn('another compaction runs, or a rebuild or an erasure; this one waits until it is done');
    if (!(await lockCompactors(client, { onWait, shouldStop: options.shouldStop }))) return false;
    if (lake instanceof FolderLake) await lake.removeLeftBehind();
  }
  for (const prefix of prefixes)
    for await (const folder of listFolders(lake, prefix)) {
      if (!DATED_FOLDER.test(folder.folder)) continue;
      if (options.shouldStop?.()) return false;
      await compactOne(client, folder, summary, options).catch((error: unknown) => {
        if (!(error instanceof LakeError)) throw error;
        logger.warn({ err: error, folder: folder.folder }, 'a folder could not be compacted');
        failures.push(`${folder.folder}: ${error.message}`);
      });
      summary.seconds = (performance.now() - started) / 1000;
      options.onProgress?.(summary);
    }
  return !options.shouldStop?.();
}

const NOTHING_COMPACTED: CompactSummary = {
  folders: 0,
  compactedFolders: 0,
  objectsBefore: 0,
  objectsAfter: 0,
  bytesBefore: 0,
  bytesAfter: 0,
  lines: 0,
  recovered: 0,
  leftAlone: [],
  seconds: 0,
  isComplete: true,
};

async function compactOne(
  client: pg.Client,
  { objects }: LakeFolder,
  summary: CompactSummary,
  { lake, targetBytes, isDryRun, shouldStop }: CompactOptions,
): Promise<void> {
  const bytesBefore = objects.reduce((sum, { bytes }) => sum + bytes, 0);
  summary.folders++;
  summary.objectsBefore += objects.length;
  summary.objectsAfter += objects.length;
  summary.bytesBefore += bytesBefore;
  summary.bytesAfter += bytesBefore;
  if (isDryRun) return plan(objects, summary, targetBytes);
  const done = await compactFolder(objects, {
    lake,
    targetBytes,
    record: (compacted) => recordCompaction(client, compacted),
    ...(shouldStop && { shouldStop }),
  });
  summary.objectsAfter += done.written - done.removed - done.recovered;
  summary.bytesAfter += done.writtenBytes - done.removedBytes;
  summary.compactedFolders += done.written > 0 ? 1 : 0;
  summary.lines += done.lines;
  summary.recovered += done.recovered;
  summary.leftAlone.push(...done.leftAlone);
}

/** How many objects a compaction would leave, by their bytes; it may pack them better. */
function plan(objects: LakeFolder['objects'], summary: CompactSummary, targetBytes: number): void {
  const small = objects.filter(({ bytes }) => bytes < targetBytes);
  if (small.length < 2) return;
  const bytes = small.reduce((sum, object) => sum + object.bytes, 0);
  summary.compactedFolders++;
  summary.objectsAfter += Math.max(1, Math.ceil(bytes / targetBytes)) - small.length;
}
