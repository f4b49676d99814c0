import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

// A stack that was killed leaves its programs running, on the ports that the next one needs. Each program's process is
// therefore noted in the data folder until it ends.

/** Notes a program that runs. @returns the function that forgets it */
export function note(folder: string, pid: number): () => void {
  const file = join(folder, `${pid}.pid`);
  attempt(() => writeFileSync(file, startedAt(pid) ?? '', { mode: 0o600 }));
  return () => attempt(() => rmSync(file, { force: true }));
}

/** A note is for the worst case only: a full or read-only disk must not keep a program from running. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // Without its note a program is only not ended after a crash.
  }
}

/** Ends the noted programs that still run, and only those: a number may belong to another program by now. */
export async function endLeftBehind(folder: string): Promise<void> {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.pid'))) {
    const pid = Number.parseInt(name, 10);
    const started = startedAt(pid);
    if (started !== undefined && started === readFileSync(join(folder, name), 'utf8')) await kill(pid);
    rmSync(join(folder, name), { force: true });
  }
}

async function kill(pid: number): Promise<void> {
  try {
    process.kill(-pid, 'SIGKILL'); // with what it has started: it leads a process group
  } catch {
    return; // it has ended in the meantime
  }
  while (isRunning(pid)) await sleep(50); // until then it holds its port
}

/**
 * Whether anything of a process group still runs. A zombie, whose parent has not asked for its end yet, runs no more; but one
 * that ps marks with "l" has threads which have not ended, and files and ports are closed by the last of them.
 */
function isRunning(group: number): boolean {
  const all = ps('-A', '-o', 'pgid=,stat=') ?? '';
  return all.split('\n').some((line) => {
    const [pgid, stat = ''] = line.trim().split(/\s+/);
    return Number(pgid) === group && /^[^Z]|^Z.*l/.test(stat);
  });
}

/**
 * When a process started; unlike its command line it stays the same when one program becomes another, as Rscript does.
 * On Linux it is counted from the boot (proc(5), field 22 of stat) and told with the boot's name: the time of day that ps makes of it
 * moves with every correction of the clock.
 */
export function startedAt(pid: number): string | undefined {
  const boot = read('/proc/sys/kernel/random/boot_id');
  if (boot === undefined) return ps('-o', 'lstart=', '-p', String(pid));
  // The second field is the program's name in brackets, which may hold anything.
  const ticks = read(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ')[22 - 3];
  return ticks && `${boot.trim()} ${ticks}`;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** What ps says; undefined where it knows no such process. */
function ps(...args: string[]): string | undefined {
  try {
    return execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
