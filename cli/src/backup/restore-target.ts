import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DataFolder, RESTORING_FILE } from '../data-folder.js';
import { CliError } from '../errors.js';

/** What a restore makes, and removes again where an earlier one was killed; not the passwords, which a server may have by then. */
const MADE = ['lake', 'postgres', 'postgres.password', 'logs', 'pids', 'state.json'];
/** Of a file system that is mounted here, and the lock of the restore itself, under whatever name. */
const NOBODYS = /^(lost\+found|footfall\.pid(\..*)?)$/;

/**
 * Makes an empty data folder ready. A mark in it keeps everything else from it until `restoreDone`; where an earlier restore left the
 * mark, what that one had made is removed.
 *
 * @throws CliError where the folder holds anything else
 */
export async function prepareTarget(folder: DataFolder): Promise<void> {
  const names = (await readdir(folder.path)).filter((name) => !NOBODYS.test(name));
  if (names.includes(RESTORING_FILE))
    for (const name of MADE) await rm(join(folder.path, name), { recursive: true, force: true });
  else if (names.length > 0)
    throw new CliError(
      `${folder.path} is not empty (${names.slice(0, 3).join(', ')}). A restore overwrites nothing: move it away, or name a new folder with --data.`,
    );
  await writeFile(join(folder.path, RESTORING_FILE), '', { mode: 0o600 });
  await folder.create({ isRestoring: true });
}

/** Takes the mark away: the folder is whole. */
export const restoreDone = (folder: DataFolder) => rm(join(folder.path, RESTORING_FILE));
