import type { Lake, LakeObject } from '@footfall/lake';
import pg from 'pg';
import type { Logger } from 'pino';
import { accountedFor, notLoadedYet } from './compaction-ledger.js';
import { addCounts, type Counts, endRun, NOTHING, startRun, unbalancedObjects } from './ledger.js';
import { loadUnits } from './load-units.js';
import { asLoader } from './loader-lock.js';
import { oneAhead } from './one-ahead.js';
import { readUnits } from './read-units.js';
import { EVERYTHING, type Scope } from './scope.js';
import { userAgentReader } from './user-agent.js';

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
  /** Asked between transactions; a run that is told to stop ends cleanly and the next one goes on. */
  shouldStop?: () => boolean;
  /** Told after each transaction. */
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
  const clients = await connect(databaseUrl, logger);
  const { loader } = clients;
  try {
    const runId = await startRun(loader, trigger, scope.label);
    const total: Counts = { ...NOTHING };
    try {
      const isComplete = await loadScope(clients, runId, scope, total, options);
      await refreshModels(loader);
      await checkBalance(loader, runId);
      await endRun(loader, runId, total);
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
      await endRun(loader, runId, total, String(error)).catch(() => {}); // without a warehouse nothing can be marked
      throw withoutRows(error);
    }
  } finally {
    await Promise.all([clients.reader.end(), loader.end()]).catch(() => {});
  }
}

/** One connection loads while the other looks up what comes next. */
interface Clients {
  reader: pg.Client;
  loader: pg.Client;
}

async function connect(databaseUrl: string | pg.ClientConfig, logger: Logger): Promise<Clients> {
  const config = typeof databaseUrl === 'string' ? { connectionString: databaseUrl } : databaseUrl;
  const open = async () => {
    const client = new pg.Client({ application_name: 'footfall etl', ...config });
    client.on('error', (error) => logger.warn({ err: error }, 'a connection to the warehouse broke'));
    await client.connect();
    return client;
  };
  const loader = await open();
  try {
    return { loader, reader: await open() };
  } catch (error) {
    await loader.end().catch(() => {});
    throw error;
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

/** Loads unit after unit, adding to `total`. @returns false when it was told to stop before the end */
async function loadScope(
  clients: Clients,
  runId: string,
  scope: Scope,
  total: Counts,
  { lake, shouldStop, onProgress, logger }: RunOptions,
): Promise<boolean> {
  const { reader, loader } = clients;
  const readParts = {
    lake,
    readUserAgent: userAgentReader(),
    accountedFor: (keys: string[]) => accountedFor(reader, keys),
  };
  const unread: string[] = [];
  let objects: AsyncIterable<LakeObject> | LakeObject[] | undefined = unloaded(reader, lake, scope);
  while (objects) {
    const again: LakeObject[] = [];
    const units = oneAhead(readUnits(objects, readParts));
    for await (const unit of units) {
      if (shouldStop?.()) return false;
      const outcome = await loadUnits(unit, units, { client: loader, runId });
      addCounts(total, outcome.counts);
      unread.push(...outcome.unread);
      again.push(...outcome.again);
      logger.debug(outcome.counts, 'loaded');
      onProgress?.(total);
    }
    objects = again.length > 0 ? again : undefined;
  }
  if (unread.length > 0) {
    await refreshModels(loader);
    throw new EtlError(`${unread.length} objects could not be read and are left for the next run, first ${unread[0]}`);
  }
  return true;
}

/** Brings the models up to date with all that was loaded, also by runs that were killed before they came to it. */
async function refreshModels(client: pg.Client): Promise<void> {
  await asLoader(client, () => client.query('select refresh_models()'));
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

async function checkBalance(client: pg.Client, runId: string): Promise<void> {
  const keys = await unbalancedObjects(client, runId);
  if (keys.length > 0)
    throw new EtlError(`Lines do not add up (received = loaded + duplicate + rejected + erased) in ${keys.join(', ')}`);
}
