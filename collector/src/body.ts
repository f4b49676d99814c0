import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { MAX_BATCH_EVENTS, MAX_BODY_BYTES, MAX_EVENT_BYTES, MAX_NESTING } from '@footfall/contract';
import { isDeeperThan } from '@footfall/contract/validate';
import { type CollectRequest, HttpError } from './http.js';

const inflate = promisify(gunzip);
const MEDIA_TYPES = new Set(['application/json', 'text/plain']);

/** A request's events, each with what its batch shares put under it. */
export interface Batch {
  events: unknown[];
  sentAt?: string;
  sdk?: string;
}

/** Reads a body of one of the contract's three forms. @throws HttpError 400, 413 or 415 */
export async function readBatch(request: CollectRequest): Promise<Batch> {
  checkMediaType(request.headers['content-type']);
  const bytes = await plainBytes(request);
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new HttpError(400, 'The body is not JSON');
  }
  const batch = toBatch(body);
  if (batch.events.length > MAX_BATCH_EVENTS)
    throw new HttpError(413, `A request may hold ${MAX_BATCH_EVENTS} events at most`);
  return batch;
}

/** sendBeacon without a Blob names no type; what is named must be one of ours. */
function checkMediaType(header: string | undefined): void {
  const type = header?.split(';')[0]?.trim().toLowerCase();
  if (type && !MEDIA_TYPES.has(type)) throw new HttpError(415, 'Content-Type must be application/json or text/plain');
}

async function plainBytes({ body, headers }: CollectRequest): Promise<Uint8Array> {
  if (body === 'too large') throw tooLarge();
  if (!body || body.length === 0) throw new HttpError(400, 'The request has no body');
  if (body.length > MAX_BODY_BYTES) throw tooLarge();
  const encoding = headers['content-encoding']?.trim().toLowerCase();
  if (!encoding || encoding === 'identity') return body;
  if (encoding !== 'gzip') throw new HttpError(415, 'Content-Encoding must be gzip or absent');
  try {
    return await inflate(body, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new HttpError(400, 'The body is not gzip');
  }
}

const tooLarge = () => new HttpError(413, `The body may have ${MAX_BODY_BYTES} bytes at most, also when unpacked`);

function toBatch(body: unknown): Batch {
  if (Array.isArray(body)) return { events: body };
  if (!isObject(body))
    throw new HttpError(400, 'The body must be an event, an array of events or an envelope with events');
  if (!('events' in body) || 'eventName' in body) return { events: [body] };
  if (!Array.isArray(body.events)) throw new HttpError(400, 'In an envelope, events must be an array');
  const common = isObject(body.common) ? body.common : undefined;
  // It is repeated under every event: one body of 1 MiB would become 500.
  if (common && (isDeeperThan(common, MAX_NESTING) || Buffer.byteLength(JSON.stringify(common)) > MAX_EVENT_BYTES))
    throw new HttpError(413, `The common part may have ${MAX_EVENT_BYTES} bytes and ${MAX_NESTING} levels at most`);
  return {
    events: common ? body.events.map((event) => (isObject(event) ? { ...common, ...event } : event)) : body.events,
    ...(typeof body.sentAt === 'string' && { sentAt: body.sentAt }),
    ...(isObject(body.sdk) && { sdk: sdkLabel(body.sdk) }),
  };
}

function sdkLabel(sdk: Record<string, unknown>): string {
  return [sdk.name, sdk.version]
    .filter((part) => typeof part === 'string')
    .map((part) => String(part).slice(0, 64))
    .join('/');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
