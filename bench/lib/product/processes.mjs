import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process's parent and state, from /proc; undefined where it has ended. */
function stateOf(pid) {
  try {
    // The name before the closing bracket may hold anything.
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return { pid, state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

/** Whether a process runs; a zombie does not. */
export const isRunning = (pid) => /^[^ZX]/.test(stateOf(pid)?.state ?? '');

/** A process and all that it has started, the eldest first. */
export function familyOf(pid) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => stateOf(Number(name)))
    .filter(Boolean);
  const family = [pid];
  for (const member of family) family.push(...all.filter(({ parent }) => parent === member).map((child) => child.pid));
  return family;
}

/** Signals each of them; those that have ended in the meantime need none. */
export function signalAll(pids, signal) {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }
}

/** Ends processes at once, as a power cut does, and waits until they are gone. */
export async function killAll(pids) {
  signalAll(pids, 'SIGKILL');
  while (pids.some(isRunning)) await sleep(20);
}

/** The postmaster of a data folder, while it runs. */
export function postmasterOf(data) {
  const pid = Number.parseInt(attempt(() => readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8')) ?? '', 10);
  return pid && isRunning(pid) ? pid : undefined;
}

/** The ETL run of a data folder, while there is one. */
export function etlRunOf(data) {
  const notes = attempt(() => readdirSync(join(data, 'pids'))) ?? [];
  return notes
    .map((name) => Number.parseInt(name, 10))
    .find((pid) => isRunning(pid) && commandLine(pid).includes('--trigger loop'));
}

const commandLine = (pid) => (attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? '').replaceAll('\0', ' ');

function attempt(work) {
  try {
    return work();
  } catch {
    return undefined; // it has ended since it was found
  }
}
