import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake, type Lake } from '@footfall/lake';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCollector } from '../../src/collect.js';
import { apiGatewayAnswer } from '../../src/lambda.js';
import { lakeSink } from '../../src/sink.js';
import { apiGatewayEvent, CONFIG, type Front, fastifyFront, lambdaFront, silent } from '../helpers/fronts.js';
import { linesOf } from '../helpers/lake-lines.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const AMAZON = 'Root=1-6740b3a1-0123456789abcdef01234567';
const W3C = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const body = JSON.stringify({
  sentAt: '2026-11-22T15:00:00.000Z',
  sdk: { name: 'test', version: '1' },
  events: [{ eventName: 'good' }, { eventName: 5 }],
});
const headers = {
  'user-agent': 'Mozilla/5.0 (Test)',
  'cloudfront-viewer-country': 'DE',
  'x-forwarded-for': '198.51.100.9',
  'x-amzn-trace-id': AMAZON,
  authorization: 'Bearer server-secret',
};
/** What both fronts know of this request. */
const known = {
  receivedAt: expect.stringMatching(ISO),
  sentAt: '2026-11-22T15:00:00.000Z',
  sourceIp: '198.51.100.0',
  userAgent: 'Mozilla/5.0 (Test)',
  country: 'DE',
  method: 'POST',
  path: '/clickstream',
  traceId: AMAZON,
  sdk: 'test/1',
  trusted: true,
};
const ofApiGateway = { requestId: 'JKJaXmPLvHcESHA=', apiId: 'a1b2c3d4e5', stage: '$default' };

let folder: string;
let lake: Lake;
let front: Front | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-ingest-'));
  lake = new FolderLake(folder);
});
afterEach(async () => {
  await front?.close();
  front = undefined;
  await rm(folder, { recursive: true, force: true });
});
const ingests = async (prefix = 'events/') => (await linesOf(lake, prefix)).map(({ line }) => line._ingest);

describe.each([
  { name: 'Fastify server', open: fastifyFront, peer: '127.0.0.1', own: { requestId: expect.stringMatching(UUID) } },
  { name: 'Lambda handler', open: lambdaFront, peer: '203.0.113.77', own: ofApiGateway },
])('The _ingest of the $name', ({ open, peer, own }) => {
  const config = { ...CONFIG, countryHeader: 'cloudfront-viewer-country', trustedProxies: [peer] };

  it('has all that is known of the request and nothing else, beside good events and refused ones', async () => {
    front = await open(lake, config);
    await front.send({ headers, body });
    expect(await ingests()).toEqual([{ ...known, ...own }]);
    expect(await ingests('rejected/')).toEqual([{ ...known, ...own }]);
  });

  it('keeps of long texts the beginning', async () => {
    front = await open(lake, config);
    const long = { 'user-agent': 'a'.repeat(600), 'x-amzn-trace-id': 't'.repeat(200) };
    const sdk = { name: 'n'.repeat(99), version: 'v'.repeat(99) };
    const sent = { sentAt: 's'.repeat(99), sdk, events: [{ eventName: 'x' }] };
    await front.send({ headers: long, body: JSON.stringify(sent) });
    expect(await ingests()).toMatchObject([
      {
        userAgent: 'a'.repeat(512),
        traceId: 't'.repeat(128),
        sentAt: 's'.repeat(40),
        sdk: `${'n'.repeat(64)}/${'v'.repeat(64)}`,
      },
    ]);
  });

  it('has no trace id that is more than plain characters', async () => {
    front = await open(lake, config);
    for (const trace of ['caf\u00e9', 'tab\there']) await front.send({ headers: { 'x-amzn-trace-id': trace }, body });
    expect(await ingests()).toHaveLength(2);
    for (const ingest of await ingests()) expect(ingest).not.toHaveProperty('traceId');
  });
});

describe('The trace id of a request to the server', () => {
  it.each([
    ["a trusted proxy's in the form of the W3C", ['127.0.0.1'], { traceparent: W3C }, W3C],
    [
      "a trusted proxy's own before one that the client may have sent",
      ['127.0.0.1'],
      { traceparent: W3C, 'x-amzn-trace-id': AMAZON },
      AMAZON,
    ],
    ["nobody else's", ['192.0.2.1'], { traceparent: W3C, 'x-amzn-trace-id': AMAZON }, undefined],
    ["nobody's, where no proxy is named", [], { traceparent: W3C, 'x-amzn-trace-id': AMAZON }, undefined],
  ])('is %s', async (_whose, trustedProxies, trace, traceId) => {
    front = await fastifyFront(lake, { ...CONFIG, trustedProxies });
    await front.send({ headers: trace, body });
    expect((await ingests()).map((ingest) => (ingest as { traceId?: string }).traceId)).toEqual([traceId]);
  });
});

describe('A stage of API Gateway with a name of its own', () => {
  it('stands before the path and is told in _ingest', async () => {
    const collect = createCollector({ config: CONFIG, lake, logger: silent, sink: lakeSink(lake) });
    const event = apiGatewayEvent({ path: '/prod/v1/events', body });
    const requestContext = { ...event.requestContext, stage: 'prod' };
    expect(await apiGatewayAnswer({ ...event, requestContext }, collect)).toMatchObject({ statusCode: 200 });
    expect(await ingests()).toMatchObject([{ path: '/v1/events', stage: 'prod', traceId: AMAZON }]);
    const other = { ...requestContext, stage: 'test' };
    expect(await apiGatewayAnswer({ ...event, requestContext: other }, collect)).toMatchObject({ statusCode: 404 });
  });
});
