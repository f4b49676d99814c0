import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compactFolder, FolderLake, type Lake, LakeError, rewriteObject, S3Lake } from '../../src/index.js';
import { keysBelow, linesBelow } from '../helpers/lake-content.js';
import { type S3TestServer, startS3Server } from '../helpers/s3-server.js';

let folder: string;
let s3: S3TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-rewrite-'));
  s3 = await startS3Server('lake');
});
afterAll(async () => {
  await s3.stop();
  await rm(folder, { recursive: true });
});

const HOUR = 'events/2026/11/22/15/';
const options = {
  replaceLine: (line: Buffer) => (line.includes('"b"') ? Buffer.from('{"gone":1}') : line),
  restLine: Buffer.from('{"rest":1}'),
  maxLineBytes: 1024 * 1024,
};

describe.each([
  { name: 'folder', open: (place: string): Lake => new FolderLake(join(folder, place)) },
  { name: 'S3', open: (place: string): Lake => new S3Lake({ client: s3.client, bucket: 'lake', prefix: place }) },
])('Rewriting an object in a $name', ({ open }) => {
  it.each([
    ['a.ndjson.gz', gzipSync('{"n":"a"}\n\n{"n":"b"}\nno json "b"\n{"n":"c"}\n')],
    ['a.ndjson', Buffer.from('{"n":"a"}\n\n{"n":"b"}\nno json "b"\n{"n":"c"}\n')],
    ['array.json', Buffer.from('[{"n":"a"},\n {"n":"b"}, {"n":"b"}, {"n":"c"}]')],
    ['lines.json.gz', gzipSync('{"n":"a"}\n{"n":"b"}\n{"n":"b"}\n{"n":"c"}')],
  ])('replaces lines of %s under their numbers, and leaves the others', async (name, body) => {
    const lake = open(name);
    await lake.put(HOUR + name, body);
    expect(await rewriteObject(lake, HOUR + name, options)).toMatchObject({ lines: 4 });
    expect(await linesBelow(lake, 'events/')).toEqual(['{"n":"a"}', '{"gone":1}', '{"gone":1}', '{"n":"c"}']);
    expect(await keysBelow(lake, '')).toEqual([HOUR + name]);
  });

  it('takes a document of one event', async () => {
    const lake = open('document');
    const key = `events/2026/11/22/event ${'ü'}:1.json`;
    // Other writers' names need not be ours.
    await lake.put('events/2026/11/22/x.json', Buffer.from('{\n "n": "b"\n}'));
    await lake.replace(key, Buffer.from('{\n "n": "b"\n}'));
    for (const each of await keysBelow(lake, '')) await rewriteObject(lake, each, options);
    expect(await linesBelow(lake, 'events/')).toEqual(['{"gone":1}', '{"gone":1}']);
  });

  it('keeps what a compacted object says of itself true, so that a compaction can finish with it', async () => {
    const lake = open('compacted');
    const sources = new Map<string, Buffer>();
    for (const n of ['a', 'b', 'c']) sources.set(`${HOUR}${n}.ndjson.gz`, gzipSync(`{"n":"${n}"}\n`));
    const putAll = async () => {
      for (const [key, body] of sources) await lake.put(key, body);
    };
    const compact = async () => {
      const objects = [];
      for await (const object of lake.list('events/')) objects.push(object);
      return compactFolder(objects, { lake, targetBytes: 1_000_000, record: async () => {} });
    };
    await putAll();
    await compact();
    const [key = ''] = await keysBelow(lake, 'events/');
    await rewriteObject(lake, key, options);
    await putAll(); // as an earlier compaction leaves them that is killed before they go
    expect(await compact()).toMatchObject({ recovered: 3 });
    expect(await linesBelow(lake, 'events/')).toEqual(['{"n":"a"}', '{"gone":1}', '{"n":"c"}']);
  });

  it('puts one line in the place of what cannot be read', async () => {
    const lake = open('damaged');
    const whole = gzipSync(Array.from({ length: 9000 }, (_, i) => `{"n":"a","random":"${Math.sin(i)}"}\n`).join(''));
    await lake.put(`${HOUR}a.ndjson.gz`, whole.subarray(0, whole.length / 2));
    const { lines } = await rewriteObject(lake, `${HOUR}a.ndjson.gz`, options);
    const found = await linesBelow(lake, 'events/');
    expect(found).toHaveLength(lines);
    expect(found[0]).toContain('"n":"a"');
    expect(found.at(-1)).toBe('{"rest":1}');
  });

  it('changes nothing where there is nothing', async () => {
    await expect(rewriteObject(open('none'), `${HOUR}a.ndjson.gz`, options)).rejects.toThrow(LakeError);
    expect(await keysBelow(open('none'), '')).toEqual([]);
  });
});
