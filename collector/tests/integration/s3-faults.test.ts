import { S3Client } from '@aws-sdk/client-s3';
import { S3Lake } from '@footfall/lake';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type S3TestServer, startS3Server } from '../../../lake/tests/helpers/s3-server.js';
import { createServer } from '../../src/server.js';
import { type Fault, type FaultyProxy, startFaultyProxy } from '../helpers/faulty-proxy.js';
import { CONFIG, silent } from '../helpers/fronts.js';
import { linesOf } from '../helpers/lake-lines.js';

const SLOW_DOWN = { status: 503, code: 'SlowDown' };
const INTERNAL_ERROR = { status: 500, code: 'InternalError' };

let s3: S3TestServer;
let proxy: FaultyProxy;
let server: FastifyInstance;
let url: string;
let lake: S3Lake;
let run = 0;

beforeAll(async () => {
  s3 = await startS3Server('lake');
  proxy = await startFaultyProxy(s3.endpoint);
});
afterAll(async () => {
  proxy.close();
  await s3.stop();
});
beforeEach(async () => {
  proxy.next = [];
  proxy.always = 'none';
  const client = new S3Client({
    endpoint: proxy.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  });
  lake = new S3Lake({ client, bucket: 'lake', prefix: `run-${run++}`, putTimeoutMs: 3000 });
  const config = { ...CONFIG, groupCommit: { maxPendingBytes: 200_000, maxGroupBytes: 50_000 } };
  server = createServer({ config, lake, logger: silent });
  url = await server.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(async () => {
  proxy.always = 'none';
  await server.close();
});

const send = async (name: string, own = '') => {
  const answer = await fetch(`${url}/clickstream`, { method: 'POST', body: JSON.stringify({ eventName: name, own }) });
  return { status: answer.status, retryAfter: Number(answer.headers.get('retry-after')) };
};
const sendNothing = async () => (await fetch(`${url}/clickstream`, { method: 'POST', body: '[]' })).status;
const isWritable = async () =>
  ((await (await fetch(`${url}/health`)).json()) as { lake: { writable: boolean } }).lake.writable;
const names = async () => (await linesOf(lake, 'events/')).map(({ line }) => line.eventName);

describe('A collector before an S3 that has a bad day', () => {
  it.each<[string, Fault]>([
    ['answers 500', INTERNAL_ERROR],
    ['throttles', SLOW_DOWN],
    ['denies writes alone', 'deny writes'],
    ['never answers', 'hang'],
    ['hangs up', 'cut'],
  ])(
    'says 503 with Retry-After while it %s, keeps nothing, and works again without a restart',
    async (_what, fault) => {
      proxy.always = fault;
      expect(await send('lost')).toEqual({ status: 503, retryAfter: 5 });
      expect(await isWritable()).toBe(false);
      await new Promise((resolve) => setTimeout(resolve, 1100)); // what the write told is no longer fresh
      expect(await isWritable()).toBe(false);
      expect(await sendNothing()).toBe(200);
      expect(await isWritable()).toBe(false);
      proxy.always = 'none';
      expect(await send('kept')).toMatchObject({ status: 200 });
      expect(await isWritable()).toBe(true);
      expect(await names()).toEqual(['kept']);
    },
  );

  it.each<[string, Fault[]]>([
    ['a throttled write', [SLOW_DOWN]],
    ['two failures', [INTERNAL_ERROR, 'cut']],
  ])('tries again by itself after %s', async (_what, faults) => {
    proxy.next = faults;
    expect(await send('kept')).toMatchObject({ status: 200 });
    expect(await names()).toEqual(['kept']);
  });

  it('writes once though the answer to a write was lost', async () => {
    proxy.next = ['lose the answer'];
    expect(await send('once')).toMatchObject({ status: 200 });
    expect(await names()).toEqual(['once']);
  });

  it('answers 503 in time where a request waits behind writes that hang', async () => {
    const hasty = createServer({ config: CONFIG, lake, logger: silent, groupCommit: { giveUpMs: 500, maxWrites: 1 } });
    const url = await hasty.listen({ port: 0, host: '127.0.0.1' });
    proxy.always = 'hang';
    const times = [];
    for (let i = 0; i < 3; i++) {
      const start = performance.now();
      const body = '{"eventName":"late"}';
      times.push(
        fetch(`${url}/clickstream`, { method: 'POST', body }).then(({ status, headers }) => ({
          status,
          retryAfter: headers.get('retry-after'),
          isInTime: performance.now() - start < 1500,
        })),
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await Promise.all(times)).toEqual(Array(3).fill({ status: 503, retryAfter: '5', isInTime: true }));
    await hasty.close();
  });

  it('holds no more than it may while S3 is down, and refuses the rest at once', async () => {
    proxy.always = 'hang';
    const own = 'x'.repeat(10_000);
    const answers = Array.from({ length: 60 }, () => send('waiting', own));
    const refusedAtOnce = () =>
      fetch(`${url}/metrics`).then(async (answer) => {
        const figures = await answer.text();
        expect(Number(/^footfall_pending_bytes (\d+)$/m.exec(figures)?.[1])).toBeLessThanOrEqual(200_000);
        return /status="503"} (\d+)/.exec(figures)?.[1];
      });
    await expect.poll(refusedAtOnce).toBeDefined();
    expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([503]));
    proxy.always = 'none';
    expect(await send('kept', own)).toMatchObject({ status: 200 });
    expect(await names()).toEqual(['kept']);
  });
});
