import type { IncomingMessage } from 'node:http';
import type { Lake } from '@footfall/lake';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { createCollector } from './collect.js';
import type { CollectorConfig } from './config.js';
import { type GroupCommitOptions, groupCommit } from './group-commit.js';
import type { CollectRequest } from './http.js';
import { rateLimit } from './rate-limit.js';
import { readBody } from './read-body.js';
import { lakeSink } from './sink.js';

/** A client that takes longer than this many milliseconds for one request is cut off. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Requests a second and at once from one address; a visitor makes about one in five seconds, an office has many. */
const RATE = { perSecond: 50, burst: 200 };

export interface CollectorServerOptions {
  config: CollectorConfig;
  lake: Lake;
  logger: Logger;
  groupCommit?: GroupCommitOptions;
}

/**
 * The collector as an HTTP server. `listen` starts it; `close` takes no new requests, finishes those under way and ends.
 *
 * @example await createServer({ config, lake, logger }).listen({ port: 8787, host: '127.0.0.1' })
 */
export function createServer({ config, lake, logger, ...options }: CollectorServerOptions): FastifyInstance {
  const server = Fastify({
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    genReqId: () => crypto.randomUUID(),
  });
  const sink = groupCommit(lakeSink(lake), options.groupCommit);
  const collect = createCollector({ config, lake, logger, sink, limit: rateLimit(RATE) });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request: FastifyRequest, payload: IncomingMessage) => readBody(payload));
  server.all('/*', async (request, reply) => {
    const { status, headers, body } = await collect(toCollectRequest(request));
    return reply.code(status).headers(headers).send(body);
  });
  // Methods that no route knows, as PROPFIND, are answered by the core as well.
  server.setNotFoundHandler(async (request, reply) => {
    const { status, headers, body } = await collect(toCollectRequest(request));
    return reply.code(status).headers(headers).send(body);
  });
  server.setErrorHandler(async (error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode && error.statusCode < 500 ? error.statusCode : 500;
    if (status === 500) logger.error({ err: error }, 'a request failed before it was read');
    return reply.code(status).send({ success: false, message: 'The request could not be read' });
  });
  return server;
}

function toCollectRequest(request: FastifyRequest): CollectRequest {
  return {
    method: request.method,
    path: request.url.split('?', 1)[0] ?? '/',
    query: texts(request.query as Record<string, unknown>),
    headers: texts(request.headers),
    body: request.body as CollectRequest['body'],
    sourceIp: request.ip,
    requestId: request.id,
  };
}

/** A name given twice comes as an array; its values are joined, as HTTP says of headers. */
function texts(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
