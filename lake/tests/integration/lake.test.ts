import { once } from 'node:events';
import { chmod, chown, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FolderLake, type Lake, LakeError, openLake, S3Lake } from '../../src/index.js';
import { type S3TestServer, startS3Server } from '../helpers/s3-server.js';

const keysOf = async (lake: Lake, prefix: string) => {
  const keys: string[] = [];
  for await (const object of lake.list(prefix)) keys.push(object.key);
  return keys;
};
const bytes = (text: string) => new TextEncoder().encode(text);

/** Somebody whom modes bind: root may do everything. */
const NOBODY = 65_534;
/** Does work on a lake's folder as its owner without root's rights. */
async function asNobody(place: string, work: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return work();
  for (const name of ['.', ...(await readdir(place, { recursive: true }))])
    await chown(join(place, name), NOBODY, NOBODY);
  await chmod(folder, 0o711);
  process.seteuid?.(NOBODY);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}

let folder: string;
let s3: S3TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-lake-'));
  s3 = await startS3Server('lake');
});
afterAll(async () => {
  await s3.stop();
  await rm(folder, { recursive: true });
});

describe.each([
  { name: 'folder', open: (place: string): Lake => new FolderLake(join(folder, place)) },
  { name: 'S3', open: (place: string): Lake => new S3Lake({ client: s3.client, bucket: 'lake', prefix: place }) },
])('A lake in a $name', ({ open }) => {
  it('gives back exactly the bytes that were put', async () => {
    const lake = open('exact');
    const body = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 256);
    await lake.put('events/2026/11/22/15/a.ndjson.gz', body);
    const got = await buffer(await lake.get('events/2026/11/22/15/a.ndjson.gz'));
    expect(Buffer.compare(got, body)).toBe(0);
  });

  it('lists by prefix in the order of keys, with sizes', async () => {
    const lake = open('listing');
    const keys = [
      'events/2026/11/22/15/b.json',
      'events/2026/11/22/15/a.json',
      'events/2026/11/22/x.json',
      'rejected/2026/11/22/15/c.json',
    ];
    for (const key of keys) await lake.put(key, bytes(key));
    expect(await keysOf(lake, 'events/')).toEqual([...keys.slice(0, 3)].sort());
    expect(await keysOf(lake, 'events/2026/11/22/15/')).toEqual([
      'events/2026/11/22/15/a.json',
      'events/2026/11/22/15/b.json',
    ]);
    expect(await keysOf(lake, 'events/2026/11/22/15/b')).toEqual(['events/2026/11/22/15/b.json']);
    expect(await keysOf(lake, 'nothing/')).toEqual([]);
    for await (const object of lake.list('rejected/')) {
      expect(object.bytes).toBe(object.key.length);
      expect(Math.abs(object.modifiedAt.getTime() - Date.now())).toBeLessThan(600_000);
    }
  });

  it('lists more objects than one page of S3 holds', async () => {
    const lake = open('pages');
    const keys = Array.from({ length: 1100 }, (_, i) => `events/${String(i).padStart(4, '0')}.json`);
    for (let i = 0; i < keys.length; i += 50)
      await Promise.all(keys.slice(i, i + 50).map((key) => lake.put(key, bytes('x'))));
    expect(await keysOf(lake, 'events/')).toEqual(keys);
  });

  it('refuses keys that lead out of it', async () => {
    const lake = open('safe');
    for (const key of ['../a', 'a/../../b', '/etc/x', 'a//b', '', 'a/./b', 'a\u0000b', 'a\\b'])
      await expect(lake.put(key, bytes('x'))).rejects.toThrow(LakeError);
  });

  it('says that an object is missing', async () => {
    await expect(open('missing').get('events/none.json')).rejects.toThrow(LakeError);
  });

  it('can be probed', async () => {
    const lake = open('probe');
    expect(await lake.probe()).toBe('written');
    expect(await keysOf(lake, '')).toEqual([]);
  });
});

describe('A lake in a folder', () => {
  it('fails a write and a probe where its folder cannot be made, and works again when it can', async () => {
    const place = join(folder, 'blocked');
    await writeFile(place, 'a file where the folder should be');
    const lake = new FolderLake(place);
    await expect(lake.put('events/a.json', bytes('x'))).rejects.toThrow(LakeError);
    await expect(lake.probe()).rejects.toThrow(LakeError);
    await rm(place);
    await lake.put('events/a.json', bytes('x'));
    expect(await keysOf(lake, 'events/')).toEqual(['events/a.json']);
  });

  it.each(['put', 'putSync'] as const)(
    'takes back a new object that it cannot keep for sure, and none that was there before: %s',
    async (put) => {
      const place = await mkdtemp(join(folder, 'unsynced-'));
      const lake = new FolderLake(place);
      await lake.put('events/a.json', bytes('old'));
      await chmod(join(place, 'events'), 0o300); // takes files, but cannot be opened and so not be synced
      await asNobody(place, async () => {
        for (const name of ['a', 'b'])
          await expect((async () => lake[put](`events/${name}.json`, bytes('new')))()).rejects.toThrow(LakeError);
      });
      await chmod(join(place, 'events'), 0o700);
      expect(await keysOf(lake, 'events/')).toEqual(['events/a.json']);
      expect(String(await buffer(await lake.get('events/a.json')))).toBe('new');
    },
  );

  it('goes on after somebody removed its folders', async () => {
    const place = join(folder, 'removed');
    const lake = new FolderLake(place);
    await lake.put('events/a.json', bytes('x'));
    await rm(place, { recursive: true });
    await lake.put('events/b.json', bytes('x')).catch(() => lake.put('events/b.json', bytes('x')));
    expect(await keysOf(lake, 'events/')).toEqual(['events/b.json']);
  });

  it('hides half-written files and removes those that a killed process left behind', async () => {
    const place = join(folder, 'killed');
    const lake = new FolderLake(place);
    await lake.put('events/a.json', bytes('x'));
    await writeFile(join(place, '.unfinished', 'old'), 'half');
    await writeFile(join(place, '.unfinished', 'new'), 'half');
    await utimes(join(place, '.unfinished', 'old'), 0, 0);
    expect(await keysOf(lake, '')).toEqual(['events/a.json']);
    expect(await lake.removeLeftBehind()).toBe(1);
    expect(await readdir(join(place, '.unfinished'))).toEqual(['new']);
  });
});

describe('A lake in a bucket that hangs', () => {
  it('gives up answers that do not come and objects that break off, and lets a slow reader take his time', async () => {
    let answer: (response: ServerResponse) => void = () => {};
    const server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = new S3Client({
      endpoint: `http://127.0.0.1:${port}`,
      forcePathStyle: true,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const hanging = new S3Lake({ client, bucket: 'raw', prefix: '', readTimeoutMs: 300 });
    try {
      await expect(hanging.get('events/a.json')).rejects.toThrow(LakeError);
      await expect(hanging.list('')[Symbol.asyncIterator]().next()).rejects.toThrow(LakeError);
      await expect(hanging.remove('events/a.json')).rejects.toThrow(LakeError);

      answer = (response) => response.writeHead(200, { 'content-length': 10 }).write('half ');
      await expect(buffer(await hanging.get('events/a.json'))).rejects.toThrow(/nothing more of object events\/a.json/);

      answer = (response) => {
        response.writeHead(200, { 'content-length': 8 }).write('1234');
        for (let i = 1; i <= 4; i++) setTimeout(() => response.write(`${i}`), i * 150);
      };
      const slow = await hanging.get('events/a.json');
      await sleep(500);
      expect(String(await buffer(slow))).toBe('12341234');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('openLake', () => {
  it('opens folders and buckets by their URL', () => {
    expect(openLake('file:///srv/lake').url).toBe('file:///srv/lake');
    expect(openLake('s3://bucket/some/prefix/', { s3Endpoint: s3.endpoint }).url).toBe('s3://bucket/some/prefix');
  });

  it('says what a lake looks like when given anything else', () => {
    for (const url of ['', '/srv/lake', 'https://x', 's3://'])
      expect(() => openLake(url)).toThrow(/file:\/\/\/path or s3/);
  });
});
