import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { FolderLake, type Lake } from '@footfall/lake';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { addressTest, clientAddress, isLoopback } from './addresses.js';
import { createCollector } from './collect.js';
import type { CollectorConfig } from './config.js';
import { folderWriter } from './folder-writer.js';
import { type GroupCommitOptions, type GroupSink, groupCommit } from './group-commit.js';
import { type CollectRequest, type CollectResponse, json } from './http.js';
import { Metrics } from './metrics.js';
import { rateLimit } from './rate-limit.js';
import { type BodyRoom, readBody } from './read-body.js';
import { SERVER_LIMITS, type ServerLimits } from './server-limits.js';
import { lakeSink } from './sink.js';
import type { TokenParts } from './token.js';
import { logTraffic } from './traffic-log.js';

export interface CollectorServerOptions {
  config: CollectorConfig;
  lake: Lake;
  logger: Logger;
  groupCommit?: Partial<GroupCommitOptions>;
  limits?: Partial<ServerLimits>;
  /** How signing keys are fetched, where tokens are checked. */
  fetcher?: TokenParts['fetcher'];
}

/**
 * The collector as an HTTP server. `listen` starts it; `close` takes no new requests, writes those under way and ends, after
 * `limits.graceMs` in any case.
 *
 * @example await createServer({ config, lake, logger }).listen({ port: 8787, host: '127.0.0.1' })
 */
export function createServer({ config, lake, logger, ...options }: CollectorServerOptions): FastifyInstance {
  const limits = { ...SERVER_LIMITS, ...options.limits };
  const server = Fastify({
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    http: {
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: limits.checkMs,
      maxHeaderSize: limits.headerBytes,
      requireHostHeader: false, // Node.js would answer without a body; ours stands in `serve`
    },
    forceCloseConnections: 'idle',
    return503OnClosing: false, // in Fastify's words; ours stand below
    genReqId: () => crypto.randomUUID(),
    frameworkErrors: (_error, _request, reply: FastifyReply) => answerOurselves(reply, unreadable(400)),
    clientErrorHandler: (error, socket) => observeStatus(answerBrokenRequest(error, socket)),
  });
  server.server.maxConnections = limits.connections;
  server.server.on('checkExpectation', (_request, response) => observeStatus(refuseExpectation(response)));
  const writer = lake instanceof FolderLake ? folderWriter(lake) : undefined;
  const sink = groupCommit(lakeSink(lake, writer?.write), { ...config.groupCommit, ...options.groupCommit });
  const metrics = new Metrics();
  /** What the core never sees is counted here. */
  const observeStatus = (status: number | undefined) => {
    if (status !== undefined) metrics.observe({ route: 'other', status, bytes: 0, accepted: 0, rejected: {} });
  };
  const collect = createCollector({
    config,
    lake,
    logger,
    sink,
    limits: {
      address: rateLimit(config.rates?.address ?? limits.address),
      key: rateLimit(config.rates?.key ?? limits.key),
    },
    observe: (seen) => metrics.observe(seen),
    ...(options.fetcher && { fetcher: options.fetcher }),
  });
  const mayReadMetrics = metricsGuard(config);
  const ending = endOf(server, sink, limits);
  const answer = (reply: FastifyReply, { status, headers, body }: CollectResponse): FastifyReply => {
    // A body that goes on and on is not read to its end. A server that closes waits for no further request.
    if (ending.hasBegun() || (status === 413 && !reply.request.raw.complete)) reply.header('connection', 'close');
    return reply.code(status).headers(headers).send(body);
  };
  const answerOurselves = (reply: FastifyReply, response: CollectResponse) => {
    observeStatus(response.status);
    return answer(reply, response);
  };
  const stopLog = logTraffic(metrics, logger);
  server.addHook('onListen', async () => writer?.start());
  server.addHook('preClose', async () => ending.begin());
  server.addHook('onClose', async () => {
    ending.finish();
    stopLog();
    await writer?.close();
  });

  // The core reads bodies itself, once it knows that it wants them.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request: FastifyRequest, _payload: unknown, done: (error: null) => void) =>
    done(null),
  );
  const room: BodyRoom = { freeBytes: limits.bodiesBytes };
  const warnOfProxy = proxyWarning(config, logger);
  const serve = async (request: FastifyRequest, reply: FastifyReply) => {
    warnOfProxy(request);
    if (ending.hasBegun()) return answerOurselves(reply, closing);
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1')
      return answerOurselves(reply, unreadable(400));
    return answer(reply, await collect(toCollectRequest(request, room)));
  };
  server.all('/*', serve);
  // Methods that no route knows, as PROPFIND, are answered by the core as well.
  server.setNotFoundHandler(serve);
  server.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request)) return serve(request, reply);
    reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8');
    return metrics.text({ pendingBytes: sink.pendingBytes(), version: config.version });
  });
  server.setErrorHandler(async (error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode && error.statusCode < 500 ? error.statusCode : 500;
    if (status === 500) logger.error({ err: error }, 'a request failed before it was read');
    return answerOurselves(reply, unreadable(status));
  });
  return server;
}

/** Brings a server to its end: what waits is written at once; what is not done when the grace ends is answered 503. */
function endOf(server: FastifyInstance, sink: GroupSink, { graceMs, lastWordsMs }: ServerLimits) {
  const timers: NodeJS.Timeout[] = [];
  let hasBegun = false;
  return {
    hasBegun: () => hasBegun,
    begin() {
      hasBegun = true;
      sink.flush();
      timers.push(
        setTimeout(() => sink.end(), graceMs),
        setTimeout(() => server.server.closeAllConnections(), graceMs + lastWordsMs),
      );
    },
    finish() {
      for (const timer of timers) clearTimeout(timer);
      sink.end(); // those who waited have hung up
    },
  };
}

/**
 * Behind a proxy on this machine that nobody named, every visitor looks like this machine: none is limited, and each has its
 * address. A warning says so once.
 */
function proxyWarning({ trustedProxies = [] }: CollectorConfig, logger: Logger) {
  const isProxy = addressTest(trustedProxies);
  let isTold = false;
  return ({ raw, headers }: FastifyRequest): void => {
    if (isTold || headers['x-forwarded-for'] === undefined) return;
    const peer = clientAddress(raw.socket.remoteAddress, undefined, () => false);
    if (peer === undefined || !isLoopback(peer) || isProxy(peer)) return;
    isTold = true;
    logger.warn(
      'a proxy on this machine forwards requests, and all count as its own: set FOOTFALL_TRUSTED_PROXIES=127.0.0.1,::1',
    );
  };
}

/** Figures of a shop's traffic are nobody else's business: a stranger is told that there is nothing. */
function metricsGuard({ metricsFrom = ['127.0.0.0/8', '::1'], trustedProxies = [] }: CollectorConfig) {
  const isReader = addressTest(metricsFrom);
  const isProxy = addressTest(trustedProxies);
  return ({ raw, headers }: FastifyRequest): boolean => {
    const peer = raw.socket.remoteAddress;
    const client = clientAddress(peer, headers['x-forwarded-for'] as string | undefined, isProxy);
    // Through a proxy that nobody told us of, everybody would look like the proxy.
    const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
    return client !== undefined && isReader(client) && (!isForwarded || (peer !== undefined && isProxy(peer)));
  };
}

const unreadable = (status: number) => json(status, { success: false, message: 'The request could not be read' });
const closing = json(
  503,
  { success: false, message: 'The collector is stopping; send the events again' },
  { 'retry-after': '1', connection: 'close' },
);

/**
 * An `Expect` of something else than 100-continue; Node.js would answer without a body. The connection ends, since whoever
 * is refused need not send the body that was announced. https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1
 */
function refuseExpectation(response: ServerResponse): number {
  const { status, headers, body = '' } = unreadable(417);
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' }).end(body);
  return status;
}

/** What Node.js could not read as HTTP has no request to reply to. Returns the status, where one was sent. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): number | undefined {
  // As Node.js has it: nothing may be written into the midst of an answer.
  const isAnswering = (socket as Socket & { _httpMessage?: { _headerSent: boolean } })._httpMessage?._headerSent;
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering) {
    socket.destroy();
    return undefined;
  }
  const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ''] ?? 400;
  const { headers, body = '' } = unreadable(status);
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  );
  return status;
}

function toCollectRequest(request: FastifyRequest, room: BodyRoom): CollectRequest {
  return {
    method: request.method,
    path: request.url.split('?', 1)[0] ?? '/',
    query: texts(request.query as Record<string, unknown>),
    headers: texts(request.headers),
    readBody: () => readBody(request.raw, room),
    peerIp: request.raw.socket.remoteAddress,
    requestId: request.id,
  };
}

/** A name given twice comes as an array; its values are joined, as HTTP says of headers. */
function texts(values: Record<string, unknown>): Record<string, string> {
  const all: Record<string, string> = Object.create(null);
  for (const name in values) {
    const value = values[name];
    if (value !== undefined) all[name] = typeof value === 'string' ? value : String(value);
  }
  return all;
}
