import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake } from '@footfall/lake';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONFIG, type Front, fastifyFront, lambdaFront, type TestAnswer } from '../helpers/fronts.js';

const body = JSON.stringify({ eventName: 'x' });
const readable = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers': 'retry-after',
});
const preflight = {
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': 'content-type, content-encoding, x-footfall-key, authorization',
  'access-control-max-age': '7200',
};
const corsOf = ({ headers }: TestAnswer) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')));

describe.each([
  { name: 'Fastify server', open: fastifyFront },
  { name: 'Lambda handler', open: lambdaFront },
])('What the $name tells browsers', ({ open }) => {
  let folder: string;
  let front: Front;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'footfall-cors-'));
  });
  afterEach(async () => {
    await front.close();
    await rm(folder, { recursive: true, force: true });
  });
  const ask = (origin?: string) => {
    const headers: Record<string, string> = { ...(origin !== undefined && { origin }) };
    return Promise.all([
      front.send({ method: 'OPTIONS', headers: { ...headers, 'access-control-request-method': 'POST' } }),
      front.send({ headers, body }),
      front.send({ headers, body: 'no json' }),
    ]);
  };

  it.each([
    ['that is listed', CONFIG.allowedOrigins, 'https://shop.example'],
    ['of any kind, where all are allowed', ['*'], 'https://anybody.example'],
    ['of a page in a sandbox, where all are allowed', ['*'], 'null'],
  ])(
    'names an origin %s, itself and no star, and never lets credentials in',
    async (_which, allowedOrigins, origin) => {
      front = await open(new FolderLake(folder), { ...CONFIG, allowedOrigins });
      const answers = await ask(origin);
      expect(answers.map(({ status }) => status)).toEqual([204, 200, 400]);
      expect(answers.map(corsOf)).toEqual([{ ...readable(origin), ...preflight }, readable(origin), readable(origin)]);
      expect(answers.map(({ headers }) => headers.vary)).toEqual(['origin', 'origin', 'origin']);
    },
  );

  it('is nothing of use to an origin that is not listed', async () => {
    front = await open(new FolderLake(folder));
    const answers = await ask('https://evil.example');
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(answers.map(corsOf)).toEqual([{}, {}, {}]);
    expect(answers.map(({ headers }) => headers.vary)).toEqual(['origin', 'origin', 'origin']);
  });

  it('names no origin where none asks', async () => {
    front = await open(new FolderLake(folder), { ...CONFIG, allowedOrigins: ['*'] });
    const answers = await ask();
    expect(answers.map(({ status }) => status)).toEqual([204, 200, 400]);
    for (const answer of answers) expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });
});
