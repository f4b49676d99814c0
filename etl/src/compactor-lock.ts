import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** Two compactions would do the same work twice; right they would be without this lock, too. */
const COMPACTOR_LOCK = 0x436f6d70;
/** So often whoever waits asks whether he was told to stop. */
const WAIT_MS = 500;

/**
 * Keeps compactions out until the connection ends.
 * @param onWait told once, where one runs
 * @returns whether it has the lock; false where it was told to stop before
 */
export async function lockCompactors(
  client: pg.Client,
  { onWait, shouldStop }: { onWait: () => void; shouldStop?: (() => boolean) | undefined },
): Promise<boolean> {
  for (let hasSaid = false; ; hasSaid = true) {
    const { rows } = await client.query<{ ok: boolean }>('select pg_try_advisory_lock($1) as ok', [COMPACTOR_LOCK]);
    if (rows[0]?.ok) return true;
    if (shouldStop?.()) return false;
    if (!hasSaid) onWait();
    await sleep(WAIT_MS);
  }
}
