import { type Fields, fields, pick } from '../events/coerce.js';
import { resolveTimes } from '../events/event-time.js';
import type { Origin } from '../lines/object-lines.js';
import { erasureOfPlaceholder } from './placeholder.js';
import { identityOf } from './subjects.js';
import type { LineTimes, Tombstones } from './tombstones.js';

/** Where a line stands: below `events/` or `rejected/`, and where it stood first. */
export interface ErasablePlace {
  objectKey: string;
  origin: Origin;
}

/**
 * The erasure that a line of the lake falls under: it is a placeholder; an erasure took it, and an older copy of its object is back;
 * or its person was erased after it was received or happened. Such a line is counted as erased, and not loaded.
 *
 * @param line undefined where it is no JSON
 */
export function erasureOfLine(
  line: unknown,
  { objectKey, origin }: ErasablePlace,
  tombstones: Tombstones,
): string | undefined {
  const erasure = erasureOfPlaceholder(line);
  if (erasure !== undefined || tombstones.isEmpty) return erasure;
  const event = eventOf(line, objectKey);
  return (
    tombstones.lines.get(origin.key)?.get(origin.line) ??
    tombstones.erasureOf(identityOf(event), () => timesOf(event, fields(line), origin.modifiedAt))
  );
}

/** The event of a line; the quarantine has it beside its reason. */
export function eventOf(line: unknown, objectKey: string): Fields {
  const whole = fields(line);
  return objectKey.startsWith('rejected/') && 'event' in whole ? fields(whole.event) : whole;
}

function timesOf(event: Fields, line: Fields, modifiedAt: Date): LineTimes {
  const { sentAt, receivedAt } = fields(line._ingest);
  return resolveTimes({
    eventTimestamp: pick(event, 'eventTimestamp', 'event_timestamp'),
    sentAt,
    receivedAt,
    modifiedAt,
  });
}
