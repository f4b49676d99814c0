import { Buffer } from 'node:buffer';
import validateShape, { type ShapeError } from '../generated/validator.js';
import { MAX_EVENT_BYTES, MAX_EVENT_KEYS, MAX_NESTING, MAX_PROPERTIES_BYTES, MAX_PROPERTIES_DEPTH } from './limits.js';

/** An event that keeps the contract, as JSON; or why it does not. */
export type CheckedEvent = { text: string; reason?: undefined } | { text?: undefined; reason: string };

/**
 * Checks an event. Its JSON text comes with the answer, since the check of its size needs it anyway.
 *
 * @param event the whole event, its batch's common part put under it, without `_ingest`
 * @returns as `reason` one sentence that names the field, as `product.price: must be a number`; never the event's own text
 * @example checkEvent({}).reason // 'eventName: is required'
 */
export function checkEvent(event: unknown): CheckedEvent {
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    return { reason: 'event: must be an object' };
  if (isDeeperThan(event, MAX_NESTING)) return { reason: `event: is nested deeper than ${MAX_NESTING}` };
  if (hasMoreKeysThan(event, MAX_EVENT_KEYS)) return { reason: `event: has more than ${MAX_EVENT_KEYS} keys` };
  const text = JSON.stringify(event);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_EVENT_BYTES) return { reason: `event: has ${bytes} bytes, more than ${MAX_EVENT_BYTES}` };
  const reason = refusalOfMeasured(event, bytes);
  return reason === undefined ? { text } : { reason };
}

/**
 * Says why an event breaks the contract, for those who have measured it and so know that size, nesting and keys keep the
 * limits.
 *
 * @param bytes its size at most, in bytes of UTF-8 JSON
 */
export function refusalOfMeasured(event: object, bytes: number): string | undefined {
  if (!validateShape(event)) return describe(validateShape.errors?.[0]);
  return propertiesRefusal((event as { properties?: unknown }).properties, bytes);
}

/** Says why an event breaks the contract, or undefined if it keeps it. See {@link checkEvent}. */
export function refusalOf(event: unknown): string | undefined {
  return checkEvent(event).reason;
}

function propertiesRefusal(properties: unknown, eventBytes: number): string | undefined {
  if (properties === undefined || properties === null) return undefined;
  if (isDeeperThan(properties, MAX_PROPERTIES_DEPTH))
    return `properties: is nested deeper than ${MAX_PROPERTIES_DEPTH}`;
  if (eventBytes <= MAX_PROPERTIES_BYTES) return undefined;
  const bytes = Buffer.byteLength(JSON.stringify(properties));
  return bytes > MAX_PROPERTIES_BYTES ? `properties: has ${bytes} bytes, more than ${MAX_PROPERTIES_BYTES}` : undefined;
}

/** Whether arrays and objects in `value` are nested deeper than `levels`; stops as soon as it knows. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const key in value) {
    const part = (value as Record<string, unknown>)[key];
    // Most parts are no objects: a call for each took longer than all the rest.
    if (typeof part === 'object' && part !== null && isDeeperThan(part, levels - 1)) return true;
  }
  return false;
}

/** Whether the objects in `value` have more than `limit` keys together; stops as soon as it knows. */
export function hasMoreKeysThan(value: unknown, limit: number): boolean {
  let left = limit;
  const isOver = (part: unknown): boolean => {
    if (typeof part !== 'object' || part === null) return false;
    if (Array.isArray(part)) return part.some(isOver);
    for (const key in part) if (--left < 0 || isOver((part as Record<string, unknown>)[key])) return true;
    return false;
  };
  return isOver(value);
}

function describe(error: ShapeError | undefined): string {
  if (!error) return 'event: breaks the contract';
  if (error.keyword === 'required') return `${fieldOf(error.instancePath, error.params.missingProperty)}: is required`;
  const field = fieldOf(error.instancePath);
  if (error.keyword === 'type') return `${field}: must be ${wantedType(error.params.type)}`;
  if (error.keyword === 'pattern')
    return `${field}: ${PATTERN_WORDS[field.split('.').at(-1) ?? ''] ?? 'has the wrong form'}`;
  return `${field}: ${error.message ?? 'breaks the contract'}`;
}

const PATTERN_WORDS: Record<string, string> = {
  eventId: 'must be a UUID',
  eventTimestamp: 'must be an ISO 8601 time, as 2026-11-22T15:04:05.000Z',
  currency: 'must be an ISO 4217 code in capitals, as EUR',
};

function wantedType(type: unknown): string {
  const name = Array.isArray(type) ? type[0] : type;
  return /^[aeio]/.test(String(name)) ? `an ${name}` : `a ${name}`;
}

/** `/cart/items/0/price` becomes `cart.items.0.price`. Paths hold names of the contract and indices only, never input. */
function fieldOf(instancePath: string, missing?: unknown): string {
  return (
    [...instancePath.split('/').slice(1), ...(missing === undefined ? [] : [String(missing)])].join('.') || 'event'
  );
}
