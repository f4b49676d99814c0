import { availableParallelism } from 'node:os';
import {
  type Counts,
  connectionTo,
  mappingSettings,
  type RunSummary,
  runEtl,
  type ScopeOptions,
  shopSettings,
  timeouts,
  toScope,
} from '@footfall/etl';
import pino from 'pino';
import { CliError } from '../errors.js';
import { count, counted, progress } from '../format.js';
import { openLakeAt } from '../stack/find-lake.js';
import { type FoundStack, withStack } from '../stack/find-stack.js';

export interface EtlOptions extends ScopeOptions {
  data?: string;
  json?: boolean;
  trigger?: string;
}

/** One ETL run; prints a summary, and how far it is where somebody watches. */
export async function etl(options: EtlOptions, stopped: AbortSignal): Promise<void> {
  const summary = await runOnce(options, stopped);
  console.log(options.json ? JSON.stringify(summary) : sentence(summary));
}

/** One ETL run; shows how far it is where somebody watches. */
export async function runOnce(options: EtlOptions, stopped: AbortSignal): Promise<RunSummary> {
  const scope = toScope(options);
  const { env } = process;
  const settings = { timeouts: timeouts(env), shop: shopSettings(env) };
  const bar = progress();
  const run = async ({ lakeUrl, databaseUrl }: FoundStack) => {
    if (!lakeUrl) throw new CliError('FOOTFALL_LAKE is not set: use file:///path or s3://bucket/prefix');
    const startedAt = performance.now();
    return runEtl({
      lake: openLakeAt(lakeUrl),
      databaseUrl: connectionTo(databaseUrl, settings.timeouts),
      shop: settings.shop,
      scope,
      mapping: { ...mappingSettings(env), inThread: availableParallelism() > 1 },
      trigger: options.trigger ?? 'cli',
      logger: pino({ level: env.FOOTFALL_LOG_LEVEL ?? 'warn' }, pino.destination(2)),
      shouldStop: () => stopped.aborted,
      onProgress: (done) => bar.show(loading(done, performance.now() - startedAt)),
      onModels: (left) => bar.show(`building models: about ${count(left)} sessions, orders and days left`),
    }).finally(bar.clear);
  };
  return withStack(options.data, run);
}

function loading({ objects, received }: Counts, ms: number): string {
  const rate = count(Math.round((received / ms) * 1000));
  return `loading: ${counted(objects, 'object')}, ${counted(received, 'event')} read, ${rate} events/s`;
}

/** A run's outcome in one line. */
export function sentence(run: RunSummary): string {
  const rate = run.seconds > 0 ? Math.round(run.received / run.seconds) : 0;
  return (
    `${new Date().toISOString()} run ${run.runId} (${run.scope}): ${counted(run.objects, 'object')}, ` +
    `${count(run.received)} received = ${count(run.loaded)} loaded + ${count(run.duplicate)} duplicate + ` +
    `${count(run.rejected)} rejected + ${count(run.erased)} erased, ${run.seconds.toFixed(1)} s (${count(rate)} events/s)` +
    (run.restatedDays > 0 ? `, restated ${counted(run.restatedDays, 'past day')}` : '') +
    (run.isComplete ? '' : ', stopped early: the next run goes on')
  );
}
