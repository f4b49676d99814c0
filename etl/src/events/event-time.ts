import { CLOCK_TOLERANCE_MS, MAX_AGE_MS, MAX_FUTURE_MS } from '@footfall/contract';
import { remembering } from './remembering.js';

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
  /** Whether it is the very millisecond that the client named, neither corrected nor replaced. */
  isClientTime: boolean;
}

/**
 * Decides when an event happened.
 *
 * The client's time counts, moved by the difference between the collector's clock and the client's at sending, where that
 * is more than the network's delay. Without the client's time or its sending time it is the receipt; for older objects
 * that lack that too, the payload's time, then the object's. What cannot be true falls back to the receipt and is marked.
 */
export function resolveTimes({ eventTimestamp, sentAt, receivedAt, modifiedAt }: EventTimes): ResolvedTimes {
  const exact = parseOurForm(eventTimestamp);
  const client = exact ?? parseTime(eventTimestamp);
  const received = ours(parseReceipt(receivedAt));
  const at = (happened: number, isSuspect: boolean, receipt = received as number) => ({
    happenedAt:
      happened === exact ? (eventTimestamp as string) : happened === receipt ? isoOfReceipt(receipt) : iso(happened),
    receivedAt: isoOfReceipt(receipt),
    isSuspect,
    isClientTime: happened === client && Number.isInteger(client),
  });
  if (received === undefined) {
    // An object is written after what it holds; how long after, nobody knows of the older ones.
    const written = modifiedAt.getTime();
    const isTrue = client !== undefined && client >= 0 && client <= written + MAX_FUTURE_MS;
    const best = isTrue ? client : written;
    return at(best, client !== undefined && !isTrue, best);
  }
  const sent = ours(parseSending(sentAt));
  if (client === undefined || sent === undefined) return at(received, false);
  const offset = received - sent;
  const happened = Math.abs(offset) > CLOCK_TOLERANCE_MS ? client + offset : client;
  // Not written as its opposite, which would let through what is no time at all.
  const isPossible = happened >= received - MAX_AGE_MS && happened <= received + MAX_FUTURE_MS;
  return isPossible ? at(happened, false) : at(received, true);
}

const YEAR_9999 = Date.UTC(9999, 11, 31);

/** What a collector or a tracker said; what they cannot have said is as good as nothing. */
const ours = (time: number | undefined) => (time !== undefined && time >= 0 && time <= YEAR_9999 ? time : undefined);

/** ISO 8601, down to minutes at least; years beyond 9999 have a sign and six digits. */
const ISO_TIME = /^(?:[+-]\d{6}|\d{4})-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;
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
  const exact = parseOurForm(value);
  if (exact !== undefined) return exact;
  if (typeof value !== 'string' && typeof value !== 'number') return Number.NaN;
  const text = `${value}`.trim();
  const iso = ISO_TIME.exec(text);
  if (iso !== null) return Date.parse(`${text.replace(' ', 'T')}${iso[1] === undefined ? 'Z' : ''}`);
  if (!/^\d+(\.\d+)?$/.test(text)) return Number.NaN;
  const count = Number(text);
  return count < LEAST_MS ? count * 1000 : count;
}

/**
 * Milliseconds of a time in the very form in which tracker and collector write it, `2026-11-22T15:00:00.000Z`: what the clock
 * would write again as the same text. Each event has three, and this takes a tenth of what the general way does.
 */
function parseOurForm(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length !== 24) return undefined;
  const marks = value[10] === 'T' && value[13] === ':' && value[16] === ':' && value[19] === '.' && value[23] === 'Z';
  if (!marks) return undefined;
  const hours = digits(value, 11, 2);
  const minutes = digits(value, 14, 2);
  const seconds = digits(value, 17, 2);
  const ms = digits(value, 20, 3);
  if (!(hours < 24 && minutes < 60 && seconds < 60 && ms < 1000)) return undefined;
  const time = startOfDay(value.slice(0, 10)) + ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms;
  return Number.isNaN(time) ? undefined : time;
}

/** A number of some digits; NaN where one is none. */
function digits(text: string, from: number, count: number): number {
  let number = 0;
  for (let i = from; i < from + count; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

/** Days that are remembered: events are of a few, those of a wrong clock of any. */
const MAX_DAYS = 1000;

/** Milliseconds of a day's start, as `2026-11-22`; NaN for what is none, as the 31st of February. */
const startOfDay = remembering(MAX_DAYS, (day) => {
  const ms = Date.parse(`${day}T00:00:00.000Z`);
  return !Number.isNaN(ms) && iso(ms).startsWith(day) ? ms : Number.NaN;
});

/** Remembers its last answer: a batch's events share their receipt and their sending. */
function rememberingLast<A, B>(answer: (given: A) => B): (given: A) => B {
  let last: { given: A; answered: B } | undefined;
  return (given) => {
    if (last === undefined || last.given !== given) last = { given, answered: answer(given) };
    return last.answered;
  };
}

const parseReceipt = rememberingLast(parseTime);
const parseSending = rememberingLast(parseTime);
const iso = (ms: number) => new Date(ms).toISOString();
const isoOfReceipt = rememberingLast(iso);
