import { type CollectAnswer, type Ingest, MAX_EVENT_BYTES, MAX_NESTING } from '@footfall/contract';
import { checkEvent, isDeeperThan, refusalOfMeasured } from '@footfall/contract/validate';
import type { Batch } from './body.js';
import { refusalClass } from './observation.js';
import type { Place } from './raw-json.js';

/** Levels of a refused event that are kept as they were sent. */
const MAX_QUARANTINED_NESTING = 100;

/** A request's events as lines for the lake, and what the client is told of them. */
export interface SortedEvents {
  /** Lines in pieces, each line with its end. */
  events: Uint8Array[];
  rejected: Uint8Array[];
  accepted: number;
  answer: CollectAnswer['rejected'];
  /** How many were refused for each class of reasons. */
  reasons: Record<string, number>;
}

/**
 * Sorts events into those that keep the contract and those that do not; one bad event never harms its neighbours.
 *
 * @param userId the shopper whom a token proves; events that carry this `userId` are marked
 */
export function sortEvents(batch: Batch, ingest: Ingest, userId?: string): SortedEvents {
  const sorted: SortedEvents = { events: [], rejected: [], accepted: 0, answer: [], reasons: {} };
  const ingestText = JSON.stringify(ingest);
  const plainTail = Buffer.from(`,"_ingest":${ingestText}}\n`);
  const verifiedTail =
    userId !== undefined && Buffer.from(`,"_ingest":${JSON.stringify({ ...ingest, userVerified: true })}}\n`);
  const rawEvent = rawEvents(batch);
  batch.events.forEach((raw, index) => {
    const pieces = rawEvent(raw, index);
    const event = pieces ? raw : wholeEvent(raw, batch.common);
    const checked = pieces ? undefined : checkEvent(event);
    if (checked?.reason !== undefined) {
      refuse(sorted, { event, index, reason: checked.reason, ingestText });
      return;
    }
    sorted.accepted++;
    // An event has a name at least, so there is a member for the comma to follow.
    if (pieces) sorted.events.push(...pieces);
    else sorted.events.push(Buffer.from(checked?.text?.slice(0, -1) ?? ''));
    const id = (event as { userId?: unknown }).userId ?? (pieces && batch.common?.userId);
    sorted.events.push(verifiedTail && id === userId ? verifiedTail : plainTail);
  });
  return sorted;
}

/**
 * Gives an event's line up to its `_ingest` as it was sent, where that is sure to say the same as the parsed event, and keeps
 * the contract. Since no rule joins two fields, what is shared can be checked once and each event by itself.
 */
function rawEvents({ common, raw }: Batch): (event: unknown, index: number) => Uint8Array[] | undefined {
  if (!raw) return () => undefined;
  const { bytes, places } = raw;
  const commonBytes = places.common ? places.common.end - places.common.start : 0;
  const sharedKeys = Object.keys(common ?? {});
  if (places.common && !(isPlain(places.common) && isGoodCommon(common, commonBytes))) return () => undefined;
  const inner = places.common && bytes.subarray(places.common.start, places.common.end - 1);
  const open = inner && sharedKeys.length > 0 ? [inner, COMMA] : [OPEN];
  return (event, index) => {
    const place = places.events[index];
    if (!place || !isPlain(place) || !isObject(event)) return undefined;
    const size = place.end - place.start + commonBytes;
    if (size > MAX_EVENT_BYTES || !Object.hasOwn(event, 'eventName') || Object.hasOwn(event, '_ingest'))
      return undefined;
    for (const key of sharedKeys) if (Object.hasOwn(event, key)) return undefined;
    if (refusalOfMeasured(event, size) !== undefined) return undefined;
    return [...open, bytes.subarray(place.start + 1, place.end - 1)];
  };
}

const OPEN = Buffer.from('{');
const COMMA = Buffer.from(',');

/** Whether a value can stand in a line as it is; of two equal keys the hidden one may be nested deeper than what was parsed. */
const isPlain = ({ hasLineBreak, depth }: Place) => !hasLineBreak && depth <= MAX_NESTING;

function isGoodCommon(common: Record<string, unknown> | undefined, bytes: number): boolean {
  return (
    common !== undefined &&
    !Object.hasOwn(common, '_ingest') &&
    refusalOfMeasured({ eventName: 'any', ...common }, bytes) === undefined
  );
}

interface Refused {
  event: unknown;
  index: number;
  reason: string;
  ingestText: string;
}

function refuse(sorted: SortedEvents, { event, index, reason, ingestText }: Refused): void {
  const kind = refusalClass(reason);
  sorted.reasons[kind] = (sorted.reasons[kind] ?? 0) + 1;
  const kept = JSON.stringify(quarantined(event));
  sorted.rejected.push(Buffer.from(`{"reason":${JSON.stringify(reason)},"event":${kept},"_ingest":${ingestText}}\n`));
  sorted.answer.push({ index, ...idOf(event), reason });
}

/** What the batch shares is put under an event, whose own fields win. A client's own `_ingest` would pass for ours. */
function wholeEvent(event: unknown, common: Record<string, unknown> | undefined): unknown {
  if (!isObject(event)) return event;
  const { _ingest, ...whole } = { ...common, ...event };
  return whole;
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
