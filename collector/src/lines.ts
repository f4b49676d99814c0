import {
  type CollectAnswer,
  type FootfallEvent,
  type Ingest,
  MAX_EVENT_BYTES,
  MAX_EVENT_KEYS,
  MAX_ID_CHARS,
  MAX_NESTING,
} from '@footfall/contract';
import { checkEvent, isDeeperThan, refusalOfMeasured } from '@footfall/contract/validate';
import { type Batch, isObject } from './body.js';
import { LineBuffer } from './line-buffer.js';
import { refusalClass } from './observation.js';
import type { Place } from './raw-json.js';

/** Levels of a refused event that are kept as they were sent. */
const MAX_QUARANTINED_NESTING = 100;

/** A request's events as lines for the lake, and what the client is told of them. */
export interface SortedEvents {
  /** Whole lines, each with its end. Good until the next call: see {@link LineBuffer}. */
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
  const ingestText = JSON.stringify(ingest);
  const lines = new LineBuffer();
  const tail = keepText(lines, `,"_ingest":${ingestText}}\n`);
  const verifiedTail =
    userId === undefined ? tail : keepText(lines, `,"_ingest":${JSON.stringify({ ...ingest, userVerified: true })}}\n`);
  const asSent = eventsAsSent(batch, lines);
  const refused: Refused = { lines: [], answer: [], reasons: {}, ingestText };
  for (let index = 0; index < batch.events.length; index++) {
    const sent = batch.events[index];
    let event = sent;
    if (asSent?.isGood(sent, index)) asSent.write(index);
    else {
      event = wholeEvent(sent, batch.common);
      const { text, reason } = checkEvent(event);
      if (text === undefined) {
        refuse(refused, { event, index, reason });
        continue;
      }
      // An event has a name at least, so there is a member for the comma to follow.
      lines.addText(text.slice(0, -1));
    }
    const { start, end } = userId !== undefined && isOf(userId, event as object, batch.common) ? verifiedTail : tail;
    lines.copy(start, end);
  }
  const { answer, reasons } = refused;
  return {
    events: lines.bytes(),
    rejected: refused.lines.length === 0 ? [] : [Buffer.from(refused.lines.join(''))],
    accepted: batch.events.length - answer.length,
    answer,
    reasons,
  };
}

function isOf(userId: string, event: object, common: Batch['common']): boolean {
  return ((Object.hasOwn(event, 'userId') ? event : (common ?? {})) as FootfallEvent).userId === userId;
}

function keepText(lines: LineBuffer, text: string): { start: number; end: number } {
  const bytes = Buffer.from(text);
  const start = lines.keep(bytes);
  return { start, end: start + bytes.length };
}

/** Events whose lines, up to `_ingest`, can be written as they were sent. */
interface EventsAsSent {
  /** Whether the bytes of an event are sure to say the same as the parsed event, and it keeps the contract. */
  isGood(event: unknown, index: number): boolean;
  write(index: number): void;
}

/** Since no rule of the contract joins two fields, what is shared is checked once, and each event by itself. */
function eventsAsSent({ common, raw }: Batch, lines: LineBuffer): EventsAsSent | undefined {
  if (!raw) return undefined;
  const { bytes, places } = raw;
  const shared = places.common;
  const sharedBytes = shared ? shared.end - shared.start : 0;
  const sharedKeys = Object.keys(common ?? {});
  if (shared && !(isPlain(shared) && isGoodCommon(common, sharedBytes))) return undefined;
  const hasShared = shared && sharedKeys.length > 0;
  const body = lines.keep(bytes);
  const opening = lines.keep(OPENING);
  return {
    isGood(event, index) {
      const place = places.events[index];
      if (!place || !isPlain(place) || !isObject(event)) return false;
      const size = place.end - place.start + sharedBytes;
      if (size > MAX_EVENT_BYTES || place.keys + (shared?.keys ?? 0) > MAX_EVENT_KEYS) return false;
      if (!Object.hasOwn(event, 'eventName') || Object.hasOwn(event, '_ingest')) return false;
      return !sharedKeys.some((key) => Object.hasOwn(event, key)) && refusalOfMeasured(event, size) === undefined;
    },
    write(index) {
      const { start, end } = places.events[index] as Place;
      if (hasShared) lines.copy(body + shared.start, body + shared.end - 1);
      lines.copy(hasShared ? opening + COMMA : opening, hasShared ? opening + COMMA + 1 : opening + COMMA);
      lines.copy(body + start + 1, body + end - 1);
    },
  };
}

/** What stands before an event: a brace, or a comma behind what is shared. */
const OPENING = Buffer.from('{,');
const COMMA = 1;

/** Whether a value can stand in a line as it is; of two equal keys the hidden one may be nested deeper than what was parsed. */
const isPlain = ({ hasLineBreak, depth }: Place) => !hasLineBreak && depth <= MAX_NESTING;

function isGoodCommon(common: Record<string, unknown> | undefined, bytes: number): boolean {
  return (
    common !== undefined &&
    !Object.hasOwn(common, '_ingest') &&
    refusalOfMeasured({ eventName: 'any', ...common }, bytes) === undefined
  );
}

/** What is collected of refused events. */
interface Refused extends Pick<SortedEvents, 'answer' | 'reasons'> {
  lines: string[];
  ingestText: string;
}

function refuse(refused: Refused, { event, index, reason }: { event: unknown; index: number; reason: string }): void {
  const kind = refusalClass(reason);
  refused.reasons[kind] = (refused.reasons[kind] ?? 0) + 1;
  const kept = JSON.stringify(quarantined(event));
  refused.lines.push(`{"reason":${JSON.stringify(reason)},"event":${kept},"_ingest":${refused.ingestText}}\n`);
  refused.answer.push({ index, ...idOf(event), reason });
}

/** What the batch shares is put under an event, whose own fields win. A client's own `_ingest` would pass for ours. */
function wholeEvent(event: unknown, common: Record<string, unknown> | undefined): unknown {
  if (!isObject(event)) return event;
  const whole = common ? { ...common, ...event } : event;
  if (!Object.hasOwn(whole, '_ingest')) return whole;
  const { _ingest, ...own } = whole;
  return own;
}

/** What is nested without end would overflow the stack of everyone who writes or reads it; no shop's event is. */
function quarantined(event: unknown): unknown {
  return isDeeperThan(event, MAX_QUARANTINED_NESTING) ? { isOmitted: 'nested too deep to be kept' } : event;
}

/** Only a short text is given back, so that an answer cannot be made to carry much of what was sent. */
function idOf(event: unknown): { eventId?: string } {
  const id = (event as { eventId?: unknown } | null)?.eventId;
  return typeof id === 'string' && id.length <= MAX_ID_CHARS ? { eventId: id } : {};
}
