import { Buffer } from 'node:buffer';
import type { Lake } from '@footfall/lake';
import pino, { type Logger } from 'pino';
import { type CollectorParts, createCollector } from '../../src/collect.js';
import type { CollectorConfig } from '../../src/config.js';
import { apiGatewayAnswer } from '../../src/lambda.js';
import { createServer } from '../../src/server.js';
import { lakeSink } from '../../src/sink.js';

export const CONFIG: CollectorConfig = {
  allowedOrigins: ['http://localhost:*', 'https://shop.example', 'https://*.shop.example'],
  writeKeys: [],
  serverKeys: ['server-secret'],
  keepFullIp: false,
  version: '9.9.9',
};

export interface TestRequest {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

export interface TestAnswer {
  status: number;
  headers: Record<string, string>;
  body: {
    success?: boolean;
    message?: string;
    accepted?: number;
    rejected?: { index: number; reason: string; eventId?: string }[];
    version?: string;
    lake?: { writable: boolean };
  };
}

export interface Front {
  send(request: TestRequest): Promise<TestAnswer>;
  close(): Promise<void>;
}

export const silent = pino({ level: 'silent' });

/** Parts beside lake and config that a test may give. */
export type MoreParts = Pick<CollectorParts, 'fetcher' | 'observe'> & { logger?: Logger };

/** The Fastify front, asked over a real socket. */
export async function fastifyFront(lake: Lake, config = CONFIG, parts: MoreParts = {}): Promise<Front> {
  const server = createServer({ config, lake, logger: silent, ...parts });
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  return {
    send: async ({ method = 'POST', path = '/clickstream', headers = {}, body }) => {
      const answer = await fetch(url + path, {
        method,
        headers,
        ...(body !== undefined && { body: body as string }),
      });
      return toAnswer(answer.status, Object.fromEntries(answer.headers), await answer.text());
    },
    close: () => server.close(),
  };
}

/** The Lambda front, given events of the form that API Gateway's HTTP API sends (payload format 2.0). */
export async function lambdaFront(lake: Lake, config = CONFIG, parts: MoreParts = {}): Promise<Front> {
  const collect = createCollector({ config, lake, logger: silent, sink: lakeSink(lake), ...parts });
  return {
    send: async (request) => {
      const { statusCode = 0, headers = {}, body = '' } = await apiGatewayAnswer(apiGatewayEvent(request), collect);
      return toAnswer(statusCode, headers as Record<string, string>, body);
    },
    close: async () => {},
  };
}

function toAnswer(status: number, headers: Record<string, string>, text: string): TestAnswer {
  return { status, headers, body: text ? JSON.parse(text) : {} };
}

/** An event as recorded from API Gateway, with this request's parts put in. */
export function apiGatewayEvent({ method = 'POST', path = '/clickstream', headers = {}, body }: TestRequest) {
  const [rawPath = '/', rawQueryString = ''] = path.split('?');
  const isText = typeof body === 'string';
  return {
    version: '2.0' as const,
    routeKey: `${method} ${rawPath}`,
    rawPath,
    rawQueryString,
    headers: {
      accept: '*/*',
      'content-type': isText ? 'text/plain;charset=UTF-8' : 'application/octet-stream',
      host: 'a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com',
      'user-agent':
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
      'x-amzn-trace-id': 'Root=1-6740b3a1-0123456789abcdef01234567',
      'x-forwarded-for': '203.0.113.77',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      ...headers,
    } as Record<string, string>,
    ...(rawQueryString && { queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)) }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      domainName: 'a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com',
      domainPrefix: 'a1b2c3d4e5',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '203.0.113.77', userAgent: 'Mozilla/5.0' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: `${method} ${rawPath}`,
      stage: '$default',
      time: '22/Nov/2026:15:04:05 +0000',
      timeEpoch: 1795359845000,
    },
    ...(body !== undefined && { body: isText ? body : Buffer.from(body).toString('base64') }),
    isBase64Encoded: body !== undefined && !isText,
  };
}
