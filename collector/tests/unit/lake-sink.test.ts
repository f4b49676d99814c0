import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake, type Lake } from '@footfall/lake';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCollector } from '../../src/collect.js';
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
