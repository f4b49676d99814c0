import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeManifest } from '../../src/compacted.js';
import {
  type CompactFolderOptions,
  compactFolder,
  FolderLake,
  isCompacted,
  type Lake,
  LakeError,
  type LakeObject,
  readManifest,
  S3Lake,
} from '../../src/index.js';
import { keysBelow, linesBelow } from '../helpers/lake-content.js';
import { type S3TestServer, startS3Server } from '../helpers/s3-server.js';

const HOUR = 'events/2026/11/22/15/';
const MEBIBYTE = 1024 * 1024;

let folder: string;
let s3: S3TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-compact-'));
  s3 = await startS3Server('lake');
});
afterAll(async () => {
  await s3.stop();
  await rm(folder, { recursive: true });
});

const packed = (...lines: string[]) => gzipSync(`${lines.join('\n')}\n`);
const event = (n: number) => JSON.stringify({ eventName: 'page_view', n });

async function listing(lake: Lake, prefix = HOUR): Promise<LakeObject[]> {
  const objects: LakeObject[] = [];
  for await (const object of lake.list(prefix)) objects.push(object);
  return objects;
}

/** Compacts the hour; `record` is the ledger, which these tests leave out. */
async function compact(lake: Lake, options: Partial<CompactFolderOptions> = {}) {
  return compactFolder(await listing(lake), { lake, targetBytes: MEBIBYTE, record: async () => {}, ...options });
}

async function putEvents(lake: Lake, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n++)
    await lake.put(`${HOUR}20261122T15${String(n).padStart(4, '0')}.ndjson.gz`, packed(event(n), event(n + 0.5)));
}

const eventsFrom = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => [event(from + i), event(from + i + 0.5)]).flat();

/** A lake that fails at its n-th change, as a process that is killed there would leave it. */
function failingAt(lake: Lake, step: number): Lake {
  let changes = 0;
  const change = async (work: () => Promise<void>) => {
    if (++changes >= step) throw new LakeError('gone');
    await work();
  };
  return {
    url: lake.url,
    get: (key) => lake.get(key),
    list: (prefix) => lake.list(prefix),
    probe: () => lake.probe(),
    put: (key, body) => change(() => lake.put(key, body)),
    replace: (key, body) => change(() => lake.replace(key, body)),
    remove: (key) => change(() => lake.remove(key)),
  };
}

describe.each([
  { name: 'folder', open: (place: string): Lake => new FolderLake(join(folder, place)) },
  { name: 'S3', open: (place: string): Lake => new S3Lake({ client: s3.client, bucket: 'lake', prefix: place }) },
])('Compaction of a $name', ({ open }) => {
  it('makes one object of many, with their lines in order, and a manifest that names each', async () => {
    const lake = open('many');
    await putEvents(lake, 0, 40);
    const done = await compact(lake);
    expect(done).toMatchObject({ written: 1, removed: 40, lines: 80, recovered: 0, leftAlone: [] });
    const [key = '', ...others] = await keysBelow(lake, HOUR);
    expect(others).toEqual([]);
    expect(isCompacted(key)).toBe(true);
    expect(await linesBelow(lake, HOUR)).toEqual(eventsFrom(0, 40));
    const { parts } = await readManifest(lake, key);
    expect(parts.map((part) => part.lines)).toEqual(Array(40).fill(2));
    expect(parts[3]?.key).toBe(`${HOUR}20261122T150003.ndjson.gz`);
    expect(await compact(lake)).toMatchObject({ written: 0, removed: 0 });
  });

  it('merges what comes later with what is compacted, until the target is reached', async () => {
    const lake = open('later');
    await putEvents(lake, 0, 5);
    await compact(lake);
    await putEvents(lake, 5, 9);
    expect(await compact(lake)).toMatchObject({ written: 1, removed: 5, lines: 18 });
    expect([...(await linesBelow(lake, HOUR))].sort()).toEqual(eventsFrom(0, 9).sort());
    const [key = ''] = await keysBelow(lake, HOUR);
    const { parts, replaces } = await readManifest(lake, key);
    expect(parts).toHaveLength(9);
    expect(replaces).toHaveLength(1);
    expect(await keysBelow(lake, 'manifests/')).toHaveLength(1);
  });

  it('closes an object at the target, and leaves those that are large enough', async () => {
    const lake = open('target');
    const noise = () => JSON.stringify({ eventName: 'x', noise: randomBytes(60_000).toString('base64') });
    for (let i = 0; i < 12; i++) await lake.put(`${HOUR}${String(i).padStart(2, '0')}.ndjson.gz`, packed(noise()));
    const large = packed(...Array.from({ length: 5 }, noise));
    await lake.put(`${HOUR}zz-large.ndjson.gz`, large);
    await compact(lake, { targetBytes: 250_000 });
    const after = await listing(lake);
    expect(after.filter(({ bytes }) => bytes < 250_000).length).toBeLessThanOrEqual(1);
    expect(after.find(({ key }) => key.endsWith('zz-large.ndjson.gz'))?.bytes).toBe(large.length);
    expect(after.length).toBeLessThan(5);
    expect(await linesBelow(lake, HOUR)).toHaveLength(17);
    expect(await compact(lake, { targetBytes: 250_000 })).toMatchObject({ written: 0 });
  });

  it('stopped at any step has every line once, and the next compaction finishes it', async () => {
    for (let step = 1, isDone = false; !isDone; step++) {
      const lake = open(`step-${step}`);
      await putEvents(lake, 0, 4);
      await compact(lake);
      await putEvents(lake, 4, 7);
      const failed = await compact(lake, { lake: failingAt(lake, step) }).then(
        () => false,
        (error: unknown) => error instanceof LakeError,
      );
      isDone = !failed;
      expect([...(await linesBelow(lake, HOUR))].sort()).toEqual(eventsFrom(0, 7).sort());
      await compact(lake);
      expect([...(await linesBelow(lake, HOUR))].sort()).toEqual(eventsFrom(0, 7).sort());
      expect(await keysBelow(lake, HOUR)).toHaveLength(1);
      expect(step).toBeLessThan(30);
    }
  });

  it('beside another one at the same hour loses nothing and doubles nothing', async () => {
    const lake = open('two');
    await putEvents(lake, 0, 30);
    const late = { ...lake, url: lake.url, get: lake.get.bind(lake), list: lake.list.bind(lake) } as Lake;
    late.put = (key, body) => lake.put(key, body);
    late.remove = (key) => lake.remove(key);
    const first = compact(lake);
    const second = putEvents(lake, 30, 33).then(() => compact(late));
    for (const { status, reason } of (await Promise.allSettled([first, second])) as PromiseRejectedResult[])
      if (status === 'rejected') expect(reason).toBeInstanceOf(LakeError);
    expect(new Set(await linesBelow(lake, HOUR))).toEqual(new Set(eventsFrom(0, 33)));
    await compact(lake);
    expect([...(await linesBelow(lake, HOUR))].sort()).toEqual(eventsFrom(0, 33).sort());
    expect(await keysBelow(lake, HOUR)).toHaveLength(1);
  });
});

describe('Compaction', () => {
  it('takes objects of every form, and keeps the number of each line', async () => {
    const lake = new FolderLake(join(folder, 'forms'));
    const mark = '\ufeff';
    await lake.put(`${HOUR}a.ndjson`, Buffer.from(`${mark}{"n":1}\r\n\n  \n{"n":2}`));
    await lake.put(`${HOUR}b.json`, Buffer.from(`${mark}{\n  "n": 3,\n  "text": "a\\nb"\n}\n`));
    await lake.put(`${HOUR}c.json`, Buffer.from('[{"n":4},{"n":5}]'));
    await lake.put(`${HOUR}d.json`, Buffer.from('{"n":6}\nnot json\n'));
    await lake.put(`${HOUR}e.ndjson.gz`, packed());
    await compact(lake);
    const lines = await linesBelow(lake, HOUR);
    const read = (line: string) => (line === 'not json' ? line : JSON.parse(line));
    expect(lines.map(read)).toEqual([
      { n: 1 },
      { n: 2 },
      { n: 3, text: 'a\nb' },
      { n: 4 },
      { n: 5 },
      { n: 6 },
      'not json',
    ]);
    const [key = ''] = await keysBelow(lake, HOUR);
    expect((await readManifest(lake, key)).parts.map((part) => part.lines)).toEqual([2, 1, 2, 2, 0]);
  });

  it('keeps every digit of an id that a document has as a number', async () => {
    const lake = new FolderLake(await mkdtemp(join(folder, 'digits-')));
    await lake.put(`${HOUR}a.json`, Buffer.from('[{"userId":12345678901234567890},{"userId":9007199254740993}]'));
    await lake.put(`${HOUR}b.json`, Buffer.from('{"userId":\n12345678901234567890}'));
    await compact(lake);
    expect(await linesBelow(lake, HOUR)).toEqual([
      '{"userId":"12345678901234567890"}',
      '{"userId":"9007199254740993"}',
      '{"userId": 12345678901234567890}',
    ]);
  });

  it('leaves damaged objects as they are, and says which', async () => {
    const lake = new FolderLake(join(folder, 'damaged'));
    await putEvents(lake, 0, 3);
    const whole = packed(...Array.from({ length: 2000 }, (_, n) => event(n)));
    await lake.put(`${HOUR}20261122T150001b.ndjson.gz`, whole.subarray(0, whole.length - 30));
    await lake.put(`${HOUR}long.ndjson.gz`, packed('x'.repeat(5 * MEBIBYTE)));
    const done = await compact(lake);
    expect(done.leftAlone.map(({ key }) => key)).toEqual([
      `${HOUR}20261122T150001b.ndjson.gz`,
      `${HOUR}long.ndjson.gz`,
    ]);
    expect(done).toMatchObject({ written: 1, removed: 3 });
    expect(await keysBelow(lake, HOUR)).toHaveLength(3);
  });

  it('removes nothing before the ledger knows of it', async () => {
    const lake = new FolderLake(join(folder, 'ledger'));
    await putEvents(lake, 0, 3);
    const refusing = compact(lake, { record: () => Promise.reject(new Error('the warehouse is away')) });
    await expect(refusing).rejects.toThrow('the warehouse is away');
    expect(await keysBelow(lake, HOUR)).toHaveLength(4);
    expect(await linesBelow(lake, HOUR)).toEqual(eventsFrom(0, 3));
    const noted: string[] = [];
    expect(await compact(lake, { record: async ({ key }) => void noted.push(key) })).toMatchObject({ recovered: 3 });
    expect(noted).toEqual(await keysBelow(lake, HOUR));
  });

  it('keeps a compacted object that is its own source, also where it reads differently from what was written', async () => {
    const lake = new FolderLake(join(folder, 'own-source'));
    await putEvents(lake, 0, 2);
    await compact(lake);
    const [part = ''] = await keysBelow(lake, HOUR);
    const content = await buffer(await lake.get(part));
    const manifest = await readManifest(lake, part);
    await putEvents(lake, 2, 3);
    await compact(lake);
    const [whole = ''] = await keysBelow(lake, HOUR);
    await lake.put(part, content); // as a restored backup brings it back
    await writeManifest(lake, part, { ...manifest, replaces: [] });
    await writeManifest(lake, whole, { ...(await readManifest(lake, whole)), replaces: [] });
    const losing: Lake = {
      ...failingAt(lake, Number.POSITIVE_INFINITY),
      put: (key, body) => lake.put(key, key === whole ? packed(event(0)) : body),
    };
    // Its parts first, so that what is merged has its name again.
    const objects = (await listing(lake)).sort((a) => (a.key === whole ? -1 : 1));
    const options = { lake: losing, targetBytes: MEBIBYTE, record: async () => {} };
    await expect(compactFolder(objects, options)).rejects.toThrow(/reads differently/);
    expect((await keysBelow(lake, HOUR)).sort()).toEqual([part, whole].sort());
  });

  it('trusts no compacted object that differs from its manifest', async () => {
    const lake = new FolderLake(join(folder, 'differs'));
    await putEvents(lake, 0, 3);
    await compact(lake, { record: () => Promise.reject(new Error('stop')) }).catch(() => {});
    const key = (await keysBelow(lake, HOUR)).find(isCompacted) ?? '';
    await lake.put(key, packed(event(0)));
    await expect(compact(lake)).rejects.toThrow(/reads differently/);
    expect(await keysBelow(lake, HOUR)).toHaveLength(4);
  });
});
