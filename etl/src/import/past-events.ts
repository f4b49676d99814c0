import { type Fields, fields } from '../events/coerce.js';

/** The events of a line: itself, or those of an array or an envelope, whose common part stands under each. */
export function pastEvents(line: unknown): unknown[] {
  if (Array.isArray(line)) return line;
  const { events, common, eventName } = fields(line);
  if (!Array.isArray(events) || eventName !== undefined) return [line];
  return events.map((event: unknown) => (isObject(event) ? { ...fields(common), ...event } : event));
}

/** Whether a value has fields. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
