import { lstat, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DataFolder } from '../../src/data-folder.js';

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
});
