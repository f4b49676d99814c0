import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake } from '@footfall/lake';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer } from '../../src/server.js';
import { CONFIG, silent } from '../helpers/fronts.js';
import { CANARY, type HostileRequest, hostileRequest } from '../helpers/hostile-requests.js';
import { linesOf } from '../helpers/lake-lines.js';

/** `npm run fuzz -w collector` sends 100,000, from another seed each time. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 3000);
const SEED = Number(process.env.FUZZ_SEED ?? (process.env.FUZZ_REQUESTS ? Date.now() % 2 ** 31 : 4));
const CONNECTIONS = 16;
/** Every so many requests, an honest one goes among them; its event must be in the lake. */
const HONEST_EVERY = 10;
const ANSWERS = [200, 204, 400, 401, 403, 404, 405, 408, 413, 415, 431];

interface Answer {
  status: number;
  text: string;
}

let folder: string;
let lake: FolderLake;
let server: ReturnType<typeof createServer>;
let port: number;
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-fuzz-'));
  await mkdir(join(folder, 'lake'));
  lake = new FolderLake(join(folder, 'lake'));
  server = createServer({
    config: CONFIG,
    lake,
    logger: silent,
    limits: { requestMs: 2000, headersMs: 1000, checkMs: 200 },
  });
  port = Number(new URL(await server.listen({ port: 0, host: '127.0.0.1' })).port);
});
afterAll(async () => {
  agent.destroy();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function send({ method, path, headers, body = new Uint8Array() }: HostileRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { port, method, path, agent, headers: { ...headers, 'content-length': body.length } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      },
    );
    request.on('error', reject).end(body);
  });
}

/** What comes back on a socket, until the server hangs up. */
function sendBytes(bytes: string): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      const body = text.split('\r\n\r\n')[1] ?? '';
      // Behind it may stand another answer: what follows a request is the next one.
      resolve({ status: Number(text.slice(9, 12)), text: body.replace(/HTTP\/1\.1 \d{3} .*$/s, '') });
    });
  });
}

it('survives hostile requests, answers each as designed, repeats nothing, and loses no honest event among them', async () => {
  const counts: Record<number, number> = {};
  const honest: string[] = [];
  const requests = endless(hostileRequest, SEED);
  let sent = 0;
  const sender = async () => {
    while (sent < REQUESTS) {
      const turn = sent++;
      if (turn % HONEST_EVERY === 0) {
        const eventId = randomUUID();
        const body = Buffer.from(JSON.stringify({ eventId, eventName: 'honest' }));
        const { status } = await send({ method: 'POST', path: '/clickstream', headers: {}, body });
        counts[status] = (counts[status] ?? 0) + 1;
        expect(status).toBe(200);
        honest.push(eventId);
        continue;
      }
      const request = requests.next().value as HostileRequest;
      const { status, text } = await (request.bytes === undefined ? send(request) : sendBytes(request.bytes));
      counts[status] = (counts[status] ?? 0) + 1;
      checkAnswer(request, { status, text });
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sender));
  console.log(`${sent} requests, seed ${SEED}, by status: ${JSON.stringify(counts)}`);

  expect((await send({ method: 'GET', path: '/health', headers: {} })).status).toBe(200);
  const stored = new Set((await linesOf(lake, 'events/')).map(({ line }) => line.eventId));
  expect(honest.filter((id) => !stored.has(id))).toEqual([]);
  for (const { line } of await linesOf(lake, 'rejected/')) expect(line.reason).toEqual(expect.any(String));
  expect(await readdir(folder)).toEqual(['lake']);
  expect((await readdir(join(folder, 'lake'))).sort()).toEqual(['.unfinished', 'events', 'rejected']);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
}, 3_600_000);

/** Samples in portions: fast-check keeps a whole sample in memory. */
function* endless(arbitrary: fc.Arbitrary<HostileRequest>, seed: number): Generator<HostileRequest> {
  for (let portion = 0; ; portion++) yield* fc.sample(arbitrary, { numRuns: 1000, seed: seed + portion });
}

function checkAnswer(request: HostileRequest, { status, text }: Answer): void {
  const about = JSON.stringify({
    ...request,
    body: request.body && Buffer.from(request.body).toString('base64'),
    status,
    text,
  });
  // A connection that says nothing that could be HTTP may be closed without a word.
  if (request.bytes !== undefined && status === 0) return;
  expect(ANSWERS, about).toContain(status);
  if (request.path === '/metrics' || text === '') return;
  const body = JSON.parse(text) as { success: boolean; rejected?: { eventId?: string }[] };
  expect(body.success, about).toBe(status === 200);
  // An event's id is given back by design, so that a sender knows which was refused.
  const said = JSON.stringify({ ...body, rejected: body.rejected?.map(({ eventId, ...rest }) => rest) });
  expect(said.includes(CANARY), about).toBe(false);
}
