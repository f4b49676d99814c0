import { SSMClient } from '@aws-sdk/client-ssm';
import { openLake } from '@footfall/lake';
import type pg from 'pg';
import pino from 'pino';
import { databaseConfig } from './database-config.js';
import { etlSettings } from './env.js';
import { type RunSummary, runEtl } from './run.js';
import { scopeOfPayload } from './scope.js';

/** A run stops between batches when less than this many milliseconds of the function's time are left. */
const RESERVE_MS = 60_000;

/** PostgreSQL's codes for a wrong password, or none such user: it may have been changed since it was fetched. */
const REFUSED_SIGN_INS = new Set(['28P01', '28000']);

/** The part of Lambda's context that is used. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/**
 * Makes the handler of EventBridge's schedule and of manual payloads (`targetUtcHour`, `targetUtcDate`, `hoursBack`,
 * `overridePrefix`, `scope`). It throws when a run fails, so that Lambda retries and then fills the dead-letter queue.
 */
export function createHandler(env: Record<string, string | undefined>) {
  const settings = etlSettings(env);
  const lake = openLake(settings.lakeUrl, { s3Endpoint: settings.s3Endpoint });
  const logger = pino({ level: settings.logLevel });
  /** Lives as long as the function's sandbox: what lies in SSM is fetched once, and again when it does not hold any more. */
  let database: Promise<pg.ClientConfig> | undefined;
  const connection = () => {
    database ??= databaseConfig(settings.database, () => new SSMClient({})).catch((error) => {
      database = undefined;
      throw error;
    });
    return database;
  };
  return async (payload: unknown, context: LambdaContext): Promise<RunSummary> => {
    const isSchedule = (payload as { source?: unknown } | null)?.source === 'aws.events';
    const scope = scopeOfPayload(payload);
    const run = async () =>
      runEtl({
        lake,
        logger,
        databaseUrl: await connection(),
        scope,
        mapping: settings.mapping,
        trigger: isSchedule ? 'eventbridge' : 'lambda',
        shouldStop: () => context.getRemainingTimeInMillis() < RESERVE_MS,
      });
    return run().catch((error) => {
      if (!REFUSED_SIGN_INS.has(error.code)) throw error;
      database = undefined;
      return run();
    });
  };
}
