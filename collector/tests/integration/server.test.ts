import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FolderLake, type Lake } from '@footfall/lake';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CollectorServerOptions, createServer } from '../../src/server.js';
import { CONFIG, silent } from '../helpers/fronts.js';
import { linesOf } from '../helpers/lake-lines.js';

const PROGRAM = fileURLToPath(new URL('../../bin/footfall-collector.js', import.meta.url));
const event = JSON.stringify({ eventName: 'page_view' });

let folder: string;
let lake: Lake;
let server: FastifyInstance | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-server-'));
  lake = new FolderLake(folder);
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

const listen = (options: Partial<CollectorServerOptions> = {}) => {
  server = createServer({ config: CONFIG, lake, logger: silent, ...options });
  return server.listen({ port: 0, host: '127.0.0.1' });
};
const post = (url: string, body: string, headers = {}) =>
  fetch(`${url}/clickstream`, { method: 'POST', body, headers });
/** Says bytes to a server, and gives everything that it says until it hangs up. */
const say = async (url: string, bytes: string) => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
};

describe('The server, asked in ways that are not HTTP as it should be', () => {
  it.each([
    ['a URL that cannot be decoded', 'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
    ['no HTTP', '\x16\x03\x01\x02 hello\r\n\r\n', 400],
    ['headers beyond 16 KiB', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    [
      'an unknown expectation',
      'POST /clickstream HTTP/1.1\r\nHost: x\r\nExpect: 200-ok\r\nContent-Length: 9\r\n\r\n',
      417,
    ],
    ['two lengths', 'POST /clickstream HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}', 400],
  ])('answers %s in its own words, and repeats nothing', async (_what, bytes, status) => {
    const answer = await say(await listen(), bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toEqual({
      success: false,
      message: 'The request could not be read',
    });
  });

  it.each([
    ['headers', 'POST /clickstream HTTP/1.1\r\nHost: x\r\n'],
    ['a body', 'POST /clickstream HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{'],
    ['nothing', ''],
  ])('cuts off a client that trickles %s', async (_what, bytes) => {
    const limits = { headersMs: 50, requestMs: 100, checkMs: 20 };
    expect(await say(await listen({ limits }), bytes)).toMatch(/^HTTP\/1.1 408 /);
  });

  it('answers 503 while bodies on their way take all the room, and serves when they are gone', async () => {
    const url = await listen({ limits: { bodiesBytes: 1000 } });
    const { port } = new URL(url);
    const slow = connect(Number(port), '127.0.0.1');
    slow.write(`POST /clickstream HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n${' '.repeat(990)}`);
    await expect.poll(async () => (await post(url, event)).status).toBe(503);
    slow.destroy();
    await expect.poll(async () => (await post(url, event)).status).toBe(200);
  });
});

describe('Concurrent requests', () => {
  it('share few objects of the lake', async () => {
    const url = await listen({ groupCommit: { maxWaitMs: 200 } });
    const answers = await Promise.all(Array.from({ length: 100 }, () => post(url, event)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const lines = await linesOf(lake, 'events/');
    expect(lines).toHaveLength(100);
    expect(new Set(lines.map(({ key }) => key)).size).toBeLessThan(20);
  });
});

describe('/metrics', () => {
  it('tells what was answered, accepted and refused, in the text format of Prometheus', async () => {
    const url = await listen();
    await post(url, `[${event},${event},{"eventName":5},{"eventName":"x","products":[{},{"price":"1"}]}]`);
    await post(url, 'no json');
    const answer = await fetch(`${url}/metrics`);
    const lines = (await answer.text()).split('\n');
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(lines).toEqual(
      expect.arrayContaining([
        '# TYPE footfall_requests_total counter',
        'footfall_requests_total{route="collect",status="200"} 1',
        'footfall_requests_total{route="collect",status="400"} 1',
        'footfall_events_accepted_total 2',
        'footfall_events_rejected_total{reason="eventName: must be a string"} 1',
        'footfall_events_rejected_total{reason="products.N.price: must be a number"} 1',
        'footfall_write_seconds_bucket{le="+Inf"} 1',
        'footfall_write_seconds_count 1',
        'footfall_pending_bytes 0',
      ]),
    );
    for (const line of lines.filter(Boolean))
      expect(line).toMatch(/^(# (HELP|TYPE) \S+ .+|[a-z_]+(\{[^{}]*\})? [\d.e+-]+)$/);
  });

  it('counts what never came to the core', async () => {
    const url = await listen();
    const figure = async (status: number) => {
      const figures = await (await fetch(`${url}/metrics`)).text();
      return Number(new RegExp(`route="other",status="${status}"} (\\d+)`).exec(figures)?.[1] ?? 0);
    };
    await say(url, 'no HTTP\r\n\r\n');
    await say(url, 'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await say(url, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n');
    await say(url, `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`);
    await say(url, 'POST / HTTP/1.1\r\nHost: x\r\nExpect: 200-ok\r\nContent-Length: 9\r\n\r\n');
    await fetch(`${url}/nothing`);
    expect(await Promise.all([400, 431, 417, 404].map(figure))).toEqual([3, 1, 1, 1]);
  });

  it('is not there for strangers, nor through a proxy that nobody told it of', async () => {
    const url = await listen({ config: { ...CONFIG, metricsFrom: ['192.0.2.0/24'], trustedProxies: ['127.0.0.1'] } });
    const status = async (from: string) =>
      (await fetch(`${url}/metrics`, { headers: { 'x-forwarded-for': from } })).status;
    expect(await status('192.0.2.1')).toBe(200);
    expect(await status('198.51.100.1')).toBe(404);
    await server?.close();
    const open = await listen();
    expect((await fetch(`${open}/metrics`, { headers: { 'x-forwarded-for': '127.0.0.1' } })).status).toBe(404);
  });
});

describe('The rate limit', () => {
  it('counts each address behind a trusted proxy, each network of IPv6, and each key', async () => {
    const rates = { address: { perSecond: 0.001, burst: 2 }, key: { perSecond: 0.001, burst: 4 } };
    const url = await listen({ config: { ...CONFIG, rates, trustedProxies: ['127.0.0.1'], writeKeys: ['k'] } });
    const send = async (from: string) => {
      const { status, headers } = await post(url, event, { 'x-forwarded-for': from, 'x-footfall-key': 'k' });
      return status === 429 ? `429 after ${Number(headers.get('retry-after')) > 0}` : status;
    };
    const answers = [];
    for (const from of [
      '2001:db8::1',
      '2001:db8::2',
      '2001:db8::3',
      '192.0.2.1',
      '192.0.2.2',
      '192.0.2.3',
      '127.0.0.1',
    ])
      answers.push(await send(from));
    expect(answers).toEqual([200, 200, '429 after true', 200, 200, '429 after true', 200]);
  });
});

describe('The log', () => {
  it('has one JSON object a line whatever is sent, and no address, agent, event or key in it', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
    const url = await listen({ logger, config: { ...CONFIG, writeKeys: ['secret-key'] } });
    const forged = 'x\r\n{"level":60,"msg":"forged"}';
    await post(url, JSON.stringify([{ eventName: forged }, { eventName: 'personal', [forged]: forged, pageUrl: 5 }]), {
      'x-footfall-key': 'secret-key',
      'user-agent': 'personal-agent',
    });
    await rm(folder, { recursive: true });
    await writeFile(folder, 'in the way');
    expect((await post(url, JSON.stringify({ eventName: forged }), { 'x-footfall-key': 'secret-key' })).status).toBe(
      503,
    );
    await server?.close();
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['the lake did not take a batch', 'traffic']);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ requests: 2, events: 2, accepted: 1, rejected: 1 });
    expect(lines.join('')).not.toMatch(/forged|personal|secret|127\.0\.0\.1/);
  });
});

describe('A proxy on this machine', () => {
  const warningsOf = async (trustedProxies: string[]) => {
    const lines: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
    const url = await listen({ logger, config: { ...CONFIG, trustedProxies } });
    await post(url, event);
    for (let i = 0; i < 2; i++) await post(url, event, { 'x-forwarded-for': '192.0.2.1' });
    await server?.close();
    return lines.map((line) => JSON.parse(line).msg);
  };

  it('that is not trusted is told of once, with the setting that helps', async () => {
    expect(await warningsOf([])).toEqual([expect.stringContaining('FOOTFALL_TRUSTED_PROXIES=')]);
    expect(await warningsOf(['127.0.0.1'])).toEqual([]);
  });
});

describe('The server as a process', () => {
  it.each([
    ['a port that is no number', { FOOTFALL_PORT: 'abc' }, 2, /FOOTFALL_PORT/],
    ['a port that is none', { FOOTFALL_PORT: '99999' }, 2, /FOOTFALL_PORT/],
    ['a wrong level', { FOOTFALL_LOG_LEVEL: 'loud' }, 2, /FOOTFALL_LOG_LEVEL.*info/],
    ['a lake that is none', { FOOTFALL_LAKE: 'ftp://x' }, 2, /FOOTFALL_LAKE.*file:/],
    ['a port in use', { FOOTFALL_PORT: 'taken' }, 1, /set FOOTFALL_PORT/],
  ])('says in one line what to do about %s', async (_what, settings: Record<string, string>, code, words) => {
    const taken = new URL(await listen()).port;
    const own = { ...settings, ...(settings.FOOTFALL_PORT === 'taken' && { FOOTFALL_PORT: taken }) };
    const env = { ...process.env, FOOTFALL_LAKE: pathToFileURL(folder).href, ...own };
    const child = spawn(process.execPath, [PROGRAM], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const [said, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(said).toMatch(words);
    expect({ exitCode, lines: said.trimEnd().split('\n').length }).toEqual({ exitCode: code, lines: 1 });
  });

  it('on SIGTERM finishes what it has taken, and exits', async () => {
    const child = spawn(process.execPath, [PROGRAM], {
      env: { ...process.env, FOOTFALL_LAKE: pathToFileURL(folder).href, FOOTFALL_PORT: '0', FOOTFALL_GROUP_MS: '1000' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const { url } = JSON.parse(line) as { url: string };
    const pending = async () => {
      const figures = await (await fetch(`${url}/metrics`)).text();
      return Number(/^footfall_pending_bytes (\d+)$/m.exec(figures)?.[1]);
    };
    const answers = Array.from({ length: 20 }, () => post(url, event)); // the first ones are written at once
    await expect.poll(pending).toBeGreaterThan(0);
    child.kill('SIGTERM');
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(0);
    expect(await linesOf(lake, 'events/')).toHaveLength(20);
  });
});
