import type { Lake } from '@footfall/lake';
import type pg from 'pg';
import type { Logger } from 'pino';
import { syncErasures } from './erasure/sync-erasures.js';
import { EtlError } from './errors.js';
import type { MappingSettings } from './events/event-mapping.js';
import { type Counts, NOTHING } from './loading/counts.js';
import { checkBalance, endRun, startRun } from './loading/ledger.js';
import { loadScope } from './loading/load-scope.js';
import { EVERYTHING, type Scope } from './loading/scope.js';
import { ModelsAlongside } from './models/models-alongside.js';
import { refreshModels } from './models/refresh-models.js';
import { remarkUserAgents } from './models/remark-user-agents.js';
import { touchOutdatedSessions } from './models/touch-outdated-sessions.js';
import { lastObject, warnOfFrozen } from './retention/warn-of-frozen.js';
import { applyShop, type ShopSettings } from './shop.js';
import { type Connections, withConnections } from './warehouse/connections.js';
import { explained } from './warehouse/warehouse-trouble.js';

export interface RunOptions {
  lake: Lake;
  /** Of a login that may load: footfall_etl. */
  databaseUrl: string | pg.ClientConfig;
  logger: Logger;
  scope?: Scope;
  /** The shop's settings, where they are told. */
  shop?: ShopSettings;
  /** How the shop wants its events mapped. */
  mapping?: MappingSettings;
  /** What started it, for the ledger: cli, loop, eventbridge … */
  trigger?: string;
  /** Asked between transactions, and between steps of the models; a run that is told to stop ends cleanly, the next one goes on. */
  shouldStop?: (work: Work) => boolean;
  /** Told after each transaction. */
  onProgress?: (done: Counts) => void;
  /** Told after each step of the models about how many touched sessions, clients, orders and days are left. */
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
  const { logger, scope = EVERYTHING, trigger = 'cli', shop } = options;
  const started = performance.now();
  try {
    return await withConnections(options, async (connections) => {
      const { loader } = connections;
      if (shop) await applyShop(loader, shop);
      const runId = await startRun(loader, trigger, scope.label);
      const total: Counts = { ...NOTHING };
      try {
        const isComplete = await loadAndModel(connections, runId, total, options);
        await checkBalance(loader, runId);
        const restatedDays = await endRun(loader, runId, total, { isComplete });
        const seconds = (performance.now() - started) / 1000;
        const summary = { runId, scope: scope.label, ...total, seconds, isComplete, restatedDays };
        logger.info(summary, 'etl run done');
        return summary;
      } catch (error) {
        const reason = explained(error);
        await endRun(loader, runId, total, { error: String(reason) }).catch(() => {}); // without a warehouse nothing can be marked
        throw reason;
      }
    });
  } catch (error) {
    throw explained(error);
  }
}

/** @returns whether all of the scope is loaded and no model is left to be built */
async function loadAndModel(
  connections: Connections,
  runId: string,
  total: Counts,
  { lake, scope = EVERYTHING, logger, mapping = {}, shouldStop, onProgress, onModels }: RunOptions,
): Promise<boolean> {
  const stopLoading = shouldStop && (() => shouldStop('load'));
  const stopModels = shouldStop && (() => shouldStop('models'));
  const third = thirdOrNone(connections, logger);
  const alongside = new ModelsAlongside(third);
  const onLoaded = (done: Counts) => {
    alongside.more(done);
    onProgress?.(done);
  };
  const loading = {
    lake,
    scope,
    runId,
    logger,
    total,
    mapping,
    shouldStop: stopLoading,
    onProgress: onLoaded,
  };
  await syncErasures(connections.loader, lake);
  // Before loading: what is built from now on is built by the rules of now.
  const outdated = await touchOutdatedSessions(connections.loader);
  if (outdated > 0) logger.info({ outdated }, 'sessions are built anew by newer rules for channels or bots');
  const after = await lastObject(connections.loader);
  const { isComplete, unread } = await loadScope(connections, loading).catch(async (error: unknown) => {
    await alongside.end().catch(() => {}); // what broke loading is what must be told
    throw error;
  });
  await alongside.end();
  await warnOfFrozen(connections.loader, { runId, after, logger });
  const remarked = await remarkUserAgents(connections.loader, stopModels);
  if (remarked.events > 0)
    logger.info({ remarked: remarked.events }, 'events marked anew by newer rules for user agents');
  const isModelled = await refreshModels(connections.loader, {
    third,
    shouldStop: stopModels,
    onStep: onModels,
  });
  if (unread.length > 0)
    throw new EtlError(`${unread.length} objects could not be read and are left for the next run, first ${unread[0]}`);
  return isComplete && remarked.isComplete && isModelled;
}

/** A server that has no third connection to give makes a run slower, and no failure; that is said once. */
function thirdOrNone({ third }: Connections, logger: Logger): () => Promise<pg.Client | undefined> {
  let asked: Promise<pg.Client | undefined> | undefined;
  const alone = (error: unknown) => {
    logger.warn({ err: explained(error) }, 'models are built by one connection, since the warehouse gives no third');
    return undefined;
  };
  return () => (asked ??= third().catch(alone));
}
