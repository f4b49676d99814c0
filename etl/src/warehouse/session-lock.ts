import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** So often somebody who waits asks whether he was told to stop. */
const WAIT_MS = 500;

export interface LockWait {
  shouldStop?: (() => boolean) | undefined;
  /** Told once where another one has the lock. */
  onWait?: () => void;
}

/** Takes a lock that ends with the connection. @returns whether it has it; false where it was told to stop before */
export async function takeSessionLock(client: pg.Client, lock: number, wait: LockWait = {}): Promise<boolean> {
  for (let hasSaid = false; ; hasSaid = true) {
    const { rows } = await client.query<{ ok: boolean }>('select pg_try_advisory_lock($1) as ok', [lock]);
    if (rows[0]?.ok) return true;
    if (wait.shouldStop?.()) return false;
    if (!hasSaid) wait.onWait?.();
    await sleep(WAIT_MS);
  }
}
