import { openLake } from '@footfall/lake';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import pino from 'pino';
import { type Collector, createCollector } from './collect.js';
import { embeddedMetrics } from './emf.js';
import { collectorSettings } from './env.js';
import type { CollectRequest } from './http.js';
import { lakeSink } from './sink.js';
import { VERSION } from './version.js';

/** Makes the handler of API Gateway's HTTP API (payload format 2.0). Settings are read once, when the function starts. */
export function createHandler(env: Record<string, string | undefined>) {
  const { config, lakeUrl, s3Endpoint, logLevel } = collectorSettings(env, VERSION);
  const lake = openLake(lakeUrl, { s3Endpoint });
  const collect = createCollector({
    config,
    lake,
    logger: pino({ level: logLevel }),
    sink: lakeSink(lake),
    observe: embeddedMetrics((line) => process.stdout.write(`${line}\n`)),
  });
  return (event: APIGatewayProxyEventV2) => apiGatewayAnswer(event, collect);
}

/** Answers one event of API Gateway with a collector. */
export async function apiGatewayAnswer(
  event: APIGatewayProxyEventV2,
  collect: Collector,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { status, headers, body } = await collect(toCollectRequest(event));
  return { statusCode: status, headers, ...(body !== undefined && { body }) };
}

function toCollectRequest({ body, ...event }: APIGatewayProxyEventV2): CollectRequest {
  const { http, requestId, apiId, stage } = event.requestContext;
  return {
    method: http.method,
    path: stage === '$default' ? event.rawPath : event.rawPath.replace(`/${stage}/`, '/'),
    query: event.queryStringParameters ?? {},
    headers: event.headers,
    readBody: () => (body === undefined ? undefined : Buffer.from(body, event.isBase64Encoded ? 'base64' : 'utf8')),
    peerIp: http.sourceIp,
    requestId,
    apiId,
    stage,
    traceId: event.headers['x-amzn-trace-id'],
  };
}
