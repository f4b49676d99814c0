import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// A stack that was killed leaves its programs running, on the ports that the next one needs. Each program's process is
// therefore noted in the data folder until it ends.

/** Notes a program that runs. @returns the function that forgets it */
export function note(folder: string, pid: number): () => void {
  const file = join(folder, `${pid}.pid`);
  writeFileSync(file, startedAt(pid) ?? '', { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

/** Ends the noted programs that still run, and only those: a number may belong to another program by now. */
export function endLeftBehind(folder: string): void {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.pid'))) {
    const pid = Number.parseInt(name, 10);
    const started = startedAt(pid);
    if (started !== undefined && started === readFileSync(join(folder, name), 'utf8')) kill(pid);
    rmSync(join(folder, name), { force: true });
  }
}

function kill(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL'); // with what it has started: it leads a process group
  } catch {
    // It has ended in the meantime.
  }
}

/** When a process started; unlike its command line it stays the same when one program becomes another, as Rscript does. */
function startedAt(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}
