import { refusalOf } from '@footfall/contract/validate';
import { derivedId } from '../events/map-event.js';
import { storable } from '../loading/copy-text.js';
import type { RefusedEvent } from './refused.js';

const MAX_REASON_CHARS = 500;

/** What a mapping is told beside the event. */
export interface MendContext {
  /** Why the event was refused. */
  reason: string;
  by: 'collector' | 'etl';
  receivedAt: string;
  /** The whole line of the lake, also where it is no JSON. */
  text: string;
  ingest: Record<string, unknown>;
}

/**
 * Mends a refused event. Gives the new event, or null to drop it; throws to leave it refused. Undefined leaves it refused, too: a
 * forgotten `return` must not drop events.
 */
export type Mapping = (event: unknown, context: MendContext) => unknown;

/** Sends an event as it was: for when the contract has changed. */
export const asSent: Mapping = (event, { reason }) => {
  if (event === undefined) throw new Error(reason);
  return event;
};

/** What a retry made of an event. */
export type Mended =
  | { outcome: 'accepted'; eventId: string; line: string }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'dropped' };

/**
 * Mends one event and holds it to the contract. It keeps what the collector noted at its receipt, so its time, sender and
 * trust are those of the first sending; without an id it gets one from where it stood first, the same each time.
 */
export async function mend(refused: RefusedEvent, mapping: Mapping): Promise<Mended> {
  const { reason, by, text, ingest, originKey, originLine } = refused;
  const receivedAt = refused.receivedAt.toISOString();
  let mapped: unknown;
  try {
    mapped = await mapping(structuredClone(refused.event), { reason, by, receivedAt, text, ingest });
    if (mapped === null) return { outcome: 'dropped' };
    if (mapped === undefined) throw new Error('the mapping gave nothing; null drops an event');
    mapped = JSON.parse(JSON.stringify(mapped, finite)); // as it will stand in the lake: without dates, cycles and functions
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { outcome: 'refused', reason: storable(why).slice(0, MAX_REASON_CHARS) };
  }
  const event = withoutIngest(mapped);
  const again = refusalOf(event);
  if (again !== undefined) return { outcome: 'refused', reason: again };
  const given = (event as { eventId?: string }).eventId;
  const eventId = given?.toLowerCase() ?? derivedId(originKey, originLine);
  const retried = { object: originKey, line: originLine };
  const line = JSON.stringify({ ...(event as object), eventId, _ingest: { ...ingest, receivedAt, retried } });
  return { outcome: 'accepted', eventId, line };
}

/** JSON would make null of what a mapping failed to read as a number. */
function finite(name: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${name}: must be a number`);
  return value;
}

/** A mapping must not change what was noted at the receipt. */
function withoutIngest(event: unknown): unknown {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return event;
  const { _ingest, ...rest } = event as Record<string, unknown>;
  return rest;
}
