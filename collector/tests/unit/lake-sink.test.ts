import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake, type Lake } from '@footfall/lake';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCollector } from '../../src/collect.js';
import { groupCommit } from '../../src/group-commit.js';
import { lakeSink } from '../../src/sink.js';
import { CONFIG, silent } from '../helpers/fronts.js';
import { linesOf } from '../helpers/lake-lines.js';

let folder: string;
let lake: Lake;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-sink-'));
  lake = new FolderLake(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A collector whose lake fails at these writes, the first being 1. */
function collectorFailingAt(...failing: number[]) {
  let writes = 0;
  const unsteady = Object.create(lake, {
    put: {
      value: async (key: string, body: Uint8Array) => {
        if (failing.includes(++writes)) throw new Error('The lake is full');
        await lake.put(key, body);
      },
    },
  }) as Lake;
  return createCollector({ config: CONFIG, lake: unsteady, logger: silent, sink: lakeSink(unsteady) });
}

const request = {
  method: 'POST',
  path: '/clickstream',
  query: {},
  headers: {},
  readBody: () => Buffer.from('[{"eventName":"good"},{"eventName":5}]'),
  requestId: 'r',
};
const stored = async () => {
  const good = (await linesOf(lake, 'events/')).map(({ line }) => line.eventName);
  return { good, refused: (await linesOf(lake, 'rejected/')).map(({ line }) => line.reason) };
};
const reason = 'eventName: must be a string';

describe('A batch of good and refused events, of which one write fails', () => {
  it('has no good event in the lake when it is answered 503 for the second write, and has it once after the retry', async () => {
    const collect = collectorFailingAt(2);
    expect((await collect(request)).status).toBe(503);
    expect(await stored()).toEqual({ good: [], refused: [reason] });
    expect((await collect(request)).status).toBe(200);
    expect(await stored()).toEqual({ good: ['good'], refused: [reason, reason] });
  });

  it('has nothing in the lake when it is answered 503 for the first write', async () => {
    const collect = collectorFailingAt(1);
    expect((await collect(request)).status).toBe(503);
    expect(await stored()).toEqual({ good: [], refused: [] });
    expect((await collect(request)).status).toBe(200);
    expect(await stored()).toEqual({ good: ['good'], refused: [reason] });
  });
});

describe('Batches that come at the same time', () => {
  const mixed = (name: string) => ({
    ...request,
    readBody: () => Buffer.from(`[{"eventName":"${name}"},{"eventName":5}]`),
  });

  it('each have their own good events in the lake, though all are put together in the same memory', async () => {
    const collect = collectorFailingAt();
    const names = ['first', 'other', 'third'];
    await Promise.all(names.map((name) => collect(mixed(name))));
    expect((await stored()).good.sort()).toEqual([...names].sort());
  });

  it('are written as they were sent by a group that waits for a slow lake, whatever comes meanwhile', async () => {
    const seen: (() => string)[] = [];
    const release: (() => void)[] = [];
    const sink = groupCommit(
      ({ events }) => {
        seen.push(() => Buffer.concat(events).toString());
        return new Promise((resolve) => release.push(resolve));
      },
      { maxWaitMs: 0, maxWrites: 2 },
    );
    const collect = createCollector({ config: CONFIG, lake, logger: silent, sink });
    const answers = [collect(mixed('first'))];
    await expect.poll(() => seen.length).toBe(1);
    const before = seen[0]?.();
    answers.push(collect(mixed('other')));
    await expect.poll(() => seen.length).toBe(2);
    expect(seen.map((lines) => JSON.parse(lines()).eventName)).toEqual(['first', 'other']);
    expect(seen[0]?.()).toBe(before);
    for (const done of release) done();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
  });
});
