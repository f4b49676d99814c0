import { CLOCK_TOLERANCE_MS, MAX_AGE_MS, MAX_FUTURE_MS } from '@footfall/contract';

export interface EventTimes {
  /** The client's clock when it happened. */
  eventTimestamp: unknown;
  /** The client's clock when it sent. */
  sentAt: unknown;
  /** The collector's clock. */
  receivedAt: unknown;
  /** When the lake's object was written. */
  modifiedAt: Date;
}

/** When an event happened and was received, ISO 8601 UTC. */
export interface ResolvedTimes {
  happenedAt: string;
  receivedAt: string;
  isSuspect: boolean;
}

/**
 * Decides when an event happened.
 *
 * The client's time counts, moved by the difference between the collector's clock and the client's at sending, where that
 * is more than the network's delay. Without the client's time or its sending time it is the receipt; for older objects
 * that lack that too, the payload's time, then the object's. What cannot be true falls back to the receipt and is marked.
 */
export function resolveTimes({ eventTimestamp, sentAt, receivedAt, modifiedAt }: EventTimes): ResolvedTimes {
  const client = parseTime(eventTimestamp);
  const sent = ours(parseTime(sentAt));
  const received = ours(parseTime(receivedAt));
  if (received === undefined) {
    // An object is written after what it holds; how long after, nobody knows of the older ones.
    const written = modifiedAt.getTime();
    const isTrue = client !== undefined && client >= 0 && client <= written + MAX_FUTURE_MS;
    const best = isTrue ? client : written;
    return { happenedAt: iso(best), receivedAt: iso(best), isSuspect: client !== undefined && !isTrue };
  }
  const at = { receivedAt: iso(received) };
  if (client === undefined || sent === undefined) return { ...at, happenedAt: at.receivedAt, isSuspect: false };
  const offset = received - sent;
  const happened = Math.abs(offset) > CLOCK_TOLERANCE_MS ? client + offset : client;
  // Not written as its opposite, which would let through what is no time at all.
  if (happened >= received - MAX_AGE_MS && happened <= received + MAX_FUTURE_MS)
    return { ...at, happenedAt: iso(happened), isSuspect: false };
  return { ...at, happenedAt: at.receivedAt, isSuspect: true };
}

const YEAR_9999 = Date.UTC(9999, 11, 31);

/** What a collector or a tracker said; what they cannot have said is as good as nothing. */
const ours = (time: number | undefined) => (time !== undefined && time >= 0 && time <= YEAR_9999 ? time : undefined);

/** ISO 8601, down to minutes at least; years beyond 9999 have a sign and six digits. */
const ISO_TIME = /^([+-]\d{6}|\d{4})-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;
/** A number below this is seconds: as milliseconds it would be before March 1973, as seconds it is up to the year 5138. */
const LEAST_MS = 100_000_000_000;

/**
 * Milliseconds since 1970 of an ISO 8601 time, or of a number of milliseconds or seconds, also as a text. A time without a
 * zone is UTC, whatever the zone of this machine.
 *
 * @returns undefined where nothing is given; NaN for what is no time
 */
function parseTime(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (isOurForm(value)) return Date.parse(value);
  if (typeof value !== 'string' && typeof value !== 'number') return Number.NaN;
  const text = `${value}`.trim();
  if (/^\d+(\.\d+)?$/.test(text)) {
    const count = Number(text);
    return count < LEAST_MS ? count * 1000 : count;
  }
  const [match, , , , zone] = ISO_TIME.exec(text.replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T')) ?? [];
  return match === undefined ? Number.NaN : Date.parse(zone ? match : `${match}Z`);
}

/**
 * Whether a text has the form in which tracker and collector write times, `2026-11-22T15:00:00.000Z`; it is the same as an ISO
 * time then. Each event has three: looking at a few characters saves most of what the general way costs.
 */
function isOurForm(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length === 24 &&
    value.charCodeAt(23) === 0x5a &&
    value.charCodeAt(10) === 0x54 &&
    value.charCodeAt(19) === 0x2e &&
    value.charCodeAt(4) === 0x2d
  );
}

let lastMs = Number.NaN;
let lastText = '';

/** Events of a batch share their receipt: of two equal times in a row the text is made once. */
function iso(ms: number): string {
  if (ms === lastMs) return lastText;
  lastMs = ms;
  lastText = new Date(ms).toISOString();
  return lastText;
}
