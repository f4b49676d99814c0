import type { CollectAnswer, Ingest } from '@footfall/contract';
import type { Lake } from '@footfall/lake';
import type { Logger } from 'pino';
import { authenticate, type Sender } from './access.js';
import { readBatch } from './body.js';
import { isLoopback, truncateAddress } from './client-address.js';
import type { CollectorConfig } from './config.js';
import { type CollectRequest, type CollectResponse, HttpError, json } from './http.js';
import { sortEvents } from './lines.js';
import { originTest } from './origins.js';
import type { RateLimit } from './rate-limit.js';
import type { Sink } from './sink.js';

const COLLECT_PATHS = new Set(['/clickstream', '/v1/events']);
/** A browser may remember a preflight's answer for this many seconds; Chromium caps it at 7,200. */
const PREFLIGHT_SECONDS = 7200;
/** Seconds after which a sender should try again when the lake failed. */
const RETRY_SECONDS = 5;
const MAX_USER_AGENT_CHARS = 512;

export interface CollectorParts {
  config: CollectorConfig;
  sink: Sink;
  lake: Lake;
  logger: Logger;
  /** Absent where something before us limits, as API Gateway does. */
  limit?: RateLimit;
  now?: () => Date;
}

/** A collector: request in, answer out. An event is never both answered 200 and lost. It never throws. */
export type Collector = (request: CollectRequest) => Promise<CollectResponse>;

/** Makes a collector that keeps `config` and writes to `sink`. */
export function createCollector(parts: CollectorParts): Collector {
  const isAllowed = originTest(parts.config.allowedOrigins);
  return async (request) => {
    const { origin } = request.headers;
    const cors = origin !== undefined && isAllowed(origin) ? corsHeaders(origin) : {};
    let response: CollectResponse;
    try {
      response = await route(request, parts, origin === undefined || 'vary' in cors);
    } catch (error) {
      response = toAnswer(error, request, parts.logger);
    }
    return { ...response, headers: { ...response.headers, ...cors } };
  };
}

async function route(
  request: CollectRequest,
  parts: CollectorParts,
  isOriginAllowed: boolean,
): Promise<CollectResponse> {
  const path = request.path.replace(/(.)\/+$/, '$1');
  if (path === '/health') return health(request, parts);
  if (!COLLECT_PATHS.has(path)) throw new HttpError(404, 'There is nothing here; send events to POST /clickstream');
  if (request.method !== 'POST' && request.method !== 'OPTIONS')
    throw new HttpError(405, 'Send events with POST', { allow: 'POST, OPTIONS' });
  if (!isOriginAllowed) throw new HttpError(403, 'This origin may not send events here; see FOOTFALL_ALLOWED_ORIGINS');
  if (request.method === 'OPTIONS') return { status: 204, headers: preflightHeaders };
  checkRate(request, parts);
  const sender = authenticate(request, parts.config);
  return collect(request, sender, parts);
}

async function collect(request: CollectRequest, sender: Sender, parts: CollectorParts): Promise<CollectResponse> {
  const receivedAt = parts.now?.() ?? new Date();
  const batch = await readBatch(request);
  const ingest = ingestOf(request, { receivedAt, sender, ...batch }, parts.config);
  const { events, rejected, answer } = sortEvents(batch.events, ingest);
  try {
    await parts.sink({ receivedAt, events, rejected });
  } catch (error) {
    parts.logger.error(
      { err: error, requestId: request.requestId, events: batch.events.length },
      'the lake did not take a batch',
    );
    throw new HttpError(503, 'The events could not be stored; send them again', {
      'retry-after': String(RETRY_SECONDS),
    });
  }
  parts.logger.debug({ requestId: request.requestId, accepted: events.length, rejected: answer.length }, 'collected');
  return json(200, { success: true, accepted: events.length, rejected: answer } satisfies CollectAnswer);
}

function ingestOf(
  request: CollectRequest,
  { receivedAt, sender, sentAt, sdk }: { receivedAt: Date; sender: Sender; sentAt?: string; sdk?: string },
  config: CollectorConfig,
): Ingest {
  const sourceIp = request.sourceIp && (config.keepFullIp ? request.sourceIp : truncateAddress(request.sourceIp));
  const { apiId, stage, traceId } = request;
  const userAgent = request.headers['user-agent']?.slice(0, MAX_USER_AGENT_CHARS);
  return {
    receivedAt: receivedAt.toISOString(),
    ...(sentAt && { sentAt: sentAt.slice(0, 40) }),
    ...(sourceIp && { sourceIp }),
    ...(userAgent && { userAgent }),
    method: request.method,
    path: request.path,
    requestId: request.requestId,
    ...(apiId && { apiId }),
    ...(stage && { stage }),
    ...(traceId && { traceId }),
    ...(sdk && { sdk }),
    ...(sender.isTrusted && { trusted: true }),
  };
}

async function health({ method }: CollectRequest, { lake, config, logger }: CollectorParts): Promise<CollectResponse> {
  if (method !== 'GET' && method !== 'HEAD') throw new HttpError(405, 'Use GET', { allow: 'GET, HEAD' });
  const isWritable = await lake.probe().then(
    () => true,
    (error: unknown) => {
      logger.warn({ err: error }, 'the lake cannot be written');
      return false;
    },
  );
  return json(
    200,
    { success: true, version: config.version, lake: { writable: isWritable } },
    { 'cache-control': 'no-store' },
  );
}

function checkRate({ sourceIp }: CollectRequest, { limit }: CollectorParts): void {
  if (!limit || !sourceIp || isLoopback(sourceIp)) return;
  const seconds = limit(sourceIp);
  if (seconds > 0) throw new HttpError(429, 'Too many requests; wait', { 'retry-after': String(seconds) });
}

function toAnswer(error: unknown, { requestId }: CollectRequest, logger: Logger): CollectResponse {
  if (error instanceof HttpError) return json(error.status, { success: false, message: error.message }, error.headers);
  logger.error({ err: error, requestId }, 'a request failed for a reason of ours');
  return json(500, { success: false, message: 'Something went wrong here; send the events again' });
}

const corsHeaders = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers': 'retry-after',
  vary: 'origin',
});

const preflightHeaders = {
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': 'content-type, content-encoding, x-footfall-key, authorization',
  'access-control-max-age': String(PREFLIGHT_SECONDS),
};
