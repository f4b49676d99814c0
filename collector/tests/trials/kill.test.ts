import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FolderLake } from '@footfall/lake';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { linesOf } from '../helpers/lake-lines.js';

/** `npm run kill-trials -w collector` makes 100. */
const KILLS = Number(process.env.KILL_TRIALS ?? 5);
const SENDERS = 16;
const EVENTS_A_REQUEST = 5;
/** The kill comes at a moment between the first answer and this many milliseconds after it. */
const MAX_LIFE_MS = 400;
const PROGRAM = fileURLToPath(new URL('../../dist/server-entry.js', import.meta.url));

interface Sent {
  eventId: string;
  eventName: string;
  own: unknown;
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-kill-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it(`keeps every event that it answered with 200, exactly as sent, through ${KILLS} SIGKILLs under load`, async () => {
  const answered: Sent[] = [];
  let unanswered = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const child = spawn(process.execPath, [PROGRAM], {
      env: { ...process.env, FOOTFALL_LAKE: pathToFileURL(folder).href, FOOTFALL_PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const port = Number(new URL((JSON.parse(line) as { url: string }).url).port);
    const before = answered.length;
    const lost = await Promise.all([killSoon(child, () => answered.length > before), ...senders(port, answered)]);
    unanswered += lost.reduce((sum, count) => sum + count, 0);
  }
  const lake = new FolderLake(folder);
  const stored = new Map<string, Sent>();
  for (const { line } of await linesOf(lake, 'events/')) {
    const { _ingest, ...event } = line;
    stored.set(String(event.eventId), event as unknown as Sent);
  }
  console.log(
    `${KILLS} kills, ${answered.length} events answered 200, ${unanswered} requests cut off, ${stored.size} events in the lake`,
  );
  expect(answered.length).toBeGreaterThan(KILLS);
  expect(answered.filter((event) => !stored.has(event.eventId))).toEqual([]);
  for (const event of answered) expect(stored.get(event.eventId)).toEqual(event);
}, 3_600_000);

/** Waits for the first answer, then for a moment of chance. */
async function killSoon(child: ReturnType<typeof spawn>, hasAnswered: () => boolean): Promise<number> {
  while (!hasAnswered() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, Math.random() * MAX_LIFE_MS));
  child.kill('SIGKILL');
  await once(child, 'exit');
  return 0;
}

/** Each sends until the server is gone, and resolves with how many of its requests had no answer. */
function senders(port: number, answered: Sent[]): Promise<number>[] {
  const agent = new Agent({ keepAlive: true });
  return Array.from({ length: SENDERS }, async () => {
    for (;;) {
      const events = Array.from({ length: EVENTS_A_REQUEST }, (_, i) => ({
        eventId: randomUUID(),
        eventName: 'trial',
        own: { i, text: 'é\u0000😀', number: Math.random() },
      }));
      const status = await post(port, agent, JSON.stringify(events)).catch(() => undefined);
      if (status === undefined) return 1;
      expect(status).toBe(200);
      answered.push(...events);
    }
  });
}

function post(port: number, agent: Agent, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { port, agent, method: 'POST', path: '/clickstream' };
    const request = httpRequest(options, (answer) => {
      // The head of an answer is not yet the answer.
      answer
        .resume()
        .on('end', () => resolve(answer.statusCode))
        .on('error', reject);
      answer.on('aborted', reject);
    });
    request.on('error', reject).end(body);
  });
}
