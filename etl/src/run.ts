import type { Lake, LakeObject } from '@footfall/lake';
import pg from 'pg';
import type { Logger } from 'pino';
import { syncErasures } from './erasure/sync-erasures.js';
import { TombstoneReader } from './erasure/tombstones.js';
import { endRun, startRun, unbalancedObjects } from './ledger.js';
import { type BatchParts, type Counts, loadBatch, NOTHING, notLoadedYet, refreshModels } from './load-batch.js';
import { EVERYTHING, type Scope } from './scope.js';
import { userAgentReader } from './user-agent.js';

/** A transaction takes so many objects, or so many packed bytes, whichever comes first. */
const BATCH_OBJECTS = 1000;
const BATCH_BYTES = 8 * 1024 * 1024;
/** So many keys are compared with the ledger at once. */
const LISTING_CHUNK = 10_000;

/** The run ended, but something is wrong that its operator must look at. */
export class EtlError extends Error {
  override name = 'EtlError';
}

export interface RunOptions {
  lake: Lake;
  /** Of a login that may load: footfall_etl. */
  databaseUrl: string | pg.ClientConfig;
  logger: Logger;
  scope?: Scope;
  /** What started it, for the ledger: cli, loop, eventbridge … */
  trigger?: string;
  /** Asked between batches; a run that is told to stop ends cleanly and the next one goes on. */
  shouldStop?: () => boolean;
  /** Told after each batch. */
  onProgress?: (done: Counts) => void;
}

/** A run's outcome. */
export interface RunSummary extends Counts {
  runId: string;
  scope: string;
  seconds: number;
  /** False where `shouldStop` ended the run early. */
  isComplete: boolean;
}

/**
 * One ETL run: loads the scope's objects that are not loaded yet, then brings the models up to date.
 *
 * @throws EtlError when objects could not be read or lines do not add up; what was loaded until then stays loaded
 * @throws what PostgreSQL or the lake threw, when they failed; the run is marked failed where that is still possible
 */
export async function runEtl(options: RunOptions): Promise<RunSummary> {
  const { databaseUrl, logger, scope = EVERYTHING, trigger = 'cli' } = options;
  const started = performance.now();
  const client = new pg.Client(
    typeof databaseUrl === 'string' ? { connectionString: databaseUrl, application_name: 'footfall etl' } : databaseUrl,
  );
  client.on('error', (error) => logger.warn({ err: error }, 'the connection to the warehouse broke'));
  await client.connect();
  try {
    const runId = await startRun(client, trigger, scope.label);
    const total: Counts = { ...NOTHING };
    try {
      await syncErasures(client, options.lake);
      const isComplete = await loadScope(client, runId, scope, total, options);
      await refreshModels(client);
      await checkBalance(client, runId);
      await endRun(client, runId, total);
      const summary = {
        runId,
        scope: scope.label,
        ...total,
        seconds: (performance.now() - started) / 1000,
        isComplete,
      };
      logger.info(summary, 'etl run done');
      return summary;
    } catch (error) {
      await endRun(client, runId, total, String(error)).catch(() => {}); // without a warehouse nothing can be marked
      throw withoutRows(error);
    }
  } finally {
    await client.end().catch(() => {});
  }
}

/** PostgreSQL quotes the row at hand beside an error's message: shoppers' data, which belongs in no log. */
function withoutRows(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) {
    error.where = undefined;
    error.detail = undefined;
  }
  return error;
}

/** Loads batch after batch, adding to `total`. @returns false when it was told to stop before the end */
async function loadScope(
  client: pg.Client,
  runId: string,
  scope: Scope,
  total: Counts,
  { lake, shouldStop, onProgress, logger }: RunOptions,
): Promise<boolean> {
  const parts: BatchParts = {
    client,
    lake,
    runId,
    readUserAgent: userAgentReader(),
    tombstones: new TombstoneReader(),
  };
  const unread: string[] = [];
  for await (const objects of batches(unloaded(client, lake, scope))) {
    if (shouldStop?.()) return false;
    for (let rest = objects; rest.length > 0; ) {
      const { counts, unread: missing, deferred } = await loadBatch(rest, parts);
      for (const name of Object.keys(total) as (keyof Counts)[]) total[name] += counts[name];
      unread.push(...missing);
      logger.debug(counts, 'batch loaded');
      onProgress?.(total);
      rest = deferred;
    }
  }
  if (unread.length > 0) {
    await refreshModels(client);
    throw new EtlError(`${unread.length} objects could not be read and are left for the next run, first ${unread[0]}`);
  }
  return true;
}

/** The scope's objects that the ledger does not list, in the order of their keys. */
async function* unloaded(client: pg.Client, lake: Lake, scope: Scope): AsyncGenerator<LakeObject> {
  const roots = scope.isExact ? [''] : ['events/', 'rejected/'];
  for (const root of roots)
    for (const prefix of scope.prefixes) {
      let chunk: LakeObject[] = [];
      for await (const object of lake.list(root + prefix)) {
        if (!/^(events|rejected)\/.*[^/]$/.test(object.key)) continue; // S3's console makes empty objects for folders
        chunk.push(object);
        if (chunk.length < LISTING_CHUNK) continue;
        yield* await notLoadedYet(client, chunk);
        chunk = [];
      }
      yield* await notLoadedYet(client, chunk);
    }
}

async function* batches(objects: AsyncIterable<LakeObject>): AsyncGenerator<LakeObject[]> {
  let batch: LakeObject[] = [];
  let bytes = 0;
  for await (const object of objects) {
    batch.push(object);
    bytes += object.bytes;
    if (batch.length < BATCH_OBJECTS && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

async function checkBalance(client: pg.Client, runId: string): Promise<void> {
  const keys = await unbalancedObjects(client, runId);
  if (keys.length > 0)
    throw new EtlError(`Lines do not add up (received = loaded + duplicate + rejected + erased) in ${keys.join(', ')}`);
}
