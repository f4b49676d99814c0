import type { CollectAnswer } from '@footfall/contract';
import type { Lake } from '@footfall/lake';
import type { Logger } from 'pino';
import { type Authenticate, accessCheck } from './access.js';
import { addressTest, clientAddress, isLoopback, limitedCaller } from './addresses.js';
import { readBatch } from './body.js';
import type { CollectorConfig } from './config.js';
import { corsHeaders, preflightHeaders } from './cors.js';
import { type LakeHealth, lakeHealth } from './health.js';
import { type CollectRequest, type CollectResponse, HttpError, json } from './http.js';
import { type CountryOf, countryReader, type Delivery, ingestOf, type TraceOf, traceReader } from './ingest.js';
import { type SortedEvents, sortEvents } from './lines.js';
import type { Observation, Observe } from './observation.js';
import { onceASecond } from './once-a-second.js';
import { originTest } from './origins.js';
import type { RateLimit } from './rate-limit.js';
import type { Sink } from './sink.js';
import { type TokenParts, tokenVerifier } from './token.js';

const COLLECT_PATHS = new Set(['/clickstream', '/v1/events']);
/** Seconds after which a sender should try again when the lake failed. */
const RETRY_SECONDS = 5;

export interface CollectorParts {
  config: CollectorConfig;
  sink: Sink;
  lake: Lake;
  logger: Logger;
  /** Absent where something before us limits, as API Gateway does. */
  limits?: { address?: RateLimit; key?: RateLimit };
  observe?: Observe;
  /** How signing keys are fetched, where tokens are checked. */
  fetcher?: TokenParts['fetcher'];
  now?: () => Date;
}

/** A collector: request in, answer out. An event is never both answered 200 and lost. It never throws. */
export type Collector = (request: CollectRequest) => Promise<CollectResponse>;

interface Core extends CollectorParts {
  authenticate: Authenticate;
  health: LakeHealth;
  clientOf: (request: CollectRequest) => string | undefined;
  countryOf: CountryOf;
  traceOf: TraceOf;
  tellFailure: (error: unknown) => void;
}

/** Makes a collector that keeps `config` and writes to `sink`. */
export function createCollector(parts: CollectorParts): Collector {
  const core = toCore(parts);
  const isAllowed = originTest(parts.config.allowedOrigins);
  return async (request) => {
    const { origin } = request.headers;
    const isOriginAllowed = origin === undefined || isAllowed(origin);
    const seen: Observation = { route: 'other', status: 500, bytes: 0, accepted: 0, rejected: {} };
    let response: CollectResponse;
    try {
      response = await route(request, core, { seen, isOriginAllowed });
    } catch (error) {
      response = toAnswer(error, request, core.logger);
    }
    if (origin !== undefined)
      Object.assign(response.headers, isOriginAllowed ? corsHeaders(origin) : { vary: 'origin' });
    seen.status = response.status;
    core.observe?.(seen);
    return response;
  };
}

function toCore(parts: CollectorParts): Core {
  const { config, lake, logger, fetcher } = parts;
  const isProxy = addressTest(config.trustedProxies ?? []);
  const verify = config.cognito && tokenVerifier(config.cognito, { logger, ...(fetcher && { fetcher }) });
  return {
    ...parts,
    authenticate: accessCheck(config, verify),
    health: lakeHealth(lake, logger),
    clientOf: ({ peerIp, headers }) => clientAddress(peerIp, headers['x-forwarded-for'], isProxy),
    countryOf: countryReader(config, isProxy),
    traceOf: traceReader(isProxy),
    tellFailure: onceASecond((err, requests) => logger.error({ err, requests }, 'the lake did not take a batch')),
  };
}

async function route(
  request: CollectRequest,
  core: Core,
  { seen, isOriginAllowed }: { seen: Observation; isOriginAllowed: boolean },
): Promise<CollectResponse> {
  const path = withoutEnd(request.path);
  if (path === '/health') {
    seen.route = 'health';
    return health(request, core);
  }
  if (!COLLECT_PATHS.has(path)) throw new HttpError(404, 'There is nothing here; send events to POST /clickstream');
  seen.route = 'collect';
  if (request.method !== 'POST' && request.method !== 'OPTIONS')
    throw new HttpError(405, 'Send events with POST', { allow: 'POST, OPTIONS' });
  if (!isOriginAllowed) throw new HttpError(403, 'This origin may not send events here; see FOOTFALL_ALLOWED_ORIGINS');
  if (request.method === 'OPTIONS') return { status: 204, headers: { ...preflightHeaders } };
  const receivedAt = core.now?.() ?? new Date();
  const client = core.clientOf(request);
  checkRate(core.limits?.address, client && limitedCaller(client), client);
  const sender = await core.authenticate(request, receivedAt);
  checkRate(core.limits?.key, sender.writeKey, client);
  const { batch, bytes } = await readBatch(request);
  seen.bytes = bytes;
  const [country, traceId] = [core.countryOf(request), core.traceOf(request)];
  const delivery = { request, path, receivedAt, client, country, traceId, sender, batch };
  return store(prepare(delivery, core), receivedAt, core, seen);
}

/** Without slashes at its end; a loop, for a pattern would take quadratic time on a path of slashes. */
function withoutEnd(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end--;
  return path.slice(0, end);
}

/** Lines for the lake, and what their sender is told once they are there. */
interface Prepared {
  sorted: SortedEvents;
  response: CollectResponse;
}

/** Not async, so that nothing parsed lives on while the lake is waited for: keeping it took a sixth of the processor. */
function prepare(delivery: Delivery, core: Core): Prepared {
  const ingest = ingestOf(delivery, core.config);
  const sorted = sortEvents(delivery.batch, ingest, delivery.sender.userId);
  const body = { success: true, accepted: sorted.accepted, rejected: sorted.answer } satisfies CollectAnswer;
  return { sorted, response: json(200, body) };
}

async function store(prepared: Prepared, receivedAt: Date, core: Core, seen: Observation): Promise<CollectResponse> {
  const { sorted, response } = prepared;
  const { events, rejected, accepted, reasons } = sorted;
  const start = performance.now();
  try {
    await core.sink({ receivedAt, events, rejected });
  } catch (error) {
    core.health.note(false);
    core.tellFailure(error);
    throw new HttpError(503, 'The events could not be stored; send them again', {
      'retry-after': String(RETRY_SECONDS),
    });
  } finally {
    seen.writeMs = performance.now() - start;
  }
  if (events.length + rejected.length > 0) core.health.note(true);
  seen.accepted = accepted;
  seen.rejected = reasons;
  return response;
}

async function health({ method }: CollectRequest, { health, config }: Core): Promise<CollectResponse> {
  if (method !== 'GET' && method !== 'HEAD') throw new HttpError(405, 'Use GET', { allow: 'GET, HEAD' });
  return json(
    200,
    { success: true, version: config.version, lake: { writable: await health.isWritable() } },
    { 'cache-control': 'no-store' },
  );
}

/** This machine's own addresses are free. */
function checkRate(limit: RateLimit | undefined, caller: string | undefined, client: string | undefined): void {
  if (!limit || !caller || isLoopback(client)) return;
  const seconds = limit(caller);
  if (seconds > 0) throw new HttpError(429, 'Too many requests; wait', { 'retry-after': String(seconds) });
}

function toAnswer(error: unknown, { requestId }: CollectRequest, logger: Logger): CollectResponse {
  if (error instanceof HttpError) return json(error.status, { success: false, message: error.message }, error.headers);
  logger.error({ err: error, requestId }, 'a request failed for a reason of ours');
  return json(500, { success: false, message: 'Something went wrong here; send the events again' });
}
