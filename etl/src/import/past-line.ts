import { MAX_BODY_BYTES, MAX_FUTURE_MS } from '@footfall/contract';
import { checkEvent, isDeeperThan } from '@footfall/contract/validate';
import { identityOf } from '../erasure/subjects.js';
import type { Tombstones } from '../erasure/tombstones.js';
import { type Fields, fields } from '../events/coerce.js';
import { derivedId } from '../events/map-event.js';
import { isObject } from './past-events.js';

/** Levels and characters of a refused event that are kept: what is larger is no event, and a burden to every reader. */
const MAX_KEPT_NESTING = 100;
const MAX_KEPT_CHARS = MAX_BODY_BYTES;

/** Where an event stands in its file. */
export interface PastPlace {
  /** Lines that are not blank, the first is 1. */
  line: number;
  /** Among the events of its line, the first is 0. */
  index: number;
}

/** What becomes of an event, and its line of the lake. */
export interface PastLine {
  outcome: 'accepted' | 'refused';
  /** Milliseconds since 1970; its hour decides where it goes. */
  at: number;
  line: string;
  reason?: string;
  /** The erasure that its person fell under since. */
  erasure?: string | undefined;
}

export interface PastContext {
  now: number;
  /** Time of the event before it: that of a refused one that tells none. */
  lastAt: number;
  tombstones: Tombstones;
}

/**
 * Makes a line of the lake of a past event. Its own time is that of its receipt, since nobody else can say it; what a lake's line says
 * of its sender is kept, other claims of the file are not.
 */
export function pastLine(sent: unknown, place: PastPlace, context: PastContext): PastLine {
  const { _ingest, ...event } = fields(sent);
  const { text, reason } = checkEvent(isObject(sent) ? event : sent);
  const at = timeOf(event.eventTimestamp);
  const refusal = reason ?? timeRefusal(event.eventTimestamp, at, context.now);
  if (refusal !== undefined || text === undefined)
    return refusedLine(sent, refusal ?? 'event: breaks the contract', at, context);
  const eventId = event.eventId ?? derivedId(`import\n${place.line}\n${text}`, place.index);
  const receivedAt = new Date(at).toISOString();
  return {
    outcome: 'accepted',
    at,
    line: JSON.stringify({ ...event, eventId, _ingest: { ...senderOf(fields(_ingest)), ...ingestOf(receivedAt) } }),
    erasure: context.tombstones.erasureOf(identityOf(event), () => ({ receivedAt, happenedAt: receivedAt })),
  };
}

/** A refused line, as the collector writes it. */
export function refusedLine(sent: unknown, reason: string, at: number, context: PastContext): PastLine {
  const isKnown = timeRefusal('', at, context.now) === undefined;
  const receivedAt = new Date(isKnown ? at : context.lastAt).toISOString();
  const event = kept(sent);
  return {
    outcome: 'refused',
    reason,
    at: Date.parse(receivedAt),
    line: JSON.stringify({ reason, event, _ingest: ingestOf(receivedAt) }),
    erasure: context.tombstones.erasureOf(identityOf(event), () => ({ receivedAt, happenedAt: receivedAt })),
  };
}

function kept(event: unknown): unknown {
  if (isDeeperThan(event, MAX_KEPT_NESTING)) return { isOmitted: 'nested too deep to be kept' };
  return JSON.stringify(event).length > MAX_KEPT_CHARS ? { isOmitted: 'too large to be kept' } : event;
}

const timeOf = (value: unknown) => (typeof value === 'string' ? Date.parse(value) : Number.NaN);

function timeRefusal(given: unknown, at: number, now: number): string | undefined {
  if (given === undefined || given === null) return 'eventTimestamp: is required of a past event';
  if (Number.isNaN(at)) return 'eventTimestamp: is no time';
  if (at < 0) return 'eventTimestamp: is before 1970';
  return at > now + MAX_FUTURE_MS ? 'eventTimestamp: is in the future' : undefined;
}

const ingestOf = (receivedAt: string) => ({ receivedAt, method: 'IMPORT', path: 'import', requestId: 'import' });

/** A file from another lake knows what its collector saw. Whoever imports it vouches for it. */
function senderOf({ userAgent, country, trusted }: Fields): Fields {
  return {
    ...(typeof userAgent === 'string' && { userAgent }),
    ...(typeof country === 'string' && { country }),
    ...(trusted === true && { trusted }),
  };
}
