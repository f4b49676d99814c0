import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startEtlLoop } from '../../src/stack/etl-loop.js';

const THREE_HOURS_MS = 3 * 3_600_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'footfall-loop-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

it('runs at its pace when the clock is put right that was hours ahead', async () => {
  const now = Date.now.bind(Date);
  let aheadMs = THREE_HOURS_MS;
  vi.spyOn(Date, 'now').mockImplementation(() => now() + aheadMs);
  const pidFolder = join(folder, 'pids');
  // There is no stack here: each run fails at once, which the loop survives.
  const options = { everyMs: 100, dataFolder: join(folder, 'none'), logFile: join(folder, 'etl.log'), pidFolder };
  await mkdir(pidFolder);
  const loop = startEtlLoop({ ...options, say: () => {} });
  const runs = async () => (await readFile(options.logFile, 'utf8')).match(/There is no /g)?.length ?? 0;
  try {
    await vi.waitFor(async () => expect(await runs()).toBeGreaterThan(0), { timeout: 60_000, interval: 5 });
    aheadMs = 0;
    await vi.waitFor(async () => expect(await runs()).toBeGreaterThan(2), { timeout: 60_000 });
  } finally {
    await loop.stop();
  }
});
