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
  const client = parse(eventTimestamp);
  const sent = parse(sentAt);
  const received = parse(receivedAt);
  if (received === undefined) {
    const best = client ?? modifiedAt.getTime();
    return { happenedAt: iso(best), receivedAt: iso(best), isSuspect: false };
  }
  const at = { receivedAt: iso(received) };
  if (client === undefined || sent === undefined) return { ...at, happenedAt: at.receivedAt, isSuspect: false };
  const offset = received - sent;
  const happened = Math.abs(offset) > CLOCK_TOLERANCE_MS ? client + offset : client;
  if (happened > received + MAX_FUTURE_MS || happened < received - MAX_AGE_MS)
    return { ...at, happenedAt: at.receivedAt, isSuspect: true };
  return { ...at, happenedAt: iso(happened), isSuspect: false };
}

const YEAR_1970 = 0;
const YEAR_9999 = Date.UTC(9999, 11, 31);

/** Milliseconds since 1970 of an ISO time or a number of milliseconds, where PostgreSQL can store it. */
function parse(value: unknown): number | undefined {
  const ms = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return ms >= YEAR_1970 && ms <= YEAR_9999 ? ms : undefined;
}

const iso = (ms: number) => new Date(ms).toISOString();
