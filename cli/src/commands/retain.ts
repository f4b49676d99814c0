import { connectionTo, type RetainSummary, retainFacts, shopSettings, timeouts } from '@footfall/etl';
import pino from 'pino';
import { count, progress } from '../format.js';
import { withStack } from '../stack/find-stack.js';

export interface RetainCommandOptions {
  data?: string;
  dryRun?: boolean;
  json?: boolean;
}

/** Drops facts that are older than the shop keeps them; says what went, and how far it is where somebody watches. */
export async function retain(options: RetainCommandOptions, stopped: AbortSignal): Promise<void> {
  const { env } = process;
  const settings = { timeouts: timeouts(env), shop: shopSettings(env) };
  const isDryRun = options.dryRun ?? false;
  const bar = progress();
  await withStack(options.data, async ({ databaseUrl }) => {
    const summary = await retainFacts({
      databaseUrl: connectionTo(databaseUrl, settings.timeouts),
      shop: settings.shop,
      isDryRun,
      logger: pino({ level: env.FOOTFALL_LOG_LEVEL ?? 'warn' }, pino.destination(2)),
      shouldStop: () => stopped.aborted,
      onProgress: (done, inAll) => bar.show(`dropping old facts: ${count(done)} of ${count(inAll)}`),
    }).finally(bar.clear);
    console.log(options.json ? JSON.stringify(summary) : sentence(summary, isDryRun));
  });
}

function sentence({ keepDays, frozenBefore, facts, seconds, isComplete }: RetainSummary, isDryRun: boolean): string {
  if (keepDays === null) return 'Facts are kept for ever. To drop old ones set FOOTFALL_FACTS_KEEP_DAYS, 100 at least.';
  const what = `${count(facts)} facts from before ${frozenBefore}; they are kept for ${keepDays} days`;
  if (isDryRun) return `would drop ${what}`;
  return (
    `${new Date().toISOString()} dropped ${what}, ${seconds.toFixed(1)} s` +
    (isComplete ? '' : ', stopped early: the next one goes on')
  );
}
