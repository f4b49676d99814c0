import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FolderLake, type Lake, LakeError, S3Lake } from '@footfall/lake';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keysBelow, linesBelow } from '../../../lake/tests/helpers/lake-content.js';
import { startS3Server } from '../../../lake/tests/helpers/s3-server.js';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { compactLake, erasePerson, type ImportOptions, importHistory, runEtl } from '../../src/index.js';
import { newId } from '../helpers/events.js';
import { tracesOf } from '../helpers/traces.js';

let warehouse: TestWarehouse;
let folder: string;
let lake: FolderLake;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
});
afterAll(async () => {
  await warehouse.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await warehouse.empty();
  if (folder) await rm(folder, { recursive: true, force: true });
  folder = await mkdtemp(join(tmpdir(), 'footfall-history-'));
  lake = new FolderLake(join(folder, 'lake'));
});

const logger = pino({ level: 'silent' });
const parts = () => ({ lake, databaseUrl: warehouse.url('footfall_etl'), logger });
const load = () => runEtl(parts());
const one = async <T>(sql: string) => Object.values((await warehouse.query(sql))[0] ?? {})[0] as T;
const isBalanced = () => one<boolean>('select bool_and(is_balanced) from dash.balance');
const NOW = new Date('2026-11-22T15:00:00Z');

async function file(name: string, content: string | Buffer): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}
const ndjson = (...lines: unknown[]) =>
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
const importFiles = (files: string[], options: Partial<ImportOptions> = {}) =>
  importHistory({ lake, files, now: NOW, ...options });
const past = (eventTimestamp: string | undefined, more = {}) => ({
  eventName: 'page_view',
  eventTimestamp,
  clientId: 'c',
  sessionId: 's',
  ...more,
});

describe('An import', () => {
  it('puts events of every form under their own hours, with their own time as that of receipt', async () => {
    const id = newId();
    const lines = ndjson(
      past('2019-03-01T10:15:00.000Z', { eventId: id }),
      '',
      [past('2019-03-01T10:59:59.999Z'), past('2019-03-01T13:00:00+02:00')],
      { common: { clientId: 'shared' }, events: [{ eventName: 'click', eventTimestamp: '2026-11-22T14:59:00Z' }] },
    );
    expect(await importFiles([await file('a.ndjson', lines)])).toMatchObject({
      received: 4,
      accepted: 4,
      refused: 0,
      objects: 3,
    });
    expect((await keysBelow(lake, '')).map((key) => key.replace(/[0-9a-f]{32}/, '#'))).toEqual([
      'events/2019/03/01/10/imported-#.ndjson.gz',
      'events/2019/03/01/11/imported-#.ndjson.gz',
      'events/2026/11/22/14/imported-#.ndjson.gz',
    ]);
    const [first = ''] = await linesBelow(lake, 'events/2019/03/01/10/');
    expect(JSON.parse(first)).toEqual({
      ...past('2019-03-01T10:15:00.000Z', { eventId: id }),
      _ingest: { receivedAt: '2019-03-01T10:15:00.000Z', method: 'IMPORT', path: 'import', requestId: 'import' },
    });
    expect(await load()).toMatchObject({ received: 4, loaded: 4 });
    // Seven years are no wrong clock.
    expect(
      await warehouse.query(
        'select client_id, event_timestamp, received_at, clock_suspect from clickstream_events order by event_timestamp',
      ),
    ).toEqual(
      [
        ['c', '2019-03-01T10:15:00.000Z'],
        ['c', '2019-03-01T10:59:59.999Z'],
        ['c', '2019-03-01T11:00:00.000Z'],
        ['shared', '2026-11-22T14:59:00.000Z'],
      ].map(([client_id, at]) => ({
        client_id,
        event_timestamp: new Date(at ?? ''),
        received_at: new Date(at ?? ''),
        clock_suspect: false,
      })),
    );
    expect(await one('select count(*)::int from sessions')).toBe(2);
    expect(await isBalanced()).toBe(true);
  });

  it.each([
    ['a.ndjson.gz', (events: unknown[]) => gzipSync(ndjson(...events))],
    ['a.log', (events: unknown[]) => gzipSync(ndjson(...events))],
    ['a.json', (events: unknown[]) => JSON.stringify(events, null, 2)],
    ['a.json', (events: unknown[]) => JSON.stringify({ events }, null, 2)],
    ['a.json', (events: unknown[]) => ndjson(...events)],
  ])('reads %s', async (name, content) => {
    const events = [past('2026-11-20T10:00:00Z'), past('2026-11-20T10:00:01Z', { pageTitle: 'a\u2028b' })];
    expect(await importFiles([await file(name, content(events))])).toMatchObject({ received: 2, accepted: 2 });
    expect(await linesBelow(lake, 'events/2026/11/20/10/')).toHaveLength(2);
  });

  it('of the same file again changes nothing, whatever it is called', async () => {
    const same = past('2026-11-20T10:00:00Z');
    const lines = ndjson(same, same, past('2026-11-20T11:00:00Z', { eventId: null }), past(undefined), 'no json');
    const first = await importFiles([await file('a.ndjson', lines)]);
    expect(first).toMatchObject({ received: 5, accepted: 3, refused: 2, objects: 3 });
    const keys = await keysBelow(lake, '');
    expect(await load()).toMatchObject({ loaded: 3, rejected: 2 });
    const again = await importFiles([await file('b.ndjson', lines)]);
    expect(again).toMatchObject({ received: 5, accepted: 3, refused: 2, objects: 0, objectsThere: 3 });
    expect(await keysBelow(lake, '')).toEqual(keys);
    expect(await load()).toMatchObject({ objects: 0 });
    // A file that has grown brings what is new alone.
    const more = lines + ndjson(past('2026-11-20T10:30:00Z'));
    await importFiles([await file('a.ndjson', more)]);
    expect(await load()).toMatchObject({ received: 3, loaded: 1, duplicate: 2 });
    expect(await isBalanced()).toBe(true);
  });

  it('again after a compaction and after the objects are gone from sight loads nothing twice', async () => {
    const files = [await file('a.ndjson', ndjson(past('2026-11-20T10:00:00Z'), past('2026-11-20T10:01:00Z')))];
    await importFiles(files);
    await importFiles([await file('b.ndjson', ndjson(past('2026-11-20T10:02:00Z')))]);
    await load();
    await compactLake({ ...parts(), prefixes: [''], targetBytes: 1_000_000 });
    await importFiles(files);
    expect(await load()).toMatchObject({ objects: 0 });
    await compactLake({ ...parts(), prefixes: [''], targetBytes: 1_000_000 });
    expect(await linesBelow(lake, 'events/')).toHaveLength(3);
  });

  it('refuses what breaks the contract, has no time, or one that cannot be, and says how many for which reason', async () => {
    const bad = [
      past(undefined),
      past('2026-11-22T15:06:00Z'),
      past('1969-12-31T23:59:59Z'),
      past('2026-12-31T23:59:60Z'),
      past('2026-11-20T10:00:00Z', { product: { price: '1' } }),
      past('yesterday'),
      'no json',
      '5',
      `{"eventName":"x","a":${'['.repeat(5000)}${']'.repeat(5000)}}`,
      JSON.stringify(past('2026-11-20T10:00:00Z', { properties: { x: 'x'.repeat(2_000_000) } })),
    ];
    const good = past('2026-11-20T12:00:00Z');
    const summary = await importFiles([
      await file('a.ndjson', ndjson(bad[0], good, ...bad.slice(1), past('2026-11-22T15:04:00Z'))),
    ]);
    expect(summary).toMatchObject({ received: 12, accepted: 2, refused: 10, erased: 0 });
    const reasons = summary.reasons.map(({ reason }) => reason);
    expect(reasons.sort()).toEqual(
      [
        'event: has 2000100 bytes, more than 32768',
        'event: is nested deeper than 10',
        'event: must be an object',
        'eventTimestamp: is before 1970',
        'eventTimestamp: is in the future',
        'eventTimestamp: is no time',
        'eventTimestamp: is required of a past event',
        'eventTimestamp: must be an ISO 8601 time, as 2026-11-22T15:04:05.000Z',
        'line: is not JSON',
        'product.price: must be a number',
      ].map((reason) => (reason.startsWith('event: has') ? expect.stringMatching(/^event: has \d+ bytes/) : reason)),
    );
    // Without a time of their own they stand beside their neighbour; the first has none.
    expect((await keysBelow(lake, 'rejected/')).map((key) => key.slice(0, 23))).toEqual([
      'rejected/1970/01/01/00/',
      'rejected/2026/11/20/10/',
      'rejected/2026/11/20/12/',
    ]);
    expect(await load()).toMatchObject({ received: 12, loaded: 2, rejected: 10 });
    expect(await one(`select string_agg(distinct reason, '|') from rejected_events where reason like 'product%'`)).toBe(
      'product.price: must be a number',
    );
    expect(await isBalanced()).toBe(true);
  });

  it('keeps what another lake knew of the sender, and no other claims', async () => {
    const _ingest = {
      receivedAt: '2030-01-01T00:00:00Z',
      userAgent: 'Mozilla/5.0 (iPhone)',
      country: 'DE',
      trusted: true,
      sourceIp: '1.2.3.4',
    };
    await importFiles([await file('a.ndjson', ndjson(past('2026-11-20T10:00:00Z', { _ingest })))]);
    const [line = ''] = await linesBelow(lake, 'events/');
    expect(JSON.parse(line)._ingest).toEqual({
      userAgent: 'Mozilla/5.0 (iPhone)',
      country: 'DE',
      trusted: true,
      receivedAt: '2026-11-20T10:00:00.000Z',
      method: 'IMPORT',
      path: 'import',
      requestId: 'import',
    });
  });

  it('that is killed half-way is finished by the next', async () => {
    const hours = Array.from({ length: 20 }, (_, i) => past(`2026-11-20T${String(i).padStart(2, '0')}:00:00Z`));
    const files = [await file('a.ndjson', ndjson(...hours))];
    let puts = 0;
    const breaking = new FolderLake(join(folder, 'lake'));
    breaking.put = async (key, body) => {
      if (++puts > 7) throw new LakeError('gone');
      await lake.put(key, body);
    };
    await expect(importFiles(files, { lake: breaking })).rejects.toThrow(LakeError);
    await load();
    expect(await importFiles(files)).toMatchObject({ objects: 13, objectsThere: 7 });
    await load();
    expect(await one('select count(*)::int from clickstream_events')).toBe(20);
    expect(await isBalanced()).toBe(true);
  });

  it('writes nothing of a file that is damaged or missing, and nothing where it only counts', async () => {
    const whole = gzipSync(
      ndjson(...Array.from({ length: 5000 }, (_, i) => past('2026-11-20T10:00:00Z', { n: Math.sin(i) }))),
    );
    const damaged = await file('a.ndjson.gz', whole.subarray(0, whole.length / 2));
    await expect(importFiles([damaged])).rejects.toThrow(/is damaged, and nothing of it was written/);
    await expect(importFiles([join(folder, 'none')])).rejects.toThrow(/none cannot be read: ENOENT/);
    await mkdir(join(folder, 'some'));
    await expect(importFiles([join(folder, 'some')])).rejects.toThrow(/cannot be read/);
    const good = await file('b.ndjson', ndjson(past('2026-11-20T10:00:00Z'), past(undefined)));
    expect(await importFiles([good], { isDryRun: true })).toMatchObject({
      received: 2,
      accepted: 1,
      refused: 1,
      objects: 0,
    });
    expect(await keysBelow(lake, '')).toEqual([]);
  });

  it('brings nobody back who was erased since', async () => {
    const lines = ndjson(
      past('2026-11-20T10:00:00Z', { clientId: 'ann' }),
      past('2026-11-20T10:01:00Z', { clientId: 'bob' }),
      { ...past('2026-11-20T10:02:00Z', { clientId: 'ann' }), eventName: 5 },
    );
    const files = [await file('a.ndjson', lines)];
    await importFiles(files, { now: new Date() });
    await load();
    await erasePerson({ ...parts(), person: { kind: 'client', id: 'ann' }, ranBy: 'tester' });
    const keys = await keysBelow(lake, '');
    expect(await importFiles(files, { now: new Date() })).toMatchObject({
      accepted: 1,
      refused: 0,
      erased: 2,
      objects: 0,
    });
    expect(await tracesOf('ann', { lake, warehouse })).toEqual([]);
    // Also where a compaction, or somebody's hand, has removed the objects.
    for (const key of keys.filter((each) => each.includes('imported'))) await lake.remove(key);
    await importFiles(files, { now: new Date() });
    expect(await keysBelow(lake, '')).toEqual(keys);
    expect(await tracesOf('ann', { lake, warehouse })).toEqual([]);
    await warehouse.empty();
    expect(await load()).toMatchObject({ received: 3, loaded: 1, erased: 2 });
  });

  it('sorts more than fits into memory on disk, gives the same objects, and cleans up', async () => {
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith('footfall-import-'));
    // Hours in turn, so that each of them is both on disk and in memory.
    const line = (i: number) =>
      past(`2026-11-${20 + (i % 2)}T${String(i % 24).padStart(2, '0')}:00:00Z`, {
        n: i,
        pageTitle: 'a\u2028b',
        properties: { x: 'x'.repeat(7000) },
      });
    const count = 11_000;
    const chunks: string[] = [];
    for (let i = 0; i < count; i++) chunks.push(ndjson(line(i)));
    const files = [await file('a.ndjson', chunks.join(''))];
    const summary = await importFiles(files);
    expect(summary).toMatchObject({ received: count, accepted: count });
    const wanted = Array.from({ length: count }, (_, i) => i).filter((i) => i % 2 === 0 && i % 24 === 0);
    const found = await linesBelow(lake, 'events/2026/11/20/00/');
    expect(found.map((text) => JSON.parse(text).n)).toEqual(wanted);
    expect(await importFiles(files)).toMatchObject({ objects: 0, objectsThere: summary.objects });
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('footfall-import-'))).toEqual(before);
  });

  it('works on S3', async () => {
    const s3 = await startS3Server('raw');
    try {
      const bucket: Lake = new S3Lake({ client: s3.client, bucket: 'raw', prefix: 'some/place' });
      const files = [await file('a.ndjson', ndjson(past('2026-11-20T10:00:00Z'), past(undefined)))];
      expect(await importFiles(files, { lake: bucket })).toMatchObject({ accepted: 1, refused: 1, objects: 2 });
      expect(await importFiles(files, { lake: bucket })).toMatchObject({ objects: 0, objectsThere: 2 });
    } finally {
      await s3.stop();
    }
  });
});
