import type { CollectAnswer, Ingest, RejectedLine } from '@footfall/contract';
import { isDeeperThan, refusalOf } from '@footfall/contract/validate';

/** Levels of a refused event that are kept as they were sent. */
const MAX_QUARANTINED_NESTING = 100;

/** A request's events as lines for the lake, and what the client is told of them. */
export interface SortedEvents {
  events: string[];
  rejected: string[];
  answer: CollectAnswer['rejected'];
}

/** Sorts events into those that keep the contract and those that do not; one bad event never harms its neighbours. */
export function sortEvents(events: unknown[], ingest: Ingest): SortedEvents {
  const sorted: SortedEvents = { events: [], rejected: [], answer: [] };
  events.forEach((raw, index) => {
    const event = withoutIngest(raw);
    const reason = refusalOf(event);
    if (reason === undefined) {
      sorted.events.push(JSON.stringify({ ...(event as object), _ingest: ingest }));
      return;
    }
    sorted.rejected.push(JSON.stringify({ reason, event: quarantined(event), _ingest: ingest } satisfies RejectedLine));
    sorted.answer.push({ index, ...idOf(event), reason });
  });
  return sorted;
}

/** A client's own `_ingest` would pass for ours. */
function withoutIngest(event: unknown): unknown {
  if (typeof event !== 'object' || event === null || !('_ingest' in event)) return event;
  const { _ingest, ...rest } = event;
  return rest;
}

/** What is nested without end would overflow the stack of everyone who writes or reads it; no shop's event is. */
function quarantined(event: unknown): unknown {
  return isDeeperThan(event, MAX_QUARANTINED_NESTING) ? { isOmitted: 'nested too deep to be kept' } : event;
}

/** Only a short text is given back, so that an answer cannot be made to carry much of what was sent. */
function idOf(event: unknown): { eventId?: string } {
  const id = (event as { eventId?: unknown } | null)?.eventId;
  return typeof id === 'string' && id.length <= 64 ? { eventId: id } : {};
}
