import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../helpers/small-disk-server.mjs', import.meta.url));
let folder: string;
let child: ChildProcessWithoutNullStreams;
let lines: AsyncIterator<string>;
let url: string;

const next = async () => (await lines.next()).value as string;
const tell = (word: string) => {
  child.stdin.write(`${word}\n`);
  return next();
};
const send = async () => {
  const body = JSON.stringify({ eventName: 'x', own: randomBytes(6000).toString('base64') });
  const answer = await fetch(`${url}/clickstream`, { method: 'POST', body });
  return { status: answer.status, retryAfter: answer.headers.get('retry-after') };
};
const isWritable = async () =>
  ((await (await fetch(`${url}/health`)).json()) as { lake: { writable: boolean } }).lake.writable;

beforeAll(async () => {
  if (process.platform !== 'linux')
    throw new Error('This test mounts a small disk with unshare and mount: it needs Linux');
  folder = await mkdtemp(join(tmpdir(), 'footfall-small-disk-'));
  // An ordinary user may mount inside a user namespace of his own.
  const namespaces = process.getuid?.() === 0 ? ['--mount'] : ['--map-root-user', '--mount'];
  child = spawn('unshare', [...namespaces, process.execPath, PROGRAM, folder]);
  child.stderr.pipe(process.stderr);
  lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  url = await next();
});
afterAll(async () => {
  child.stdin.end();
  await rm(folder, { recursive: true, force: true });
});

describe('A collector on a disk that fills', () => {
  it('answers 503 with Retry-After from then on, and works again when there is room', async () => {
    const answers = [];
    for (let i = 0; i < 60; i++) answers.push(await send());
    const kept = answers.filter(({ status }) => status === 200).length;
    expect(kept).toBeGreaterThan(0);
    expect(answers.slice(-10).every(({ status, retryAfter }) => status === 503 && Number(retryAfter) > 0)).toBe(true);
    expect(await isWritable()).toBe(false);
    expect(await tell('grow')).toBe('done');
    expect((await send()).status).toBe(200);
    expect(await isWritable()).toBe(true);
  });

  it('does the same on one that turns read-only', async () => {
    await tell('readonly');
    expect(await send()).toMatchObject({ status: 503 });
    expect(await isWritable()).toBe(false);
    await tell('writable');
    expect(await send()).toMatchObject({ status: 200 });
  });
});
