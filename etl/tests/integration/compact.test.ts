import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { compactFolder, FolderLake, type Lake, type LakeObject, S3Lake } from '@footfall/lake';
import { withClient } from '@footfall/warehouse';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keysBelow, linesBelow } from '../../../lake/tests/helpers/lake-content.js';
import { startS3Server } from '../../../lake/tests/helpers/s3-server.js';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { type CompactOptions, compactLake, runEtl, unloaded } from '../../src/index.js';
import { lakeLine, putLines } from '../helpers/events.js';

const HOUR = 'events/2026/11/22/15/';
const MEBIBYTE = 1024 * 1024;

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
  folder = await mkdtemp(join(tmpdir(), 'footfall-compact-'));
  lake = new FolderLake(folder);
});

const logger = pino({ level: 'silent' });
const databaseUrl = () => warehouse.url('footfall_etl');
const load = (from: Lake = lake) => runEtl({ lake: from, databaseUrl: databaseUrl(), logger });
const compact = (options: Partial<CompactOptions> = {}) =>
  compactLake({ lake, databaseUrl: databaseUrl(), logger, prefixes: [''], targetBytes: MEBIBYTE, ...options });

const one = async <T>(sql: string) => Object.values((await warehouse.query(sql))[0] ?? {})[0] as T;
const facts = () =>
  warehouse.query(
    `select event_id, event_timestamp, received_at, event_name, properties from clickstream_events order by event_id`,
  );
const isBalanced = () => one<boolean>('select bool_and(is_balanced) from dash.balance');
const received = () => one<number>('select sum(received)::int from etl_objects');

/** Events with and without ids, repeats, refused lines of both kinds, and objects of the platform's first Lambdas. */
async function putHour(to: Lake, name: string): Promise<void> {
  const repeated = lakeLine({});
  await putLines(to, `${name}-1`, [repeated, lakeLine({ eventId: undefined }), '{"noName":1}', 'not json']);
  await putLines(to, `${name}-2`, [repeated, lakeLine({ eventId: undefined, n: 2 }), lakeLine({})]);
  const old = { eventName: 'click', eventTimestamp: undefined, own: name };
  await to.put(`${HOUR}event-${name}.json`, Buffer.from(JSON.stringify(old, null, 2)));
  await to.put(`events/2026/11/22/event-${name}-1.json`, Buffer.from(JSON.stringify(old, null, 2)));
  await to.put(`events/2026/11/22/event-${name}-2.json`, Buffer.from(JSON.stringify([old, old])));
  const refused = {
    reason: 'eventName: is required',
    event: { a: 1 },
    _ingest: { receivedAt: '2026-11-22T15:00:00Z' },
  };
  await putLines(to, `${name}-r1`, [refused], 'rejected');
  await putLines(to, `${name}-r2`, [refused, refused], 'rejected');
}
/** Lines of one `putHour`. */
const LINES = 14;

describe('Compaction', () => {
  it('of loaded hours keeps what is loaded, the balance, and the way to each refused line', async () => {
    await putHour(lake, 'a');
    await putHour(lake, 'b');
    await load();
    const before = await facts();
    const balance = await warehouse.query(
      'select hour, received, loaded, duplicate, rejected from dash.balance order by 1',
    );
    expect(await compact()).toMatchObject({ objectsBefore: 14, objectsAfter: 3, lines: 2 * LINES, leftAlone: [] });
    expect(await load()).toMatchObject({ objects: 0, received: 0 });
    expect(await facts()).toEqual(before);
    expect(
      await warehouse.query('select hour, received, loaded, duplicate, rejected from dash.balance order by 1'),
    ).toEqual(balance);
    expect((await warehouse.query('select object_key from etl_objects order by 1')).map((r) => r.object_key)).toEqual(
      [...(await keysBelow(lake, 'events/')), ...(await keysBelow(lake, 'rejected/'))].sort(),
    );
    const refused = await warehouse.query(
      `select o.object_key, r.line_number, r.raw from rejected_events as r inner join etl_objects as o using (object_id)`,
    );
    expect(refused).toHaveLength(10);
    for (const { object_key, line_number, raw } of refused)
      expect((await linesBelow(lake, object_key.slice(0, object_key.lastIndexOf('/') + 1)))[line_number - 1]).toBe(raw);
    expect(
      await one(
        'select count(*)::int from clickstream_events as e where not exists (select from etl_compacted as c where c.object_id = e.ingest_object)',
      ),
    ).toBe(0);
  });

  it('of hours that are not loaded yet gives the same events, with the same ids and times', async () => {
    await putHour(lake, 'a');
    await load();
    const wanted = await facts();
    await warehouse.empty();
    await compact();
    expect(await load()).toMatchObject({ objects: 3, received: LINES, rejected: 5 });
    expect(await facts()).toEqual(wanted);
    expect(await isBalanced()).toBe(true);
    expect(await load()).toMatchObject({ objects: 0 });
    // A warehouse that is lost is made again from the compacted lake alone.
    await warehouse.empty();
    expect(await load()).toMatchObject({ received: LINES });
    expect(await facts()).toEqual(wanted);
  });

  it('of an hour that is loaded in part leaves the rest to the next run', async () => {
    await putHour(lake, 'a');
    await load();
    await putHour(lake, 'b');
    await compact();
    expect(await isBalanced()).toBe(true);
    expect(await load()).toMatchObject({ objects: 3, received: LINES });
    expect(await received()).toBe(2 * LINES);
    expect(await one('select count(*)::int from rejected_events')).toBe(10);
    expect(await one('select count(*)::int from etl_objects')).toBe(3);
    expect(await isBalanced()).toBe(true);
    // What came later still goes into the same few objects.
    await putHour(lake, 'c');
    await load();
    expect(await compact()).toMatchObject({ objectsBefore: 10, objectsAfter: 3 });
    expect(await load()).toMatchObject({ objects: 0 });
    expect(await received()).toBe(3 * LINES);
    expect(await one('select count(*)::int from etl_objects')).toBe(3);
  });

  it('that was killed before the ledger knew is right for the next run, and finished by the next compaction', async () => {
    for (const isLoaded of [true, false]) {
      await warehouse.empty();
      await putHour(lake, `killed-${isLoaded}`);
      if (isLoaded) await load();
      const lines = await linesBelow(lake, '');
      const objects: LakeObject[] = [];
      for await (const object of lake.list(HOUR)) objects.push(object);
      const record = () => Promise.reject(new Error('killed'));
      await compactFolder(objects, { lake, targetBytes: MEBIBYTE, record }).catch(() => {});
      expect((await keysBelow(lake, HOUR)).length).toBe(objects.length + 1);
      await load();
      expect(await received()).toBe(lines.length);
      expect(await isBalanced()).toBe(true);
      expect(await compact()).toMatchObject({ recovered: objects.length });
      expect(await load()).toMatchObject({ objects: 0 });
      expect(await received()).toBe(lines.length);
      expect([...(await linesBelow(lake, ''))].sort()).toEqual(lines.sort());
    }
  });

  it('that made two objects of the same part is right, too', async () => {
    const parts = await Promise.all(
      ['left', 'right'].map(async (name, i) => {
        const other = new FolderLake(join(folder, name));
        for (const n of [i, i + 1]) await putLines(other, `part-${n}`, [lakeLine({ eventId: undefined, n })]);
        const objects: LakeObject[] = [];
        for await (const object of other.list(HOUR)) objects.push(object);
        await compactFolder(objects, { lake: other, targetBytes: MEBIBYTE, record: async () => {} });
        return other;
      }),
    );
    lake = new FolderLake(join(folder, 'both'));
    for (const from of parts)
      for (const key of await keysBelow(from, ''))
        await lake.put(key, Buffer.concat(await (await from.get(key)).toArray()));
    expect(await load()).toMatchObject({ objects: 2, received: 3, loaded: 3 });
    expect(await compact()).toMatchObject({ objectsBefore: 2, objectsAfter: 1 });
    expect(await load()).toMatchObject({ objects: 0 });
    expect(await one('select count(*)::int from clickstream_events')).toBe(3);
    expect(await received()).toBe(3);
  });

  it('beside runs and other compactions gives the same tables', async () => {
    for (let i = 0; i < 60; i++)
      await putLines(lake, `part-${String(i).padStart(2, '0')}`, [lakeLine({}), lakeLine({})]);
    const late = async () => {
      for (let i = 0; i < 20; i++) await putLines(lake, `late-${i}`, [lakeLine({ eventId: undefined, i })]);
    };
    await Promise.all([load(), compact(), late(), compact({ targetBytes: 2000 }), load()]);
    await compact();
    await load();
    expect(await one('select count(*)::int from clickstream_events')).toBe(140);
    expect(await received()).toBe(140);
    expect(await isBalanced()).toBe(true);
    expect(await keysBelow(lake, HOUR)).toHaveLength(1);
  });

  it('leaves a compacted object without its manifest unread, and says so', async () => {
    await putHour(lake, 'a');
    await compact();
    const [manifest = ''] = await keysBelow(lake, 'manifests/events/2026/11/22/15/');
    const content = Buffer.concat(await (await lake.get(manifest)).toArray());
    await lake.remove(manifest);
    await expect(load()).rejects.toThrow(/1 objects could not be read.*manifest/);
    await lake.put(manifest, content);
    await load();
    expect(await received()).toBe(LINES);
  });

  it('counts what it would do', async () => {
    await putHour(lake, 'a');
    expect(await compact({ isDryRun: true })).toMatchObject({ objectsBefore: 7, objectsAfter: 3 });
    expect(await keysBelow(lake, 'events/')).toHaveLength(5);
  });

  it('ends when it is told to while another one holds the lake', async () => {
    let isStopped = false;
    let second: Promise<unknown> = Promise.resolve();
    await putHour(lake, 'a');
    await compact({
      onProgress: () => {
        if (isStopped) return;
        isStopped = true;
        second = compact({ shouldStop: () => true });
      },
    });
    expect(await second).toMatchObject({ isComplete: false });
  });

  it('and the backlog leave out the empty objects that the console of S3 makes for folders', async () => {
    const s3 = await startS3Server('raw');
    try {
      const bucket = new S3Lake({ client: s3.client, bucket: 'raw', prefix: '' });
      await putHour(bucket, 'a');
      for (const Key of ['events/', 'events/2026/', 'rejected/2026/11/'])
        await s3.client.send(new PutObjectCommand({ Bucket: 'raw', Key, Body: '' }));
      const waiting = () =>
        withClient(databaseUrl(), (client) => unloaded(client, bucket, { label: 'all', prefixes: [''] }));
      const { objects } = await load(bucket);
      expect(objects).toBeGreaterThan(0);
      expect(await waiting()).toEqual({ objects: 0 });
      await putHour(bucket, 'b');
      expect(await waiting()).toMatchObject({ objects });
    } finally {
      await s3.stop();
    }
  });

  it('works on S3', async () => {
    const s3 = await startS3Server('raw');
    try {
      const bucket = new S3Lake({ client: s3.client, bucket: 'raw', prefix: 'some/place' });
      await putHour(bucket, 'a');
      await load(bucket);
      await putHour(bucket, 'b');
      expect(await compact({ lake: bucket })).toMatchObject({ objectsBefore: 14, objectsAfter: 3 });
      expect(await load(bucket)).toMatchObject({ objects: 3, received: LINES });
      expect(await received()).toBe(2 * LINES);
      expect(await isBalanced()).toBe(true);
    } finally {
      await s3.stop();
    }
  });
});

/** So many times a process is killed; more in a long run: FOOTFALL_KILLS=100. */
const KILLS = Number(process.env.FOOTFALL_KILLS ?? 10);

const PROGRAM = `import { compactLake, runEtl } from '@footfall/etl'; import { openLake } from '@footfall/lake';
  import pino from 'pino';
  const [url, s3Endpoint, databaseUrl, work, target] = process.argv.slice(1);
  const parts = { lake: openLake(url, s3Endpoint ? { s3Endpoint } : {}), databaseUrl, logger: pino({ level: 'silent' }) };
  process.stdout.write('.');
  if (work === 'etl') await runEtl(parts);
  else await compactLake({ ...parts, prefixes: [''], targetBytes: Number(target) });`;

/** Starts a run or a compaction and kills it at a random moment. @returns whether it was still at work */
async function startAndKill(where: { url: string; endpoint?: string }, work: string, target: number): Promise<boolean> {
  const args = [
    '--input-type=module',
    '-e',
    PROGRAM,
    where.url,
    where.endpoint ?? '',
    databaseUrl(),
    work,
    `${target}`,
  ];
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'S3RVER',
    AWS_SECRET_ACCESS_KEY: 'S3RVER',
    AWS_REGION: 'us-east-1',
    NODE_NO_WARNINGS: '1',
  };
  const child = spawn(process.execPath, args, { cwd: new URL('../..', import.meta.url).pathname, env });
  await once(child.stdout, 'data');
  const ended = once(child, 'exit');
  await Promise.race([sleep(Math.random() * (where.endpoint ? 600 : 250)), ended]);
  const wasAlive = child.kill('SIGKILL');
  await ended;
  return wasAlive;
}

describe.each(['folder', 'S3'])('Compactions and runs on a %s that are killed at random moments', (kind) => {
  it('lose nothing and double nothing', { timeout: 60_000 + KILLS * 8000 }, async () => {
    const s3 = kind === 'S3' ? await startS3Server('raw') : undefined;
    try {
      const place: Lake = s3 ? new S3Lake({ client: s3.client, bucket: 'raw', prefix: 'killed' }) : lake;
      const where = { url: s3 ? 's3://raw/killed' : pathToFileURL(folder).href, ...(s3 && { endpoint: s3.endpoint }) };
      let written = 0;
      let killed = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        for (let i = 0; i < 12; i++) {
          const lines = [lakeLine({}), lakeLine({ eventId: undefined, kill, i }), '{"noName":1}'];
          await putLines(place, `part-${String(kill).padStart(3, '0')}-${i}`, lines);
          written += lines.length;
        }
        const target = kill % 4 === 0 ? 2000 : MEBIBYTE;
        if (await startAndKill(where, kill % 3 === 2 ? 'etl' : 'compact', target)) killed++;
      }
      expect(killed).toBeGreaterThan(0);
      await load(place);
      expect(await one('select count(*)::int from clickstream_events')).toBe((written / 3) * 2);
      expect(await received()).toBe(written);
      expect(await one('select count(*)::int from rejected_events')).toBe(written / 3);
      await compact({ lake: place });
      expect(await load(place)).toMatchObject({ objects: 0 });
      expect(await received()).toBe(written);
      expect(await isBalanced()).toBe(true);
      expect(await linesBelow(place, '')).toHaveLength(written);
      expect(await keysBelow(place, HOUR)).toHaveLength(1);
      const wanted = await facts();
      await warehouse.empty();
      await load(place);
      expect(await facts()).toEqual(wanted);
    } finally {
      await s3?.stop();
    }
  });
});
