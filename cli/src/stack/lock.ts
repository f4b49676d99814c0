import { readFile, rm, writeFile } from 'node:fs/promises';
import type { DataFolder } from '../data-folder.js';
import { CliError } from '../errors.js';

/** Holds a data folder for this process. @returns the function that lets it go. @throws CliError where another holds it */
export async function lock(folder: DataFolder): Promise<() => Promise<void>> {
  const file = folder.lockFile;
  for (;;) {
    try {
      await writeFile(file, `${process.pid}\n`, { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = await holderOf(file);
    if (holder !== undefined)
      throw new CliError(
        `Footfall runs on ${folder.path} already (process ${holder}). Stop it first, or choose another --data.`,
      );
    await rm(file, { force: true }); // left behind by a process that was killed
  }
}

/** The process that holds a data folder, if it is alive. */
export async function holderOf(file: string): Promise<number | undefined> {
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  if (!Number.isInteger(pid) || pid === process.pid) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  // Its number may belong to another program by now.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'footfall');
  return /footfall|start\.mjs/.test(command) ? pid : undefined;
}
