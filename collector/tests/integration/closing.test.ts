import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FolderLake, LakeError } from '@footfall/lake';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderWriter } from '../../src/folder-writer.js';
import { type CollectorServerOptions, createServer } from '../../src/server.js';
import { CONFIG, silent } from '../helpers/fronts.js';
import { linesOf } from '../helpers/lake-lines.js';
import { eventRequest, rawConnection } from '../helpers/raw-connection.js';

let folder: string;
let lake: FolderLake;
let server: FastifyInstance | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-closing-'));
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
const post = (url: string) => fetch(`${url}/clickstream`, { method: 'POST', body: '{"eventName":"page_view"}' });
const pendingBytes = async (url: string) =>
  Number(/^footfall_pending_bytes (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1]);

/** A lake whose writes wait until they are let go, or for ever. */
function heldLake() {
  const waiting: (() => void)[] = [];
  return {
    url: 's3://held/',
    put: () => new Promise<void>((resolve) => waiting.push(resolve)),
    get: () => Promise.reject(new LakeError('held')),
    list: async function* () {},
    replace: async () => {},
    remove: async () => {},
    probe: async () => 'written' as const,
    letGo: () => {
      for (const resolve of waiting) resolve();
    },
    count: () => waiting.length,
  };
}

describe('A server that closes', () => {
  it('writes at once what waits for others', async () => {
    const url = await listen({ groupCommit: { maxWaitMs: 60_000, giveUpMs: 60_000 } });
    expect((await post(url)).status).toBe(200); // the first after a pause waits for nobody
    const answer = post(url);
    await expect.poll(() => pendingBytes(url)).toBeGreaterThan(0);
    const start = performance.now();
    await server?.close();
    expect((await answer).status).toBe(200);
    expect(performance.now() - start).toBeLessThan(2000);
    expect(await linesOf(lake, 'events/')).toHaveLength(2);
  });

  it('answers 503 and hangs up where a request comes on an open connection, and takes no new connection', async () => {
    const held = heldLake();
    const lines: string[] = [];
    const logger = pino({}, { write: (line: string) => void lines.push(line) });
    const url = await listen({ lake: held, logger });
    const answer = post(url);
    await expect.poll(held.count).toBe(1);
    const open = await rawConnection(url);
    open.say(`GET /health HTTP/1.1\r\nHost: x\r\n\r\n${eventRequest().slice(0, 10)}`);
    expect((await open.answers(1))[0]).toMatch(/^HTTP\/1.1 200 (?!.*connection: close)/is);

    const closed = server?.close();
    await expect
      .poll(() =>
        rawConnection(url).then(
          () => 'connected',
          ({ code }) => code,
        ),
      )
      .toBe('ECONNREFUSED');
    open.say(eventRequest().slice(10));
    const [, refused] = await open.answers(2);
    expect(refused).toMatch(/^HTTP\/1.1 503 /);
    expect(refused?.toLowerCase()).toMatch(
      /\r\nretry-after: 1\r\n.*\r\n?connection: close\r\n|\r\nconnection: close\r\n/s,
    );
    await open.ended;
    held.letGo();
    expect((await answer).headers.get('connection')).toBe('close');
    expect((await answer).status).toBe(200);
    await closed;
    expect(held.count()).toBe(1);
    expect(lines.join('')).toContain('"requests":3'); // the refused one is counted, too
  });

  it('answers 503 where the lake still hangs at the end of the grace', async () => {
    const held = heldLake();
    const url = await listen({ lake: held, limits: { graceMs: 300 }, groupCommit: { maxWrites: 2 } });
    const answers = [];
    for (let i = 0; i < 6; i++) {
      answers.push(post(url));
      await expect.poll(() => pendingBytes(url)).toBeGreaterThan(0);
    }
    const start = performance.now();
    await server?.close();
    expect(performance.now() - start).toBeLessThan(800);
    for (const { status, headers } of await Promise.all(answers))
      expect({ status, retryAfter: headers.get('retry-after') }).toEqual({ status: 503, retryAfter: '5' });
  });

  it('cuts off a request that trickles in when the grace is over', async () => {
    const url = await listen({ limits: { graceMs: 100, lastWordsMs: 100 } });
    const slow = await rawConnection(url);
    slow.say('POST /clickstream HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n');
    await expect.poll(slow.heard).toContain('100 Continue');
    const start = performance.now();
    await server?.close();
    await slow.ended;
    expect(performance.now() - start).toBeGreaterThan(150);
    expect(performance.now() - start).toBeLessThan(1500);
  });
});

describe('The writing thread', () => {
  it('is not started again once it was closed', async () => {
    const writer = folderWriter(lake);
    await writer.write('events/2026/11/22/15/a.ndjson.gz', [Buffer.from('{}\n')]);
    await writer.close();
    await expect(writer.write('events/2026/11/22/15/b.ndjson.gz', [Buffer.from('{}\n')])).rejects.toThrow(/closed/);
    expect(await linesOf(lake, 'events/')).toHaveLength(1);
  });

  it('does not keep a process alive', async () => {
    const built = (path: string) => JSON.stringify(fileURLToPath(new URL(`../../${path}`, import.meta.url)));
    const program = `
      import { FolderLake } from ${built('../lake/dist/index.js')};
      import { folderWriter } from ${built('dist/folder-writer.js')};
      const hold = setInterval(() => {}, 1000);
      await folderWriter(new FolderLake(process.argv[2])).write('events/a.ndjson.gz', [Buffer.from('{}')]);
      clearInterval(hold);`;
    const file = join(folder, 'writes.mjs');
    await writeFile(file, program);
    const child = spawn(process.execPath, [file, folder], { stdio: 'inherit' });
    const timer = setTimeout(() => child.kill(), 5000);
    expect(await once(child, 'exit')).toEqual([0, null]);
    clearTimeout(timer);
  });
});

describe('Connections', () => {
  it('beyond the most are turned away until one ends', async () => {
    const url = await listen({ limits: { connections: 2 } });
    const [first, second] = [await rawConnection(url), await rawConnection(url)];
    for (const connection of [first, second]) {
      connection.say('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
      await connection.answers(1);
    }
    expect(await (await rawConnection(url)).ended).toBe('');
    first.end();
    await expect
      .poll(() =>
        post(url).then(
          ({ status }) => status,
          () => 'turned away',
        ),
      )
      .toBe(200);
    second.end();
  });
});
