import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Stops the server that a killed process left behind in a cluster's folder. PostgreSQL notes its process in postmaster.pid, and
 * `pg_ctl stop` signals whatever has that number: after a power cut, or in another container, that may be anybody's program. Such a
 * note is removed, since PostgreSQL would take it for a server that runs.
 *
 * @param pgCtl runs pg_ctl on the folder; rejects where that fails
 */
export async function stopLeftServer(dataDir: string, pgCtl: (args: string[]) => Promise<void>): Promise<void> {
  const note = join(dataDir, 'postmaster.pid');
  const [first = '', noted = ''] = (await readFile(note, 'utf8').catch(() => '')).split('\n');
  const pid = Number.parseInt(first, 10);
  const command = pid > 0 ? await commandOf(pid) : undefined;
  if (command === undefined) return; // nobody has the number, or nobody may know: PostgreSQL decides
  if (![dataDir, noted].some((folder) => folder !== '' && command.includes(folder))) return rm(note, { force: true });
  await pgCtl(['stop', '-m', 'fast', '-w']).catch(() => pgCtl(['stop', '-m', 'immediate', '-w']).catch(() => {}));
}

/** A process's command line, empty where it has ended; undefined where there is no such process, or nothing tells. */
async function commandOf(pid: number): Promise<string | undefined> {
  const ofLinux = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (ofLinux !== undefined) return ofLinux;
  return run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}
