import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { lstat, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DataFolder } from '../../src/data-folder.js';
import { lock, tryLock } from '../../src/stack/lock.js';

const ASK = fileURLToPath(new URL('../helpers/ask-for-lock.mjs', import.meta.url));
let parent: string;
let folder: DataFolder;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'footfall-data-'));
});
afterAll(() => rm(parent, { recursive: true, force: true }));
beforeEach(async () => {
  folder = new DataFolder(await mkdtemp(join(parent, 'd-')));
});

describe('A data folder', () => {
  it('whose secrets cannot be read says so, and keeps them', async () => {
    await symlink('secrets.json', folder.secretsFile); // of itself: root can read everything else
    await expect(folder.ensureSecrets()).rejects.toThrow(`${folder.secretsFile} cannot be read`);
    expect((await lstat(folder.secretsFile)).isSymbolicLink()).toBe(true);
  });

  it('without secrets gets some, which stay', async () => {
    const made = await folder.ensureSecrets();
    expect(await folder.ensureSecrets()).toEqual(made);
  });

  it('is held by one of many processes that ask at once for what a killed one has left', async () => {
    const ASKING = 6;
    const gone = execFileSync(process.execPath, ['-p', 'process.pid']).toString();
    const askers = Array.from({ length: ASKING }, () => fork(ASK, [folder.path]));
    try {
      await Promise.all(askers.map((asker) => once(asker, 'message'))); // each is ready
      for (let round = 0; round < 20; round++) {
        await rm(folder.lockFile, { force: true });
        if (round % 2 === 0) await writeFile(folder.lockFile, gone);
        const answers = Promise.all(askers.map(async (asker) => (await once(asker, 'message'))[0] as number));
        for (const asker of askers) asker.send('ask');
        const holders = new Set(await answers);
        expect(holders.size).toBe(1);
        const released = Promise.all(askers.map((asker) => once(asker, 'message')));
        for (const asker of askers) asker.send('release');
        await released;
        expect(existsSync(folder.lockFile)).toBe(false);
      }
    } finally {
      for (const asker of askers) asker.kill();
    }
    expect((await readdir(folder.path)).filter((name) => name.startsWith('footfall.pid'))).toEqual([]);
  });

  it('is not held by a process that only has the number of one that is gone', async () => {
    await writeFile(folder.lockFile, `${process.pid}\nup\nanother boot 1\n`);
    const release = await lock(folder, 'up');
    expect(await tryLock(folder, 'command')).toEqual({ pid: process.pid, purpose: 'up' });
    await release();
    expect(existsSync(folder.lockFile)).toBe(false);
  });

  it('that a command holds is not started, and says why', async () => {
    const release = await lock(folder, 'command');
    await expect(lock(folder, 'up')).rejects.toThrow(/A footfall command works on .* \(process \d+\)/);
    await release();
    await (await lock(folder, 'up'))();
  });
});
