import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { S3Lake } from '@footfall/lake';
import { describe, expect, it } from 'vitest';
import { keysBelow, linesBelow } from '../../../lake/tests/helpers/lake-content.js';
import { startS3Server } from '../../../lake/tests/helpers/s3-server.js';
import { compactLake, withQuarantine } from '../../src/index.js';
import {
  ANNS,
  checkLedger,
  checkRebuild,
  eachWithLakeAndWarehouse,
  eraseClient,
  HOUR,
  lake,
  load,
  one,
  parts,
  putHour,
  refused,
  tables,
  traces,
  warehouse,
} from '../helpers/erasing.js';
import { lakeLine, putLines } from '../helpers/events.js';
import { tracesInWarehouse } from '../helpers/traces.js';

eachWithLakeAndWarehouse();

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

  it('finds an id that a document has as a number of many digits, before and after a compaction', async () => {
    const ID = '12345678901234567890';
    for (const name of ['d1', 'd2'])
      await lake.put(
        `${HOUR}${name}.json`,
        Buffer.from(
          `[{"event_name":"click","client_id":${ID}},{"event_name":"click","client_id":12345678901234567891}]`,
        ),
      );
    await load();
    expect((await eraseClient(ID, { isDryRun: true })).removed).toMatchObject({ events: 2 });
    await compactLake({ ...parts(), prefixes: [''], targetBytes: 1_000_000 });
    expect((await eraseClient(ID)).removed).toMatchObject({ events: 2, facts: 2 });
    expect(await traces(ID)).toEqual([]);
    expect(await one('select count(*)::int from clickstream_events')).toBe(2);
    await checkRebuild();
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
