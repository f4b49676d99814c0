import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.js';

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** A part that ran for so long is healthy: its next failure is a first one again. */
const HEALTHY_MS = 60_000;

export interface KeptPart {
  stop(): Promise<void>;
}

/** Keeps a part running: starts it again when it ends by itself, after a wait that doubles with each failure. */
export function keepAlive(name: string, start: () => Child, say: (line: string) => void): KeptPart {
  const stopping = new AbortController();
  let child = start();
  const watch = async () => {
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const startedAt = performance.now();
      const { code, signal, wasStopped } = await child.ended;
      if (wasStopped || stopping.signal.aborted) return;
      if (performance.now() - startedAt > HEALTHY_MS) wait = FIRST_WAIT_MS;
      say(`${name} ended (${signal ?? `exit code ${code}`}); it is started again in ${wait / 1000} s`);
      await sleep(wait, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      child = start();
    }
  };
  const watching = watch();
  return {
    stop: async () => {
      stopping.abort();
      await child.stop();
      await watching;
    },
  };
}
