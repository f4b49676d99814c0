import { type Counts, mappingSettings, type RunSummary, runEtl, type ScopeOptions, toScope } from '@footfall/etl';
import { openLake } from '@footfall/lake';
import pino from 'pino';
import { CliError } from '../errors.js';
import { withStack } from '../stack/find-stack.js';

export interface EtlOptions extends ScopeOptions {
  data?: string;
  json?: boolean;
  trigger?: string;
}

/** One ETL run; prints a summary, and how far it is where somebody watches. */
export async function etl(options: EtlOptions, stopped: AbortSignal): Promise<void> {
  const scope = toScope(options);
  await withStack(options.data, async ({ lakeUrl, databaseUrl }) => {
    if (!lakeUrl) throw new CliError('FOOTFALL_LAKE is not set: use file:///path or s3://bucket/prefix');
    const summary = await runEtl({
      lake: openLake(lakeUrl, { s3Endpoint: process.env.FOOTFALL_S3_ENDPOINT }),
      databaseUrl,
      scope,
      mapping: mappingSettings(process.env),
      trigger: options.trigger ?? 'cli',
      logger: pino({ level: process.env.FOOTFALL_LOG_LEVEL ?? 'warn' }, pino.destination(2)),
      shouldStop: () => stopped.aborted,
      ...(process.stderr.isTTY && { onProgress }),
    });
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    console.log(options.json ? JSON.stringify(summary) : sentence(summary));
  });
}

function onProgress({ objects, received }: Counts): void {
  process.stderr.write(`\r${objects.toLocaleString('en')} objects, ${received.toLocaleString('en')} events read `);
}

function sentence(run: RunSummary): string {
  const n = (count: number) => count.toLocaleString('en');
  const rate = run.seconds > 0 ? Math.round(run.received / run.seconds) : 0;
  return (
    `${new Date().toISOString()} run ${run.runId} (${run.scope}): ${n(run.objects)} objects, ${n(run.received)} received = ` +
    `${n(run.loaded)} loaded + ${n(run.duplicate)} duplicate + ${n(run.rejected)} rejected + ${n(run.erased)} erased, ` +
    `${run.seconds.toFixed(1)} s (${n(rate)} events/s)${run.isComplete ? '' : ', stopped early: the next run goes on'}`
  );
}
