import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Lake } from '@footfall/lake';
import { freePort } from '@footfall/warehouse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type S3TestServer, startS3Server } from '../../../lake/tests/helpers/s3-server.js';
import { footfallWith } from '../helpers/run.js';
import { sendPageView, startStack, stopStacks } from '../helpers/stack.js';

let parent: string;
let data: string;
let s3: S3TestServer;
let lake: S3Lake;
let access: Record<string, string>;
let ports: string[];

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'footfall-up-s3-'));
  data = join(parent, 'data');
  s3 = await startS3Server('shop');
  lake = new S3Lake({ client: s3.client, bucket: 'shop', prefix: 'lake' });
  access = {
    FOOTFALL_S3_ENDPOINT: s3.endpoint,
    AWS_ACCESS_KEY_ID: 'S3RVER',
    AWS_SECRET_ACCESS_KEY: 'S3RVER',
    AWS_REGION: 'us-east-1',
  };
  ports = ['--port-collector', String(await freePort()), '--port-postgres', String(await freePort())];
});
afterAll(async () => {
  await stopStacks();
  await s3.stop();
  await rm(parent, { recursive: true, force: true });
});

const up = () =>
  startStack({ ...access, FOOTFALL_LAKE: 's3://shop/lake' }, '--data', data, '--no-dashboards', ...ports);
/** Commands find the lake by the data folder; credentials come from the environment, as ever. */
const run = async (...args: string[]) => {
  const { code, stdout, stderr } = await footfallWith(access, ...args, '--data', data, '--json');
  if (code !== 0) throw new Error(`footfall ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
};
const keys = async () => {
  const found: string[] = [];
  for await (const { key } of lake.list('events/')) found.push(key);
  return found;
};

describe('footfall up with a lake on S3', () => {
  it('writes events there and nothing to the data folder, and loads them', async () => {
    const stack = await up();
    await sendPageView(data, 'ann');
    expect(await keys()).toHaveLength(1);
    expect(existsSync(join(data, 'lake'))).toBe(false);
    expect(await readFile(join(data, 'footfall.env'), 'utf8')).toContain('FOOTFALL_LAKE=s3://shop/lake\n');
    expect(await run('etl')).toMatchObject({ objects: 1, received: 1, loaded: 1, isComplete: true });
    expect((await run('doctor')).findings).toContainEqual({
      part: 'lake',
      state: 'ok',
      message: 's3://shop/lake can be written',
    });
    expect(await stack.stop()).toBe(0);
  });

  it('goes on with both after a restart', async () => {
    const stack = await up();
    await sendPageView(data, 'bob');
    expect(await keys()).toHaveLength(2);
    expect(await run('etl')).toMatchObject({ objects: 1, received: 1, loaded: 1 });
    expect(await stack.stop()).toBe(0);
    expect(await run('rebuild', '--verify')).toMatchObject({ objects: 2, comparison: { isEqual: true } });
    const { stdout } = await footfallWith(access, 'report', '--data', data);
    expect(stdout).toContain('today so far: 2 visitors, 2 sessions');
  });
});
