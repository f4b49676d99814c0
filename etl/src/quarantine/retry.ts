import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Lake } from '@footfall/lake';
import type pg from 'pg';
import { groupBy } from './group-by.js';
import { type QuarantineFilter, refusedLines } from './ledger.js';
import { asSent, type Mapping, type Mended, mend } from './mend.js';
import { readRefused } from './read.js';
import type { RefusedEvent } from './refused.js';
import { retriedKey } from './retried-key.js';

const pack = promisify(gzip);
/** Any number will do, as long as every retry takes the same: two at once would send an event twice. */
export const RETRY_LOCK = 0x52657472;
/** So many events are one transaction; at 32 KiB each they fit into memory. */
const EVENTS_A_STEP = 1000;

export interface RetryOptions {
  lake: Lake;
  filter: QuarantineFilter;
  /** Without one events are sent as they were. */
  mapping?: Mapping | undefined;
  /** Counts, and changes nothing. */
  isDryRun?: boolean | undefined;
  shouldStop?: () => boolean;
  onProgress?: (done: RetryCounts) => void;
  /** Told of each event and what became of it. */
  onMended?: (refused: RefusedEvent, mended: Mended) => void;
}

/** What became of refused events. retried = accepted + refused + dropped + unreadable. */
export interface RetryCounts {
  retried: number;
  /** They keep the contract now, and are durable in the lake; the next run loads them. */
  accepted: number;
  /** Refused again. */
  refused: number;
  /** The mapping gave null for them; they are offered again only where `filter.states` has `dropped`. */
  dropped: number;
  /** The lake has only damaged bytes of them. */
  unreadable: number;
}

/**
 * Sends refused events again, mended by a mapping: as new lines of the lake, under the hour of their first receipt. What was
 * accepted or dropped before is passed over, so that a second call does nothing; killed anywhere, the next call writes the same
 * objects again. The refused lines themselves stay in the lake, in the ledger and in the balance.
 *
 * @throws what PostgreSQL or the lake threw; what was done until then stays done
 */
export async function retryRefused(client: pg.Client, options: RetryOptions): Promise<RetryCounts> {
  const { filter, shouldStop, onProgress } = options;
  const counts: RetryCounts = { retried: 0, accepted: 0, refused: 0, dropped: 0, unreadable: 0 };
  const states = filter.states ?? ['open', 'refused'];
  for (let after: string | undefined = '0'; after !== undefined && !shouldStop?.(); ) {
    after = await retryStep(client, { ...options, filter: { ...filter, states } }, { after, counts });
    onProgress?.(counts);
  }
  return counts;
}

/** @returns the last id that it looked at; undefined at the end */
async function retryStep(
  client: pg.Client,
  options: RetryOptions,
  { after, counts }: { after: string; counts: RetryCounts },
): Promise<string | undefined> {
  const { lake, filter, mapping = asSent, isDryRun, onMended } = options;
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [RETRY_LOCK]);
    const lines = await refusedLines(client, filter, { after, limit: EVENTS_A_STEP });
    const events = await readRefused(client, lake, lines);
    const results: Result[] = [];
    for (const refused of events) {
      const mended = await mend(refused, mapping);
      results.push({ refused, mended });
      onMended?.(refused, mended);
    }
    // The lake first: what the ledger calls accepted is durable.
    if (!isDryRun) await note(client, results, await putAccepted(lake, results));
    await client.query('commit');
    counts.retried += lines.length;
    counts.unreadable += lines.length - events.length;
    for (const { mended } of results) counts[mended.outcome]++;
    return lines.at(-1)?.id;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

interface Result {
  refused: RefusedEvent;
  mended: Mended;
}

/** Writes accepted events, an object for each hour; the same events give the same key. @returns the key of each event's object */
async function putAccepted(lake: Lake, results: Result[]): Promise<Map<Result, string>> {
  const keys = new Map<Result, string>();
  const accepted = results.filter(({ mended }) => mended.outcome === 'accepted');
  for (const [hour, some] of groupBy(accepted, ({ refused }) => refused.receivedAt.toISOString().slice(0, 13))) {
    const text = `${some.map(({ mended }) => (mended as { line: string }).line).join('\n')}\n`;
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 32);
    const key = retriedKey(hour, digest);
    await lake.put(key, await pack(text));
    for (const result of some) keys.set(result, key);
  }
  return keys;
}

async function note(client: pg.Client, results: Result[], keys: Map<Result, string>): Promise<void> {
  const rows = results.map((result) => ({
    key: result.refused.originKey,
    line: result.refused.originLine,
    outcome: result.mended.outcome,
    eventId: result.mended.outcome === 'accepted' ? result.mended.eventId : null,
    reason: result.mended.outcome === 'refused' ? result.mended.reason : null,
    target: keys.get(result) ?? null,
  }));
  await client.query(
    `insert into quarantine_retries as q (object_key, line_number, outcome, event_id, reason, target_key)
     select r.key, r.line, r.outcome, r."eventId", r.reason, r.target
     from jsonb_to_recordset($1::jsonb)
       as r (key text, line integer, outcome text, "eventId" uuid, reason text, target text)
     on conflict (object_key, line_number) do update
     set outcome = excluded.outcome, event_id = excluded.event_id, reason = excluded.reason,
       target_key = excluded.target_key, attempts = q.attempts + 1, retried_at = clock_timestamp()`,
    [JSON.stringify(rows)],
  );
}
