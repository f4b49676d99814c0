import { SSMClient } from '@aws-sdk/client-ssm';
import { openLake } from '@footfall/lake';
import type pg from 'pg';
import pino from 'pino';
import type { CompactSummary } from './compaction/compact.js';
import { isCompaction, runCompaction } from './compaction/compaction-task.js';
import { embeddedMetrics } from './emf.js';
import { type EtlSettings, etlSettings } from './env.js';
import { NOTHING } from './loading/counts.js';
import { scopeOfPayload } from './loading/scope.js';
import type { RetainSummary } from './retention/retain-facts.js';
import { isRetention, runRetention } from './retention/retention-task.js';
import { type RunOptions, type RunSummary, runEtl } from './run.js';
import { firstPace, timeBudget } from './time-budget.js';
import { connectionTo, databaseConfig } from './warehouse/database-config.js';
import { type Freshness, freshnessOf } from './warehouse/freshness.js';
import { isRefusedSignIn } from './warehouse/warehouse-trouble.js';

/** The part of Lambda's context that is used. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/**
 * Makes the handler of EventBridge's schedule and of manual payloads (`targetUtcHour`, `targetUtcDate`, `hoursBack`,
 * `overridePrefix`, `scope`). It throws when a run fails, so that Lambda retries and then fills the dead-letter queue. Each run,
 * also a failed one, writes a line of metrics. `{"task": "compact"}` compacts the lake instead, `{"task": "retain"}` drops old facts.
 */
export function createHandler(
  env: Record<string, string | undefined>,
  write = (line: string) => void process.stdout.write(`${line}\n`),
) {
  const settings = etlSettings(env);
  const lake = openLake(settings.lakeUrl, { s3Endpoint: settings.s3Endpoint });
  const logger = pino({ level: settings.logLevel });
  const database = keptConnection(settings);
  const pace = firstPace();
  let succeededAt: number | undefined;

  return async (payload: unknown, context: LambdaContext): Promise<RunSummary | CompactSummary | RetainSummary> => {
    const remainingMs = () => context.getRemainingTimeInMillis();
    if (isCompaction(payload))
      return database.use((databaseUrl) => runCompaction(payload, { lake, databaseUrl, logger, remainingMs }));
    if (isRetention(payload))
      return database.use((databaseUrl) => runRetention({ databaseUrl, logger, shop: settings.shop, remainingMs }));
    const startedAt = performance.now();
    let counts = NOTHING;
    let summary: RunSummary | undefined;
    const options = (): Omit<RunOptions, 'databaseUrl'> => ({
      lake,
      logger,
      scope: scopeOfPayload(payload),
      shop: settings.shop,
      mapping: settings.mapping,
      trigger: triggerOf(payload),
      shouldStop: timeBudget(remainingMs, pace),
      onProgress: (done) => {
        counts = { ...done };
      },
    });
    try {
      summary = await database.use((databaseUrl) => runEtl({ ...options(), databaseUrl }));
      succeededAt = Date.now();
      return summary;
    } finally {
      write(
        embeddedMetrics({
          counts: summary ?? counts,
          runSeconds: (performance.now() - startedAt) / 1000,
          isIncomplete: summary !== undefined && !summary.isComplete,
          isFailed: summary === undefined,
          freshness: (await database.use(freshnessOf).catch(() => undefined)) ?? sinceSuccess(succeededAt),
        }),
      );
    }
  };
}

/** EventBridge's rules and its Scheduler say who they are, unless they were given a payload of their own. */
function triggerOf(payload: unknown): string {
  const { source } = (payload ?? {}) as { source?: unknown };
  return source === 'aws.events' || source === 'aws.scheduler' ? 'eventbridge' : 'lambda';
}

/** What this process remembers while the warehouse is away. */
function sinceSuccess(succeededAt: number | undefined): Partial<Freshness> | undefined {
  return succeededAt === undefined ? undefined : { secondsSinceSuccess: Math.round((Date.now() - succeededAt) / 1000) };
}

/** The warehouse's password and authority: what lies in SSM is fetched once a process, and again when either side is refused. */
function keptConnection(settings: EtlSettings) {
  let kept: Promise<pg.ClientConfig> | undefined;
  const config = () => {
    kept ??= databaseConfig(settings.database, () => new SSMClient({})).catch((error) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
  const use = async <T>(work: (database: pg.ClientConfig) => Promise<T>): Promise<T> =>
    work(connectionTo(await config(), settings.timeouts));
  return {
    use: <T>(work: (database: pg.ClientConfig) => Promise<T>): Promise<T> =>
      use(work).catch((error) => {
        if (!isRefusedSignIn(error)) throw error;
        kept = undefined;
        return use(work);
      }),
  };
}
