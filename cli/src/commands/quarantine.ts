import {
  connectionTo,
  type Mended,
  type Quarantine,
  type QuarantineFilter,
  type RefusedEvent,
  type RefusedState,
  type RetryCounts,
  timeouts,
  withQuarantine,
} from '@footfall/etl';
import pino from 'pino';
import { CliError, UsageError } from '../errors.js';
import { count, progress, table } from '../format.js';
import { lakeRange } from '../lake-range.js';
import { readMapping } from '../mapping.js';
import { openLakeAt } from '../stack/find-lake.js';
import { withStack } from '../stack/find-stack.js';

export interface QuarantineCommandOptions {
  data?: string;
  hour?: string;
  day?: string;
  reason?: string;
  event?: string;
  json?: boolean;
}

/** Names of states, as `--state` takes them. */
export const STATES: readonly RefusedState[] = ['open', 'accepted', 'refused', 'dropped'];
/** Of them, what can be sent again; an accepted event is in the lake already. */
export const RETRY_STATES: readonly RefusedState[] = ['open', 'refused', 'dropped'];
/** So many mended events a dry run shows. */
const PREVIEWS = 3;
const NOTHING_LEFT =
  '  none was left: "footfall quarantine ls" counts what became of them; those that a fix dropped come back with --state dropped';

function filterOf({ reason, event, ...range }: QuarantineCommandOptions, states?: RefusedState[]): QuarantineFilter {
  const { received } = lakeRange(range);
  return { reason, eventName: event, states, ...(received && { received: [received] }) };
}

async function inQuarantine(data: string | undefined, work: (quarantine: Quarantine) => Promise<void>): Promise<void> {
  const waits = timeouts(process.env);
  await withStack(data, async ({ lakeUrl, databaseUrl }) => {
    if (!lakeUrl) throw new CliError('FOOTFALL_LAKE is not set: use file:///path or s3://bucket/prefix');
    const logger = pino({ level: process.env.FOOTFALL_LOG_LEVEL ?? 'warn' }, pino.destination(2));
    await withQuarantine({ lake: openLakeAt(lakeUrl), databaseUrl: connectionTo(databaseUrl, waits), logger }, work);
  });
}

/** Refused events by reason, with counts. */
export async function quarantineLs(options: QuarantineCommandOptions): Promise<void> {
  const filter = filterOf(options);
  await inQuarantine(options.data, async (quarantine) => {
    const groups = await quarantine.reasons(filter);
    if (options.json) return console.log(JSON.stringify(groups, null, 2));
    if (groups.length === 0) return console.log('No event was refused.');
    const rows = groups.map(({ events, open, accepted, refused, dropped, by, lastAt, reason }) => {
      const last = lastAt.toISOString().slice(0, 16).replace('T', ' ');
      return [events, open, accepted, refused, dropped, by, last, reason];
    });
    console.log(table(['events', 'open', 'accepted', 'again', 'dropped', 'by', 'last (UTC)', 'reason'], rows));
  });
}

/** Some refused events, whole. */
export async function quarantineShow(
  options: QuarantineCommandOptions & { limit: number; state?: RefusedState },
): Promise<void> {
  const filter = filterOf(options, options.state && [options.state]);
  await inQuarantine(options.data, async (quarantine) => {
    const samples = await quarantine.samples(filter, options.limit);
    if (options.json) return console.log(JSON.stringify(samples.map(shown), null, 2));
    if (samples.length === 0) return console.log('No such event was refused.');
    for (const sample of samples) {
      const { reason, by, state, retryReason, originKey, originLine } = sample;
      console.log(`# ${reason}`);
      console.log(
        `  refused by the ${by}, received ${sample.receivedAt.toISOString()}, ${originKey} line ${originLine}`,
      );
      if (state !== 'open') console.log(`  sent again: ${state}${retryReason ? ` (${retryReason})` : ''}`);
      console.log(`  ${sample.event === undefined ? sample.text : JSON.stringify(sample.event)}\n`);
    }
  });
}

function shown({ id, by, reason, state, retryReason, receivedAt, originKey, originLine, event, text }: RefusedEvent) {
  const content = event === undefined ? { text } : { event };
  return { id, by, reason, state, retryReason, receivedAt, object: originKey, line: originLine, ...content };
}

export interface RetryCommandOptions extends QuarantineCommandOptions {
  all?: boolean;
  /** Without one what is open or was refused again. */
  state?: RefusedState;
  patch?: string;
  module?: string;
  dryRun?: boolean;
}

/** Sends refused events again, mended; counts what became of them. */
export async function quarantineRetry(options: RetryCommandOptions, stopped: AbortSignal): Promise<void> {
  if (options.reason === undefined && !options.all)
    throw new UsageError('Say which events: --reason TEXT (as "footfall quarantine ls" has it), or --all.');
  const filter = filterOf(options, options.state && [options.state]);
  const mapping = await readMapping(options);
  const reasons = new Map<string, number>();
  const previews: { before: unknown; after: unknown }[] = [];
  const bar = progress();
  await inQuarantine(options.data, async (quarantine) => {
    await checkReason(quarantine, options);
    const counts = await quarantine
      .retry({
        filter,
        mapping,
        isDryRun: options.dryRun,
        shouldStop: () => stopped.aborted,
        onProgress: (done) => bar.show(`${count(done.retried)} events sent again`),
        onMended: (refused, mended) => {
          if (mended.outcome === 'refused') reasons.set(mended.reason, (reasons.get(mended.reason) ?? 0) + 1);
          if (options.dryRun && previews.length < PREVIEWS) previews.push(preview(refused, mended));
        },
      })
      .finally(bar.clear);
    const again = [...reasons].map(([reason, events]) => ({ reason, events })).sort((a, b) => b.events - a.events);
    if (options.json)
      return console.log(
        JSON.stringify({ ...counts, isDryRun: options.dryRun ?? false, refusedAgain: again, previews }),
      );
    for (const { before, after } of previews)
      console.log(`- ${JSON.stringify(before)}\n+ ${typeof after === 'string' ? after : JSON.stringify(after)}\n`);
    console.log(sentence(counts, options.dryRun ?? false));
    if (counts.retried === 0) console.log(NOTHING_LEFT);
    for (const { reason, events } of again) console.log(`  refused again: ${count(events)} ${reason}`);
  });
}

/** A reason that no event has is a slip of the pen; that its events are all sent is not. @throws CliError */
async function checkReason(quarantine: Quarantine, options: RetryCommandOptions): Promise<void> {
  const { reason, event, day, hour } = options;
  if (reason === undefined || (await quarantine.reasons(filterOf(options))).length > 0) return;
  const narrowed = Object.entries({ event, day, hour }).flatMap(([name, value]) =>
    value ? [`--${name} ${value}`] : [],
  );
  const among = narrowed.length > 0 ? ` among those of ${narrowed.join(' ')}` : '';
  throw new CliError(
    `No refused event has the reason "${reason}"${among}; "footfall quarantine ls" lists the reasons.`,
  );
}

function preview({ event, text }: RefusedEvent, mended: Mended): { before: unknown; after: unknown } {
  const before = event === undefined ? text : event;
  if (mended.outcome === 'dropped') return { before, after: 'dropped' };
  if (mended.outcome === 'refused') return { before, after: `refused again: ${mended.reason}` };
  const { _ingest, ...after } = JSON.parse(mended.line);
  return { before, after };
}

function sentence({ retried, accepted, refused, dropped, unreadable }: RetryCounts, isDryRun: boolean): string {
  return (
    `${isDryRun ? 'would send' : 'sent'} ${count(retried)} again = ${count(accepted)} accepted + ${count(refused)} refused again + ` +
    `${count(dropped)} dropped + ${count(unreadable)} unreadable` +
    (accepted > 0 && !isDryRun ? '; the next ETL run loads the accepted ones' : '')
  );
}
