import { readdirSync, readFileSync } from 'node:fs';

const EVERY_MS = 5000;
const KIB_OF_A_MIB = 1024;

/**
 * What a server's processes take at most while `work` goes on, in MiB: each its own memory, and its part of what they share
 * (Pss in `/proc/PID/smaps_rollup`).
 * @param server process id of the first of them
 */
export async function withServerMemory(server, work) {
  let peak = proportionalKib(server);
  if (peak === 0)
    throw new Error(`The memory of process ${server} cannot be read: this wants Linux, and the right to look at it`);
  const timer = setInterval(() => {
    peak = Math.max(peak, proportionalKib(server));
  }, EVERY_MS);
  try {
    return { result: await work(), memory: peak / KIB_OF_A_MIB };
  } finally {
    clearInterval(timer);
  }
}

function proportionalKib(server) {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids
    .filter((id) => Number(id) === server || Number(parentOf(id)) === server)
    .reduce((sum, id) => sum + Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${id}/smaps_rollup`))?.[1] ?? 0), 0);
}

const parentOf = (id) => /^PPid:\s+(\d+)/m.exec(read(`/proc/${id}/status`))?.[1];

/** A process may end while it is looked at. */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
