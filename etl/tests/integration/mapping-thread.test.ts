import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
// As built: a thread starts from a file that Node.js itself can read.
import { compactLake, EtlError, erasePerson, type RunSummary, rebuildWarehouse, runEtl } from '@footfall/etl';
import { FolderLake } from '@footfall/lake';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { MappingThread, MappingThreadError } from '../../dist/mapping/thread.js';
import { lakeLine, putLines } from '../helpers/events.js';
import { randomLines, randomOf } from '../helpers/random-lake.js';

/** More than a thread is started for, and more than is fetched whole. */
const LARGE_BYTES = 1024 * 1024;
const HOUR = 'events/2026/11/22/15';

const logger = pino({ level: 'silent' });
let warehouse: TestWarehouse;
let folder: string;
let lake: FolderLake;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
});
afterAll(() => warehouse.stop());
beforeEach(async () => {
  await warehouse.empty();
  folder = await mkdtemp(join(tmpdir(), 'footfall-thread-'));
  lake = new FolderLake(folder);
  return () => rm(folder, { recursive: true, force: true });
});

const load = (options: { inThread?: boolean; shouldStop?: () => boolean } = {}): Promise<RunSummary> => {
  const { inThread = true, ...others } = options;
  return runEtl({ lake, databaseUrl: warehouse.url('footfall_etl'), logger, mapping: { inThread }, ...others });
};
/** What loading the lake anew without a thread gives beside what is there. */
const verified = () =>
  rebuildWarehouse({ lake, ownerUrl: warehouse.url('footfall_owner'), logger, isVerification: true });
const isBalanced = async () =>
  (await warehouse.query('select bool_and(is_balanced) as yes from dash.balance'))[0] as { yes: boolean };

/** Lines that do not pack well, as many as fill a large object. */
function manyLines(): unknown[] {
  return Array.from({ length: 30_000 }, (_, i) =>
    lakeLine(
      { eventId: randomUUID(), sessionId: `s-${i % 900}`, clientId: `c-${i % 700}`, own: randomUUID() },
      { userAgent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/${100 + (i % 40)}.0.0.0 Safari/537.36` },
    ),
  );
}

async function putLarge(name: string): Promise<string> {
  const key = await putLines(lake, name, manyLines());
  for await (const { bytes } of lake.list(key)) expect(bytes).toBeGreaterThan(LARGE_BYTES);
  return key;
}

it('gives what mapping without a thread gives, of everything that a lake can hold', async () => {
  await putLarge('a-large');
  const random = randomOf(7);
  for (let i = 0; i < 200; i++) await putLines(lake, `b-${i}`, randomLines(random, 20));
  await putLines(lake, 'c-odd', [lakeLine({ pageTitle: 'a\0b \ud800 c', own: { deep: [1, null] } }), '{', '[]', '']);
  await putLines(lake, 'd-refused', [{ reason: 'eventName: is required', event: { a: 1 }, _ingest: {} }], 'rejected');
  await lake.put(`${HOUR}/e-one.json`, Buffer.from(JSON.stringify({ eventName: 'click' }, null, 2)));
  await lake.put(`${HOUR}/f-damaged.ndjson.gz`, gzipSync(JSON.stringify(lakeLine({}))).subarray(0, 60));
  const { length } = await buffer(await lake.get(await putLarge('g-large')));
  await lake.put(
    `${HOUR}/h-torn.ndjson.gz`,
    (await buffer(await lake.get(`${HOUR}/g-large.ndjson.gz`))).subarray(0, length - 900),
  );
  const first = await load();
  expect(first.isComplete).toBe(true);
  expect(first.received).toBe(first.loaded + first.duplicate + first.rejected);
  expect(first.loaded).toBeGreaterThan(60_000);
  expect((await verified()).comparison).toMatchObject({ isEqual: true });
  expect((await warehouse.query('select count(*)::int as n from user_agents'))[0]).toMatchObject({ n: 41 });
});

it('leaves erased persons and what is loaded out, of compacted objects, too', async () => {
  await putLarge('a');
  await putLines(lake, 'b', [lakeLine({ clientId: 'c-5', own: 'before' })]);
  await load({ inThread: false });
  const common = { lake, logger };
  const databaseUrl = warehouse.url('footfall_etl');
  await erasePerson({ ...common, databaseUrl, person: { kind: 'client', id: 'c-5' }, ranBy: 'tester' });
  await compactLake({ ...common, databaseUrl, prefixes: [''], targetBytes: 64 * LARGE_BYTES });
  await putLarge('c');
  const ownerUrl = warehouse.url('footfall_owner');
  const { erased, loaded } = await rebuildWarehouse({ ...common, ownerUrl, mapping: { inThread: true } });
  expect(erased).toBeGreaterThan(80);
  expect(loaded).toBe(60_001 - erased);
  expect((await verified()).comparison).toMatchObject({ isEqual: true });
});

async function* brokenOff(whole: Buffer) {
  yield whole.subarray(0, 600_000);
  yield whole.subarray(600_000, 900_000);
  throw new Error('connection reset');
}

it('loads nothing of an object that the lake breaks off, and all of it and the others later', async () => {
  await putLines(lake, 'a', [lakeLine({})]);
  const key = await putLarge('b');
  await putLines(lake, 'c', [lakeLine({})]);
  const whole = await buffer(await lake.get(key));
  const get = lake.get.bind(lake);
  lake.get = async (wanted) => (wanted === key ? Readable.from(brokenOff(whole)) : get(wanted));
  await expect(load()).rejects.toThrow(/1 objects could not be read.*b\.ndjson\.gz: connection reset/);
  expect((await warehouse.query('select count(*)::int as n from clickstream_events'))[0]).toMatchObject({ n: 2 });
  expect(await isBalanced()).toMatchObject({ yes: true });
  lake.get = get;
  expect(await load()).toMatchObject({ loaded: 30_000, isComplete: true });
  expect((await verified()).comparison).toMatchObject({ isEqual: true });
});

it('ends where a run is told to stop, and the next run goes on', async () => {
  for (const name of ['a', 'b', 'c']) await putLarge(name);
  let asked = 0;
  expect(await load({ shouldStop: () => ++asked > 1 })).toMatchObject({ isComplete: false });
  const [before] = (await warehouse.query('select count(*)::int as n from clickstream_events')) as { n: number }[];
  expect(before?.n).toBeLessThan(90_000);
  expect(await load()).toMatchObject({ isComplete: true, loaded: 90_000 - (before?.n ?? 0) });
  expect(await isBalanced()).toMatchObject({ yes: true });
});

it('fails a run whose thread cannot start, and blames no object for it', async () => {
  await putLarge('a');
  const collapse = [(() => '') as never]; // a function is nothing that can be handed to a thread
  const run = runEtl({
    lake,
    databaseUrl: warehouse.url('footfall_etl'),
    logger,
    mapping: { inThread: true, pathRules: { collapse } },
  });
  const error = await run.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(EtlError);
  expect((await warehouse.query('select count(*)::int as n from etl_objects'))[0]).toMatchObject({ n: 0 });
  expect(await load()).toMatchObject({ isComplete: true, loaded: 30_000 });
});

const nothingErased = { settings: {}, tombstones: [], erasedLines: new Map() };
const opened = (body: Buffer | Readable) => ({
  object: { key: `${HOUR}/a.ndjson`, bytes: 1, modifiedAt: new Date() },
  body,
  parts: undefined,
});

it('tells whoever waits that the thread broke', async () => {
  const thread = new MappingThread({ ...nothingErased, tombstones: 7 as never });
  const waiting = thread.map(opened(Buffer.from('{}'))).next();
  await expect(waiting).rejects.toThrow(MappingThreadError);
  await expect(thread.map(opened(Buffer.from('{}'))).next()).rejects.toThrow(/mapping broke off: .*not iterable/);
  await thread.close();
});

it('leaves no body open when it ends in the middle of one', async () => {
  const thread = new MappingThread(nothingErased);
  const body = new Readable({ read() {} });
  body.push(`${JSON.stringify(lakeLine({}))}\n`);
  const lines = thread.map(opened(body));
  expect((await lines.next()).value).toMatchObject({ received: 1, rows: [{ keys: { eventName: 'page_view' } }] });
  const waiting = lines.next();
  const closed = new Promise((resolve) => body.on('close', resolve));
  await Promise.all([expect(waiting).rejects.toThrow(MappingThreadError), closed, thread.close()]);
});
