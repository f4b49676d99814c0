import { parseJson } from '@footfall/lake/parse-json';
import { fields, pick } from '../events/coerce.js';
import { resolveTimes } from '../events/event-time.js';

/**
 * A line of an object that is written anew. Where nothing in it says when it was received, its object's time stood for that and will
 * be another one: the line is told it, so that the same event comes out of it.
 */
export function withTime(raw: Buffer, modifiedAt: Date): Buffer {
  if (raw.includes('"receivedAt"')) return raw;
  let value: unknown;
  try {
    value = parseJson(raw.toString());
  } catch {
    return raw; // no event, and no place for a time
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return raw;
  const { sentAt, ...ingest } = fields(fields(value)._ingest);
  const eventTimestamp = pick(fields(value), 'eventTimestamp', 'event_timestamp');
  const times = resolveTimes({ eventTimestamp, sentAt, receivedAt: undefined, modifiedAt });
  const written = modifiedAt.toISOString();
  if (times.receivedAt !== written) return raw; // its own time counts
  // With a time of sending, the impossible time of the client is found out again.
  const told = { ...ingest, receivedAt: written, ...(times.isSuspect && { sentAt: written }) };
  return Buffer.from(JSON.stringify({ ...value, _ingest: told }));
}
