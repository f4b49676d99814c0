import type { Lake, LakeObject } from '@footfall/lake';
import pg from 'pg';
import type { Logger } from 'pino';
import { connectionTo } from './database-config.js';
import { EtlError } from './errors.js';
import { checkBalance, endRun, startRun } from './ledger.js';
import { type BatchParts, type Counts, loadBatch, NOTHING, notLoadedYet } from './load-batch.js';
import { type RefreshOptions, refreshModels } from './refresh-models.js';
import { EVERYTHING, type Scope } from './scope.js';
import { applyShop, type ShopSettings } from './shop.js';
import { userAgentReader } from './user-agent.js';
import { explained } from './warehouse-trouble.js';

/** A transaction takes so many objects, or so many packed bytes, whichever comes first. */
const BATCH_OBJECTS = 1000;
const BATCH_BYTES = 8 * 1024 * 1024;
/** So many keys are compared with the ledger at once. */
const LISTING_CHUNK = 10_000;

export interface RunOptions {
  lake: Lake;
  /** Of a login that may load: footfall_etl. */
  databaseUrl: string | pg.ClientConfig;
  logger: Logger;
  scope?: Scope;
  /** The shop's zone and first day of the week, where they are told. */
  shop?: ShopSettings;
  /** What started it, for the ledger: cli, loop, eventbridge … */
  trigger?: string;
  /** Asked between batches, and between steps of the models; a run that is told to stop ends cleanly, the next one goes on. */
  shouldStop?: (work: Work) => boolean;
  /** Told after each batch. */
  onProgress?: (done: Counts) => void;
  /** Told after each step of the models about how many touched sessions, clients and orders are left. */
  onModels?: (left: number) => void;
}

/** What a run is at: first it loads, then it builds models. */
export type Work = 'load' | 'models';

/** A run's outcome. */
export interface RunSummary extends Counts {
  runId: string;
  scope: string;
  seconds: number;
  /** False where `shouldStop` ended the run early. */
  isComplete: boolean;
  /** Days that were reported by an earlier run, and whose figures have changed since. */
  restatedDays: number;
}

/**
 * One ETL run: loads the scope's objects that are not loaded yet, then brings the models up to date.
 *
 * @throws EtlError when objects could not be read or lines do not add up; what was loaded until then stays loaded
 * @throws what PostgreSQL or the lake threw, when they failed; the run is marked failed where that is still possible
 */
export async function runEtl(options: RunOptions): Promise<RunSummary> {
  const { databaseUrl, logger, scope = EVERYTHING, trigger = 'cli', shop } = options;
  const started = performance.now();
  const client = new pg.Client(connectionTo(databaseUrl));
  client.on('error', (error) => logger.warn({ err: explained(error) }, 'the connection to the warehouse broke'));
  try {
    await client.connect();
    if (shop) await applyShop(client, shop);
    const runId = await startRun(client, trigger, scope.label);
    const total: Counts = { ...NOTHING };
    try {
      const isLoaded = await loadScope(client, runId, scope, total, options);
      const isComplete = (await refreshModels(client, modelSteps(options))) && isLoaded;
      await checkBalance(client, runId);
      const restatedDays = await endRun(client, runId, total, { isComplete });
      const summary = {
        runId,
        scope: scope.label,
        ...total,
        seconds: (performance.now() - started) / 1000,
        isComplete,
        restatedDays,
      };
      logger.info(summary, 'etl run done');
      return summary;
    } catch (error) {
      const reason = explained(error);
      await endRun(client, runId, total, { error: String(reason) }).catch(() => {}); // without a warehouse nothing can be marked
      throw reason;
    }
  } catch (error) {
    throw explained(error);
  } finally {
    await client.end().catch(() => {});
  }
}

function modelSteps({ shouldStop, onModels }: RunOptions): RefreshOptions {
  return { shouldStop: shouldStop && (() => shouldStop('models')), onStep: onModels };
}

/** Loads batch after batch, adding to `total`. @returns false when it was told to stop before the end */
async function loadScope(
  client: pg.Client,
  runId: string,
  scope: Scope,
  total: Counts,
  options: RunOptions,
): Promise<boolean> {
  const { lake, shouldStop, onProgress, logger } = options;
  const parts: BatchParts = { client, lake, runId, readUserAgent: userAgentReader() };
  const unread: string[] = [];
  for await (const objects of batches(unloaded(client, lake, scope))) {
    if (shouldStop?.('load')) return false;
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
    await refreshModels(client, modelSteps(options));
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
