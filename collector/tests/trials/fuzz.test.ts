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
import { CONFIG, lambdaFront, silent } from '../helpers/fronts.js';
import { CANARY, type HostileRequest, hostileRequest } from '../helpers/hostile-requests.js';
import { linesOf } from '../helpers/lake-lines.js';

/** `npm run fuzz -w collector` sends 100,000, from another seed each time. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 3000);
const SEED = Number(process.env.FUZZ_SEED ?? (process.env.FUZZ_REQUESTS ? Date.now() % 2 ** 31 : 4));
/** The Lambda front is asked in this process, and writes an object for each request. */
const LAMBDA_REQUESTS = REQUESTS / 10;
const CONNECTIONS = 16;
/** Every so many requests, an honest one goes among them; its event must be in the lake. */
const HONEST_EVERY = 10;
const ANSWERS = [200, 204, 400, 401, 403, 404, 405, 408, 413, 415, 431];

interface Answer {
  status: number;
  text: string;
}

/** What all answers together say: how many there were of each status, and what became of the events. */
interface Said {
  answers: Record<number, number>;
  accepted: number;
  rejected: number;
}
const nothingSaid = (): Said => ({ answers: {}, accepted: 0, rejected: 0 });

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
  const said = nothingSaid();
  const honest: string[] = [];
  const requests = endless(hostileRequest, SEED);
  let sent = 0;
  const sender = async () => {
    while (sent < REQUESTS) {
      const turn = sent++;
      if (turn % HONEST_EVERY === 0) {
        const eventId = randomUUID();
        const body = Buffer.from(JSON.stringify({ eventId, eventName: 'honest' }));
        const answer = await send({ method: 'POST', path: '/clickstream', headers: {}, body });
        add(said, answer);
        expect(answer.status).toBe(200);
        honest.push(eventId);
        continue;
      }
      const request = requests.next().value as HostileRequest;
      const answer = await (request.bytes === undefined ? send(request) : sendBytes(request.bytes));
      checkAnswer(request, answer);
      add(said, answer);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sender));
  console.log(`${sent} requests, seed ${SEED}: ${JSON.stringify(said)}`);

  expect((await send({ method: 'GET', path: '/health', headers: {} })).status).toBe(200);
  const stored = new Set(await checkLines(lake, said));
  expect(honest.filter((id) => !stored.has(id))).toEqual([]);
  expect(await readdir(folder)).toEqual(['lake']);
  expect((await readdir(join(folder, 'lake'))).sort()).toEqual(['.unfinished', 'events', 'rejected']);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
}, 3_600_000);

it('answers hostile requests to the Lambda as designed, and stores just what it says', async () => {
  await mkdir(join(folder, 'lambda'));
  const lambdaLake = new FolderLake(join(folder, 'lambda'));
  const front = await lambdaFront(lambdaLake);
  const said = nothingSaid();
  const requests = endless(hostileRequest, SEED);
  for (let sent = 0; sent < LAMBDA_REQUESTS; ) {
    const request = requests.next().value as HostileRequest;
    if (request.bytes !== undefined) continue; // API Gateway passes on nothing that is no HTTP
    sent++;
    const { status, body } = await front.send(request);
    const answer = { status, text: Object.keys(body).length > 0 ? JSON.stringify(body) : '' };
    checkAnswer(request, answer);
    add(said, answer);
  }
  console.log(`${LAMBDA_REQUESTS} requests to the Lambda, seed ${SEED}: ${JSON.stringify(said)}`);
  expect(said.accepted).toBeGreaterThan(0);
  await checkLines(lambdaLake, said);
}, 3_600_000);

/** Counts an answer, and what it says of its events. */
function add(said: Said, { status, text }: Answer): void {
  said.answers[status] = (said.answers[status] ?? 0) + 1;
  if (status !== 200 || !text.startsWith('{')) return; // figures for Prometheus are no JSON
  const { accepted = 0, rejected = [] } = JSON.parse(text) as { accepted?: number; rejected?: unknown[] };
  said.accepted += accepted;
  said.rejected += rejected.length;
}

/** The lake has a line for each event that was called accepted or rejected, and no other. @returns the ids of the accepted */
async function checkLines(lake: FolderLake, { accepted, rejected }: Said): Promise<unknown[]> {
  const events = await linesOf(lake, 'events/');
  const refused = await linesOf(lake, 'rejected/');
  expect({ accepted: events.length, rejected: refused.length }).toEqual({ accepted, rejected });
  for (const { line } of refused) expect(line.reason).toEqual(expect.any(String));
  return events.map(({ line }) => line.eventId);
}

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
