import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import {
  MAX_BATCH_EVENTS,
  MAX_BODY_BYTES,
  MAX_COMMON_KEYS,
  MAX_EVENT_BYTES,
  MAX_EXPANDED_BYTES,
  MAX_NESTING,
} from '@footfall/contract';
import { hasMoreKeysThan, isDeeperThan } from '@footfall/contract/validate';
import { type CollectRequest, HttpError, type ReadBody } from './http.js';
import { type BodyPlaces, findEvents, type Place } from './raw-json.js';

const inflate = promisify(gunzip);
const MEDIA_TYPES = new Set(['application/json', 'text/plain']);

/** A request's events, and what they share. */
export interface Batch {
  events: unknown[];
  common?: Record<string, unknown> | undefined;
  sentAt?: string | undefined;
  sdk?: string | undefined;
  /** The body and where in it the events stand, where that is plain. */
  raw?: { bytes: Uint8Array; places: BodyPlaces };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a body of one of the contract's three forms; `bytes` is its size as it came. @throws HttpError 400, 413, 415 or 503 */
export async function readBatch({ headers, readBody }: CollectRequest): Promise<{ batch: Batch; bytes: number }> {
  checkMediaType(headers['content-type']);
  checkEncoding(headers['content-encoding']);
  const packed = checkSize(await readBody());
  const plain = isGzip(headers['content-encoding']) ? await unpack(packed) : packed;
  let body: unknown;
  try {
    body = JSON.parse(utf8.decode(plain));
  } catch {
    throw new HttpError(400, 'The body is not JSON');
  }
  const { batch, form } = toBatch(body);
  if (batch.events.length > MAX_BATCH_EVENTS)
    throw new HttpError(413, `A request may hold ${MAX_BATCH_EVENTS} events at most`);
  const places = findEvents(plain, form);
  checkCommon(batch.common, places?.common);
  checkExpanded(batch, places?.common, plain.length);
  if (places?.events.length === batch.events.length) batch.raw = { bytes: plain, places };
  return { batch, bytes: packed.length };
}

/** It is repeated under every event: one body of 1 MiB would become 500. */
function checkCommon(common: Batch['common'], place: Place | undefined): void {
  if (!common || (place && keepsLimits(place))) return;
  if (
    isDeeperThan(common, MAX_NESTING) ||
    hasMoreKeysThan(common, MAX_COMMON_KEYS) ||
    Buffer.byteLength(JSON.stringify(common)) > MAX_EVENT_BYTES
  )
    throw new HttpError(
      413,
      `The common part may have ${MAX_EVENT_BYTES} bytes, ${MAX_NESTING} levels and ${MAX_COMMON_KEYS} keys at most`,
    );
}

const keepsLimits = ({ start, end, depth, keys }: Place) =>
  end - start <= MAX_EVENT_BYTES && depth <= MAX_NESTING && keys <= MAX_COMMON_KEYS;

/** JSON that is written anew takes no more than so many times its bytes: `1e20` becomes 21, and no text grows. */
const MOST_GROWTH = 6;

/**
 * Checks what the batch comes to before any line is built, also of events that will be refused, since the quarantine holds
 * them whole. The body has the common part once. It may grow in the lines, as `1e20` does when it is written anew, and
 * stands there with its spaces when it is not.
 */
function checkExpanded({ events, common }: Batch, place: Place | undefined, bodyBytes: number): void {
  if (!common || events.length < 2) return;
  if (place && bodyBytes + (events.length - 1) * (place.end - place.start) * MOST_GROWTH <= MAX_EXPANDED_BYTES) return;
  const asSent = place && !place.hasLineBreak ? place.end - place.start : 0;
  const shared = Math.max(asSent, Buffer.byteLength(JSON.stringify(common)));
  if (bodyBytes + (events.length - 1) * shared > MAX_EXPANDED_BYTES)
    throw new HttpError(
      413,
      `The events may have ${MAX_EXPANDED_BYTES} bytes at most with the common part under each; send fewer at a time`,
    );
}

/**
 * sendBeacon without a Blob names no type; what is named must be one of ours. The answer says which those are, as
 * https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16 asks for.
 */
function checkMediaType(header: string | undefined): void {
  const type = header?.split(';')[0]?.trim().toLowerCase();
  if (!type || MEDIA_TYPES.has(type)) return;
  throw new HttpError(415, 'Content-Type must be application/json or text/plain', {
    accept: [...MEDIA_TYPES].join(', '),
  });
}

const isGzip = (encoding: string | undefined) => encoding?.trim().toLowerCase() === 'gzip';

function checkEncoding(header: string | undefined): void {
  const encoding = header?.trim().toLowerCase();
  if (encoding && encoding !== 'identity' && encoding !== 'gzip')
    throw new HttpError(415, 'Content-Encoding must be gzip or absent', { 'accept-encoding': 'gzip, identity' });
}

function checkSize(body: ReadBody): Uint8Array {
  if (body === 'too large' || (typeof body === 'object' && body.length > MAX_BODY_BYTES)) throw tooLarge();
  if (body === 'no room') throw new HttpError(503, 'Too much is on its way; send it again', { 'retry-after': '1' });
  if (!body || body.length === 0) throw new HttpError(400, 'The request has no body');
  return body;
}

/** Stops as soon as the limit is reached, however much would follow. */
async function unpack(body: Uint8Array): Promise<Uint8Array> {
  try {
    return await inflate(body, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new HttpError(400, 'The body is not gzip');
  }
}

const tooLarge = () => new HttpError(413, `The body may have ${MAX_BODY_BYTES} bytes at most, also when unpacked`);

function toBatch(body: unknown): { batch: Batch; form: 'event' | 'array' | 'envelope' } {
  if (Array.isArray(body)) return { form: 'array', batch: { events: body } };
  if (!isObject(body))
    throw new HttpError(400, 'The body must be an event, an array of events or an envelope with events');
  if (!Object.hasOwn(body, 'events') || Object.hasOwn(body, 'eventName'))
    return { form: 'event', batch: { events: [body] } };
  if (!Array.isArray(body.events)) throw new HttpError(400, 'In an envelope, events must be an array');
  const { events, common, sentAt, sdk } = body;
  return {
    form: 'envelope',
    batch: {
      events,
      common: isObject(common) ? common : undefined,
      sentAt: typeof sentAt === 'string' ? sentAt : undefined,
      sdk: isObject(sdk) ? sdkLabel(sdk) : undefined,
    },
  };
}

function sdkLabel(sdk: Record<string, unknown>): string {
  return [sdk.name, sdk.version]
    .filter((part) => typeof part === 'string')
    .map((part) => String(part).slice(0, 64))
    .join('/');
}

/** Whether a value of JSON is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
