import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { FolderLake, type Lake, rawLines, S3Lake } from '@footfall/lake';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keysBelow, linesBelow } from '../../../lake/tests/helpers/lake-content.js';
import { startS3Server } from '../../../lake/tests/helpers/s3-server.js';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { compactLake, type EraseOptions, erasePerson, runEtl, sweepErased, withQuarantine } from '../../src/index.js';
import { lakeLine, newId, putLines } from '../helpers/events.js';
import { tracesInLake, tracesInWarehouse, tracesOf } from '../helpers/traces.js';

const HOUR = 'events/2026/11/22/15/';

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
  folder = await mkdtemp(join(tmpdir(), 'footfall-erase-'));
  lake = new FolderLake(folder);
});

const logger = pino({ level: 'silent' });
const parts = (of: Lake = lake) => ({ lake: of, databaseUrl: warehouse.url('footfall_etl'), logger });
const load = (of: Lake = lake) => runEtl(parts(of));
const erase = (person: EraseOptions['person'], options: Partial<EraseOptions> = {}) =>
  erasePerson({ ...parts(), person, ranBy: 'tester', ...options });
const eraseClient = (id: string, options: Partial<EraseOptions> = {}) => erase({ kind: 'client', id }, options);
const eraseUser = (id: string, options: Partial<EraseOptions> = {}) => erase({ kind: 'user', id }, options);
const one = async <T>(sql: string) => Object.values((await warehouse.query(sql))[0] ?? {})[0] as T;
const traces = (id: string, of: Lake = lake) => tracesOf(id, { lake: of, warehouse });

/** What `footfall doctor` compares, and what the balance says. */
async function checkLedger(): Promise<void> {
  expect(
    await one<boolean>('select bool_and(received = loaded + duplicate + rejected + erased) from etl_objects'),
  ).not.toBe(false);
  const [sums] = await warehouse.query(
    `select (select count(*)::int from clickstream_events) as facts, coalesce(sum(loaded), 0)::int as loaded,
       (select count(*)::int from rejected_events) as refused, coalesce(sum(rejected), 0)::int as rejected
     from etl_objects`,
  );
  expect([sums?.facts, sums?.refused]).toEqual([sums?.loaded, sums?.rejected]);
}

/** The tables as they are. A line that is no JSON has the time of its object, and a rewritten one has another. */
async function tables(): Promise<unknown> {
  return {
    facts: await warehouse.query(
      'select event_id, event_timestamp, received_at, client_id, user_id, properties from clickstream_events order by 1',
    ),
    sessions: await warehouse.query('select * from sessions order by session_id'),
    orders: await warehouse.query('select * from orders order by order_id'),
    refused: await warehouse.query(
      `select reason, raw, case when raw like '{%' then received_at end as at from rejected_events order by 1, 2, 3`,
    ),
    balance: await warehouse.query(
      'select hour, received, loaded, duplicate, rejected, erased from dash.balance order by hour',
    ),
  };
}

/** The warehouse made anew from the lake is the one that is there. */
async function checkRebuild(of: Lake = lake): Promise<void> {
  const wanted = await tables();
  await warehouse.empty();
  await load(of);
  expect(await tables()).toEqual(wanted);
}

const refused = (event: unknown, more = {}) => ({
  reason: 'product.price: must be a number',
  event,
  _ingest: { receivedAt: '2026-11-22T15:10:00.000Z', ...more },
});

/** An hour of two visitors, in every form that the lake may have. */
async function putHour(to: Lake): Promise<void> {
  const other = { clientId: 'bob', sessionId: 's-bob' };
  const ann = { clientId: 'ann', sessionId: 's-ann', userId: 'user-a' };
  const repeated = lakeLine(ann);
  const order = { eventName: 'checkout_complete', order: { id: 'o-1', total: 50, currency: 'EUR' } };
  await putLines(to, 'a', [lakeLine(other), repeated, lakeLine({ ...ann, eventId: undefined }), lakeLine(other)]);
  await putLines(to, 'b', [
    repeated,
    repeated,
    lakeLine({ ...other, eventId: undefined }),
    lakeLine({ ...ann, ...order }),
  ]);
  await putLines(to, 'c', [`{"clientId":"ann","broken`, '{"noName":1,"clientId":"ann"}', 'not json', lakeLine(other)]);
  await to.put(`${HOUR}event-1.json`, Buffer.from(JSON.stringify({ event_name: 'click', client_id: 'ann' }, null, 2)));
  const old = [
    { event_name: 'click', client_id: 'bob', event_timestamp: '2026-11-22T14:00:00Z' },
    { event_name: 'click', client_id: 'ann' },
  ];
  await to.put('events/2026/11/22/event-2.json', Buffer.from(JSON.stringify(old)));
  await putLines(
    to,
    'r',
    [refused({ clientId: 'ann' }), refused({ clientId: 'bob' }), refused('from ann')],
    'rejected',
  );
  await putLines(to, 'r2', [refused([{ clientId: 'ann' }]), refused({ clientId: { id: 'ann' } })], 'rejected');
}
/** Of `putHour`: lines of ann's, and of them those below `rejected/`. */
const ANNS = { events: 9, refusedEvents: 4 };

describe('Erasing a client', () => {
  it('leaves nothing of it in lake and warehouse, and everything of the others', async () => {
    await putHour(lake);
    await load();
    const lines = (await linesBelow(lake, '')).length;
    const bobs = await warehouse.query(`select event_id from clickstream_events where client_id = 'bob' order by 1`);
    const certificate = await eraseClient('ann');
    expect(await traces('ann')).toEqual([]);
    expect(await traces('user-a')).toEqual([]);
    expect(certificate.removed).toMatchObject({ ...ANNS, objects: 7, facts: 5, refusals: 6, ledgerLines: 13 });
    expect(certificate.removed).toMatchObject({ sessions: 2, orders: 1 });
    expect(await linesBelow(lake, '')).toHaveLength(lines);
    expect(await warehouse.query('select event_id from clickstream_events order by 1')).toEqual(bobs);
    expect(await one('select string_agg(distinct client_id, $$,$$) from sessions')).toBe('bob');
    expect(await one('select count(*)::int from orders')).toBe(0);
    expect(await one('select sum(erased)::int from dash.balance')).toBe(13);
    await checkLedger();
    await checkRebuild();
    await checkLedger();
  });

  it('that is not loaded yet, or only in part, is right too', async () => {
    await putHour(lake);
    expect((await eraseClient('ann')).removed).toMatchObject({ ...ANNS, facts: 0, ledgerLines: 0 });
    expect(await load()).toMatchObject({ erased: 13, rejected: 2 });
    expect(await traces('ann')).toEqual([]);
    await checkLedger();
    await checkRebuild();
  });

  it('works on compacted objects, also where a killed compaction has left what they are made of', async () => {
    const sources = new Map<string, Buffer>();
    await putHour(lake);
    await load();
    for await (const { key } of lake.list('')) sources.set(key, Buffer.concat(await (await lake.get(key)).toArray()));
    await compactLake({ ...parts(), prefixes: [''], targetBytes: 1_000_000 });
    for (const [key, body] of sources) await lake.put(key, body);
    const certificate = await eraseClient('ann');
    expect(certificate.removed).toMatchObject({ facts: 5, refusals: 6, ledgerLines: 13 });
    expect(await traces('ann')).toEqual([]);
    await checkLedger();
    expect(await compactLake({ ...parts(), prefixes: [''], targetBytes: 1_000_000 })).toMatchObject({
      recovered: sources.size - 1, // one lies alone in its folder
    });
    expect(await traces('ann')).toEqual([]);
    expect(await load()).toMatchObject({ objects: 0 });
    await checkLedger();
    const wanted = await tables();
    await warehouse.empty();
    await load();
    expect(await tables()).toEqual(wanted);
  });

  it('works on S3', async () => {
    const s3 = await startS3Server('raw');
    try {
      const bucket = new S3Lake({ client: s3.client, bucket: 'raw', prefix: 'some/place' });
      await putHour(bucket);
      await load(bucket);
      const certificate = await eraseClient('ann', { lake: bucket });
      expect(certificate.removed).toMatchObject({ ...ANNS, facts: 5, refusals: 6, ledgerLines: 13 });
      expect(await traces('ann', bucket)).toEqual([]);
      await checkLedger();
      await warehouse.empty();
      await load(bucket);
      expect(await tracesInWarehouse('ann', warehouse)).toEqual([]);
      await checkLedger();
    } finally {
      await s3.stop();
    }
  });

  it('again finds nothing new, and no count grows', async () => {
    await putHour(lake);
    await load();
    await eraseClient('ann');
    const before = await tables();
    const again = await eraseClient('ann');
    expect(again.removed).toMatchObject({ objects: 0, events: 0, refusedEvents: 0, facts: 0, ledgerLines: 0 });
    expect(again.balance.after).toEqual(again.balance.before);
    expect(await tables()).toEqual(before);
  });

  it('that nobody knows says so, and keeps it from coming', async () => {
    await putHour(lake);
    await load();
    const certificate = await eraseClient('nobody');
    expect(certificate).toMatchObject({ removed: { objects: 0, facts: 0 }, searched: { objects: 7, lines: 20 } });
    expect(await one('select count(*)::int from erasures where completed_at is not null')).toBe(1);
    await putLines(lake, 'late', [lakeLine({ clientId: 'nobody' })]);
    expect(await load()).toMatchObject({ received: 1, erased: 1 });
  });

  it('that is only counted changes nothing', async () => {
    await putHour(lake);
    await load();
    const [before, keys, lines] = [await tables(), await keysBelow(lake, ''), await linesBelow(lake, '')];
    const wanted = { ...ANNS, facts: 5, refusals: 6, sessions: 2, orders: 1, ledgerLines: 13 };
    expect((await eraseClient('ann', { isDryRun: true })).removed).toMatchObject(wanted);
    expect([await tables(), await keysBelow(lake, ''), await linesBelow(lake, '')]).toEqual([before, keys, lines]);
    expect(await one('select count(*)::int from erasures')).toBe(0);
    expect((await eraseClient('ann')).removed).toMatchObject(wanted);
  });

  it('counts what it does afterwards, and not what it did before and sends late', async () => {
    await putHour(lake);
    await load();
    await eraseClient('ann');
    const soon = new Date(Date.now() + 60_000).toISOString();
    const ago = new Date(Date.now() - 60_000).toISOString();
    const at = (eventTimestamp: string) =>
      lakeLine({ clientId: 'ann', eventTimestamp }, { receivedAt: soon, sentAt: soon });
    await putLines(lake, 'new', [at(soon), at(ago)]);
    expect(await load()).toMatchObject({ loaded: 1, erased: 1 });
    expect(await one(`select count(*)::int from clickstream_events where client_id = 'ann'`)).toBe(1);
    await checkLedger();
  });

  it('leaves no trace of the id in what is kept of the erasure', async () => {
    await putHour(lake);
    const certificate = await eraseClient('ann');
    const kept = await keysBelow(lake, 'erasures/');
    const name = `erasures/${certificate.erasedAt.replace(/[-:.]/g, '')}-${certificate.erasure}`;
    expect(kept).toEqual([`${name}.certificate.json`, `${name}.json`, `${name}.lines.json.gz`]);
    const stored = Buffer.concat(await (await lake.get(`${name}.certificate.json`)).toArray()).toString();
    expect(JSON.parse(stored)).toEqual(certificate);
    expect(stored).not.toContain('ann');
  });

  it('finds ids however they are written, and none that only holds them', async () => {
    const id = 'a"\\/\n*%_ü😀';
    const escaped = [...id].flatMap((char) =>
      Array.from(
        { length: char.length },
        (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0').toUpperCase()}`,
      ),
    );
    const line = (clientId: string) =>
      `{"eventName":"click","clientId":${clientId},"_ingest":{"receivedAt":"2026-11-22T15:00:00Z"}}`;
    await putLines(lake, 'a', [
      line(JSON.stringify(id)),
      line(`"${escaped.join('')}"`),
      line(JSON.stringify(id).replace('/', '\\/')),
      line(JSON.stringify(`x${id}`)),
      line(JSON.stringify(`${id}x`)),
      line(JSON.stringify('a"\\/\n*')),
    ]);
    await load();
    expect((await eraseClient(id)).removed).toMatchObject({ events: 3, facts: 3 });
    expect(await one('select count(*)::int from clickstream_events')).toBe(3);
    await checkLedger();
    await checkRebuild();
  });

  it.each([
    ['12345', ['12345', '"12345"', '1.2345e4', '12345.0', '"\\u00312345"'], ['123456', '"012345"', '"12345.0"']],
    [
      '12345678901234567890',
      ['12345678901234567890', '"12345678901234567890"'],
      ['12345678901234567000', '12345678901234567891'],
    ],
    ['true', ['true', '"true"'], ['"True"']],
    ['a\ufffdb', ['"a\\ud800b"', '"a\ufffdb"', '"a\\u0000\\udfffb"'], ['"ab"']],
  ])('knows the id %s in the forms that the warehouse stores alike', async (id, theirs, others) => {
    const lines = [...theirs, ...others].map((value) => `{"event_name":"click","client_id":${value}}`);
    await putLines(lake, 'a', lines);
    await load();
    const inWarehouse = await warehouse.query('select from clickstream_events where client_id = $1', [id]);
    expect(inWarehouse).toHaveLength(theirs.length);
    expect((await eraseClient(id)).removed).toMatchObject({ events: theirs.length, facts: theirs.length });
    expect(await one('select count(*)::int from clickstream_events')).toBe(others.length);
    await checkLedger();
  });

  it('takes an id of 64 kB as the warehouse stores it', async () => {
    const id = 'x'.repeat(65_536);
    await putLines(lake, 'a', [`{"event_name":"click","client_id":"${id}"}`, lakeLine({ clientId: 'x'.repeat(64) })]);
    await load();
    expect((await eraseClient(id)).removed).toMatchObject({ events: 1, facts: 1 });
    await checkLedger();
  });

  it('refuses an id that is empty', async () => {
    await expect(eraseClient('')).rejects.toThrow(/nobody/);
    expect(await keysBelow(lake, '')).toEqual([]);
  });

  it('leaves lines of others that hold the id elsewhere, and counts them', async () => {
    await putLines(lake, 'a', [
      lakeLine({ clientId: 'bob', properties: { invitedBy: 'ann' } }),
      lakeLine({ clientId: 'ann' }),
    ]);
    await putLines(lake, 'r', [refused({ clientId: 'bob', properties: { invitedBy: 'ann' } })], 'rejected');
    await putLines(lake, 'c', ['{"clientId":"joann', 'ann-2 broken', 'ann.b@shop.example', 'by ann.']);
    await load();
    const certificate = await eraseClient('ann');
    expect(certificate).toMatchObject({ mentions: 2, removed: { events: 2, refusedEvents: 0, facts: 1, refusals: 1 } });
    await checkLedger();
  });

  it('keeps the time of others whose line has none but that of its object', async () => {
    const key = `${HOUR}old.ndjson`;
    const old = [
      { event_name: 'click', client_id: 'bob', n: 1 },
      { event_name: 'click', client_id: 'ann' },
      { event_name: 'click', client_id: 'bob', n: 2, event_timestamp: '2099-01-01T00:00:00Z' },
      { event_name: 'click', client_id: 'bob', n: 3, event_timestamp: '2020-01-01T00:00:00Z' },
    ];
    await lake.put(key, Buffer.from(old.map((line) => JSON.stringify(line)).join('\n')));
    await load();
    const times = () =>
      warehouse.query(
        `select event_id, event_timestamp, received_at, clock_suspect, properties from clickstream_events
         where client_id = 'bob' order by 1`,
      );
    const before = await times();
    await sleep(20); // a file's time moves on
    await eraseClient('ann');
    await warehouse.empty();
    await load();
    expect(await times()).toEqual(before);
  });

  it('takes what is behind the damage of an object that holds some of theirs, and names other damaged objects', async () => {
    const many = (clientId: string) =>
      Array.from({ length: 3000 }, (_, i) => JSON.stringify(lakeLine({ clientId, n: Math.sin(i) }))).join('\n');
    for (const name of ['ann', 'bob']) {
      const whole = gzipSync(many(name));
      await lake.put(`${HOUR}${name === 'ann' ? 'a' : 'b'}.ndjson.gz`, whole.subarray(0, whole.length / 2));
    }
    await load();
    const certificate = await eraseClient('ann');
    expect(certificate.damaged.map(({ key }) => key)).toEqual([`${HOUR}a.ndjson.gz`, `${HOUR}b.ndjson.gz`]);
    expect(await traces('ann')).toEqual([]);
    await checkLedger();
    expect(await one('select count(*)::int from rejected_events')).toBe(1);
    await checkRebuild();
  });

  it('takes refused lines whose object the lake has lost, and what became of refused events', async () => {
    const key = await putLines(lake, 'r', [refused({ clientId: 'ann' }), refused({ clientId: 'bob' })], 'rejected');
    await putLines(lake, 'r2', [refused({ eventName: 'click', clientId: 'ann' })], 'rejected');
    await load();
    await withQuarantine(parts(), (quarantine) => quarantine.retry({ filter: {} }));
    await lake.remove(key);
    await load();
    const { removed } = await eraseClient('ann');
    expect(removed).toMatchObject({ refusals: 2, facts: 1, retries: 1 });
    expect(await traces('ann')).toEqual([]);
    await checkLedger();
  });
});

describe('Erasing a user', () => {
  const anonymous = (clientId: string | undefined, sessionId: string) => lakeLine({ clientId, sessionId });
  const signedIn = (userId: string, clientId: string | undefined, sessionId: string) =>
    lakeLine({ clientId, sessionId, userId, userLoginState: 'logged_in' });

  it('takes the anonymous events of clients of his own, and on shared ones those of his sessions', async () => {
    await putLines(lake, 'a', [
      signedIn('u1', 'own', 's1'),
      anonymous('own', 's1'),
      anonymous('own', 's0'),
      signedIn('u1', 'shared', 's2'),
      anonymous('shared', 's2'),
      anonymous('shared', 's3'),
      signedIn('u2', 'shared', 's3'),
      signedIn('u1', undefined, 's4'),
      anonymous(undefined, 's4'),
      anonymous('other', 's5'),
      signedIn('u11', 'other', 's6'),
    ]);
    await load();
    const certificate = await eraseUser('u1');
    expect(certificate).toMatchObject({ covers: { clients: 1, sessions: 2 }, removed: { events: 7, facts: 7 } });
    expect(
      await warehouse.query('select client_id, session_id, user_id from clickstream_events order by session_id'),
    ).toEqual(
      [
        { client_id: 'shared', session_id: 's3', user_id: null },
        { client_id: 'shared', session_id: 's3', user_id: 'u2' },
        { client_id: 'other', session_id: 's5', user_id: null },
        { client_id: 'other', session_id: 's6', user_id: 'u11' },
      ].sort((a, b) => a.session_id.localeCompare(b.session_id)),
    );
    expect(await traces('"u1"')).toEqual([]);
    expect(await traces('own')).toEqual([]);
    await checkLedger();
    await checkRebuild();
  });

  it('knows of clients and other users from what is not loaded yet, and from what the lake has lost', async () => {
    const key = await putLines(lake, 'a', [signedIn('u1', 'c1', 's1'), signedIn('u2', 'c2', 's2')]);
    await load();
    await lake.remove(key);
    await putLines(lake, 'b', [anonymous('c1', 's7'), signedIn('u1', 'c2', 's8'), anonymous('c2', 's9')]);
    await putLines(lake, 'c', [signedIn('u1', 'c3', 's3'), anonymous('c3', 's4')]);
    await putLines(lake, 'd', [signedIn('u1', 'c4', 's5'), signedIn('u3', 'c4', 's6'), anonymous('c4', 's6')]);
    const certificate = await eraseUser('u1');
    expect(certificate).toMatchObject({ covers: { clients: 2, sessions: 2 }, removed: { events: 5, facts: 1 } });
    expect(await load()).toMatchObject({ received: 8, loaded: 3, erased: 5 });
    expect(await traces('u1')).toEqual([]);
    await checkLedger();
  });

  it('that a shop gives to everybody takes all of them', async () => {
    const lines = Array.from({ length: 50 }, (_, i) => [
      signedIn('guest', `c${i}`, `s${i}`),
      anonymous(`c${i}`, `s${i}`),
    ]);
    await putLines(lake, 'a', [...lines.flat(), anonymous('other', 's')]);
    await load();
    expect((await eraseUser('guest')).removed).toMatchObject({ events: 100, facts: 100, sessions: 50 });
    expect(await one('select count(*)::int from clickstream_events')).toBe(1);
    await checkLedger();
  });
});

describe('What was erased', () => {
  it('does not come back with an older lake and an older warehouse: the next run erases it again', async () => {
    await putHour(lake);
    await putLines(lake, 'u', [
      lakeLine({ userId: 'u1', clientId: 'c1', sessionId: 's1' }),
      lakeLine({ clientId: 'c1' }),
    ]);
    await load();
    const old = new Map<string, Buffer>();
    for await (const { key } of lake.list('')) old.set(key, Buffer.concat(await (await lake.get(key)).toArray()));
    const names = ['etl_runs', 'etl_objects', 'clickstream_events', 'sessions', 'orders', 'rejected_events'];
    await warehouse.query('create schema kept', [], 'footfall_owner');
    for (const name of names) await warehouse.query(`create table kept.${name} as table ${name}`, [], 'footfall_owner');
    const restore = async () => {
      await warehouse.empty();
      for (const name of names)
        await warehouse.query(`insert into ${name} overriding system value table kept.${name}`, [], 'footfall_owner');
      for (const [key, body] of old) await lake.replace(key, body);
    };
    try {
      await eraseClient('ann');
      await eraseUser('u1');
      const wanted = await tables();
      await restore();
      expect(await one(`select count(*)::int from clickstream_events where client_id = 'ann'`)).toBe(5);
      await load();
      expect(await tables()).toEqual(wanted);
      expect(await one('select sum(lake_events)::int from erasures where completed_at is not null')).toBe(11);
      expect(await tracesInWarehouse('"ann"', warehouse)).toEqual([]);
      await checkLedger();
      // The lake needs its own erasure; it moves nothing in the ledger a second time.
      const again = await eraseClient('ann');
      expect(again.removed).toMatchObject({ ...ANNS, facts: 0, ledgerLines: 0 });
      await eraseUser('u1');
      expect(await traces('ann')).toEqual([]);
      expect(await tables()).toEqual(wanted);
      await checkRebuild();
    } finally {
      await warehouse.query('drop schema kept cascade', [], 'footfall_owner');
    }
  });

  it('does not come back where its objects are loaded again from an older copy', async () => {
    await putHour(lake);
    const old = new Map<string, Buffer>();
    for await (const { key } of lake.list('')) old.set(key, Buffer.concat(await (await lake.get(key)).toArray()));
    await eraseClient('ann');
    for (const [key, body] of old) await lake.replace(key, body);
    await warehouse.empty();
    await load();
    expect(await one(`select count(*)::int from clickstream_events where client_id = 'ann'`)).toBe(0);
    await checkLedger();
  });

  it('is told of in the log where the lake has it again, with the command that takes it out', async () => {
    const key = await putLines(lake, 'old', [lakeLine({ clientId: 'ann' }), lakeLine({ clientId: 'bob' })]);
    const old = Buffer.concat(await (await lake.get(key)).toArray());
    await eraseClient('ann');
    const told = async () => {
      await warehouse.empty();
      const lines: string[] = [];
      const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
      await runEtl({ lake, databaseUrl: warehouse.url('footfall_etl'), logger: log });
      return lines.map((line) => JSON.parse(line)).map(({ lines: count, msg }) => ({ count, msg }));
    };
    expect(await told()).toEqual([]);
    await lake.replace(key, old);
    expect(await told()).toEqual([{ count: 1, msg: expect.stringContaining('footfall erase --again') }]);
    expect(JSON.stringify(await told())).not.toContain('ann');
    await sweepErased({ lake, databaseUrl: warehouse.url('footfall_etl'), logger });
    expect(await told()).toEqual([]);
  });

  it('stays so when a tombstone cannot be read: nothing is loaded', async () => {
    await putHour(lake);
    await eraseClient('ann');
    const tombstone = (await keysBelow(lake, 'erasures/')).find((key) => /-[0-9a-f]{12}\.json$/.test(key)) ?? '';
    await lake.replace(tombstone, Buffer.from('{'));
    await warehouse.empty();
    await expect(load()).rejects.toThrow(/erasures\/.*Restore it/);
    expect(await one('select count(*)::int from etl_objects')).toBe(0);
  });

  it('is told apart from what a client calls erased', async () => {
    await putLines(lake, 'a', [lakeLine({ _erased: { erasure: newId() } }), '{"_erased":{"erasure":"x"}}']);
    expect(await load()).toMatchObject({ loaded: 1, rejected: 1, erased: 0 });
  });
});

describe('An erasure beside others', () => {
  it('counts each line once, whatever collectors, runs and compactions do meanwhile', async () => {
    for (let i = 0; i < 40; i++)
      await putLines(lake, `p-${String(i).padStart(2, '0')}`, [
        lakeLine({ clientId: 'ann' }),
        lakeLine({ clientId: 'bob', eventId: undefined, i }),
        `{"clientId":"ann","broken ${i}`,
      ]);
    let isDone = false;
    const always = async (work: () => Promise<unknown>) => {
      while (!isDone) {
        await work();
        await sleep(50); // else nobody who waits for a lock would come to it
      }
    };
    let late = 0;
    const collector = () =>
      putLines(lake, `late-${late++}`, [
        lakeLine({ clientId: 'ann' }),
        lakeLine({ clientId: 'bob', eventId: undefined }),
      ]);
    const others = [
      always(() => load()),
      always(() => compactLake({ ...parts(), prefixes: [''], targetBytes: 3000 })),
      always(collector),
    ];
    await sleep(300);
    for (let i = 0; i < 3; i++) await eraseClient('ann');
    isDone = true;
    await Promise.all(others);
    await load();
    expect(await one('select sum(received)::int from etl_objects')).toBe(120 + 2 * late);
    expect(await one('select count(*)::int from clickstream_events')).toBe(40 + late);
    await checkLedger();
    await eraseClient('ann');
    expect(await traces('ann')).toEqual([]);
    await checkLedger();
    const balance =
      'select sum(received)::int r, sum(loaded)::int l, sum(rejected)::int j, sum(erased)::int e from etl_objects';
    const wanted = await warehouse.query(balance);
    await warehouse.empty();
    await load();
    expect(await warehouse.query(balance)).toEqual(wanted);
  });

  const ledger = () =>
    warehouse.query(
      'select sum(loaded)::int as loaded, sum(duplicate)::int as duplicate, sum(rejected)::int as rejected, sum(erased)::int as erased from etl_objects',
    );

  it('knows of what is loaded while it searches, and once more while it looks at that', async () => {
    await putLines(lake, 'a', [lakeLine({ clientId: 'ann' })]);
    await load();
    const late = async (name: string) => {
      const twice = lakeLine({ clientId: 'ann' });
      await putLines(lake, name, [twice, twice, '{"clientId":"ann","broken', lakeLine({ clientId: 'bob' })]);
      await load();
    };
    const busy = new FolderLake(folder);
    busy.get = async (key) => {
      busy.get = (each) => lake.get(each);
      await late('late-1');
      return lake.get(key);
    };
    busy.list = async function* (prefix) {
      if (prefix.includes('late-1')) {
        busy.list = (each) => lake.list(each);
        await late('late-2');
      }
      yield* lake.list(prefix);
    };
    expect((await eraseClient('ann', { lake: busy })).removed).toMatchObject({ facts: 3, refusals: 2, ledgerLines: 7 });
    expect(await traces('ann')).toEqual([]);
    expect(await ledger()).toEqual([{ loaded: 2, duplicate: 0, rejected: 0, erased: 7 }]);
    await checkLedger();
  });

  it('takes refused lines that come and are loaded while it rewrites', async () => {
    await putLines(lake, 'a', [lakeLine({ clientId: 'ann' })]);
    await putLines(lake, 'b', ['{"clientId":"ann","broken']);
    const busy = new FolderLake(folder);
    busy.replace = async (key, body) => {
      busy.replace = (...args) => lake.replace(...args);
      await putLines(lake, 'c', ['{"clientId":"ann","broken too', 'not json']);
      await load();
      await lake.replace(key, body);
    };
    expect((await eraseClient('ann', { lake: busy })).removed).toMatchObject({ facts: 0, refusals: 1 });
    expect(await traces('ann')).toEqual([]);
    expect(await ledger()).toEqual([{ loaded: 0, duplicate: 0, rejected: 1, erased: 3 }]);
    await checkLedger();
  });

  it('moves no count for what the ledger has as erased already', async () => {
    const twice = lakeLine({ clientId: 'bob' });
    const key = await putLines(lake, 'a', [twice, twice, '{"clientId":"ann","broken']);
    const old = Buffer.concat(await (await lake.get(key)).toArray());
    await load();
    await eraseClient('ann');
    await putLines(lake, 'b', [twice, lakeLine({ clientId: 'ann' })]);
    await load();
    const wanted = await ledger();
    expect(wanted).toEqual([{ loaded: 1, duplicate: 2, rejected: 0, erased: 2 }]);
    await lake.replace(key, old);
    expect((await eraseClient('ann')).removed).toMatchObject({ objects: 2, events: 2, ledgerLines: 0 });
    expect(await traces('ann')).toEqual([]);
    expect(await ledger()).toEqual(wanted);
  });

  it('that is told to stop says so, and the next one finishes it', async () => {
    await putHour(lake);
    await load();
    let objects = 0;
    const shouldStop = () => objects >= 2;
    const onProgress: EraseOptions['onProgress'] = ({ step, objects: done }) => {
      if (step === 'rewrite') objects = done;
    };
    await expect(eraseClient('ann', { shouldStop, onProgress })).rejects.toThrow(/same command again/);
    expect(await one('select count(*)::int from erasures where completed_at is null')).toBe(1);
    await checkLedger();
    const certificate = await eraseClient('ann');
    expect(certificate.finished).toHaveLength(1);
    const unfinished = 'select count(*)::int from erasures where completed_at is null';
    expect(await one(unfinished)).toBe(0);
    expect(certificate.removed).toMatchObject({ facts: 0, ledgerLines: 0 });
    expect(await traces('ann')).toEqual([]);
    await checkLedger();
    await checkRebuild();
    expect(await one(unfinished)).toBe(0);
  });
});

// rawLines is what every reader of the lake goes through: a rewritten object must read as it did.
it('A rewritten object is read by everybody as before', async () => {
  await putHour(lake);
  await eraseClient('ann');
  for await (const { key } of lake.list('events/')) {
    let lines = 0;
    for await (const some of rawLines(key, await lake.get(key))) lines += some.length;
    expect(lines).toBeGreaterThan(0);
  }
  expect(await tracesInLake('ann', lake)).toEqual([]);
});

describe('A sweep of the lake', () => {
  const sweep = (isDryRun = false) =>
    sweepErased({ lake, databaseUrl: warehouse.url('footfall_etl'), logger, isDryRun });
  const copyOf = async (key: string) => Buffer.concat(await (await lake.get(key)).toArray());

  it('takes out what came back of the erased, by a restore or a late batch, knows no ids, and changes no count', async () => {
    const bob = lakeLine({ clientId: 'bob' });
    const old = await putLines(lake, 'old', [lakeLine({ clientId: 'ann' }), bob, '{"clientId":"ann","broken']);
    const oldRejected = await putLines(lake, 'r', [{ reason: 'a: b', event: { clientId: 'ann' } }], 'rejected');
    const backup = [old, oldRejected];
    const contents = await Promise.all(backup.map(copyOf));
    const run = () => runEtl({ lake, databaseUrl: warehouse.url('footfall_etl'), logger });
    await run();
    await erasePerson({
      lake,
      databaseUrl: warehouse.url('footfall_etl'),
      logger,
      person: { kind: 'client', id: 'ann' },
      ranBy: 'tester',
    });
    for (const [i, key] of backup.entries()) await lake.replace(key, contents[i] as Buffer);
    await putLines(lake, 'late', [lakeLine({ clientId: 'ann', eventId: undefined }), bob]);
    await run();
    const counts = () =>
      warehouse.query('select object_key, received, loaded, duplicate, rejected, erased from etl_objects order by 1');
    const before = await counts();

    expect(await sweep(true)).toMatchObject({ erasedLines: 4, rewritten: 3 });
    expect(await tracesOf('ann', { lake, warehouse })).not.toEqual([]);
    expect(await sweep()).toMatchObject({ objects: 3, lines: 6, erasedLines: 4, rewritten: 3, damaged: [] });
    expect(await tracesOf('ann', { lake, warehouse })).toEqual([]);
    expect(await sweep()).toMatchObject({ erasedLines: 0, rewritten: 0 });
    expect(await counts()).toEqual(before);
    await warehouse.empty();
    await run();
    const sums =
      'select sum(loaded)::int as loaded, sum(duplicate)::int as duplicate, sum(erased)::int as erased from etl_objects';
    expect(await warehouse.query(sums)).toEqual([{ loaded: 1, duplicate: 1, erased: 4 }]);
  });

  it('leaves alone what is damaged behind a line of theirs, and names it', async () => {
    await erasePerson({
      lake,
      databaseUrl: warehouse.url('footfall_etl'),
      logger,
      person: { kind: 'client', id: 'ann' },
      ranBy: 'tester',
    });
    const key = await putLines(
      lake,
      'damaged',
      Array.from({ length: 3000 }, () => lakeLine({ clientId: 'ann' })),
    );
    const whole = await copyOf(key);
    await lake.replace(key, whole.subarray(0, whole.length - 100));
    expect(await sweep()).toMatchObject({ rewritten: 0, damaged: [{ key }] });
    expect(await copyOf(key)).toEqual(whole.subarray(0, whole.length - 100));
  });
});
