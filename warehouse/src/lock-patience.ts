import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { WarehouseError } from './errors.js';
import { inTransaction } from './transaction.js';

/**
 * So many milliseconds an attempt waits for those who use a table, and lets others wait behind it. Less than PostgreSQL's
 * deadlock_timeout (1 s): where a reader and the attempt wait for each other, it gives in before the reader is ended.
 */
const ATTEMPT_MS = 800;
/** About so many milliseconds others have between two attempts. */
const PAUSE_MS = 400;

const LOCK_NOT_AVAILABLE = '55P03';

export interface PatienceOptions {
  /** Milliseconds after which it gives up. */
  patienceMs: number;
  /** Beginning of the sentence that says so. */
  what: string;
  /** Asked before each attempt. */
  shouldStop?: () => boolean;
  /** Told once, when the first attempt had to wait for too long. */
  onWait?: () => void;
}

/**
 * Runs `work`, which needs tables for itself, in a transaction. It does not queue behind a long query, where everybody else would
 * queue behind it: it gives in soon, and tries again.
 *
 * @returns false where it was told to stop; nothing is changed then
 * @throws WarehouseError when others used the tables all the time; nothing is changed then
 */
export async function withPatience(
  client: pg.Client,
  work: () => Promise<void>,
  { patienceMs, what, shouldStop, onWait }: PatienceOptions,
): Promise<boolean> {
  const end = performance.now() + patienceMs;
  for (let attempt = 1; !shouldStop?.(); attempt++) {
    try {
      await inTransaction(client, async () => {
        await client.query(`set local lock_timeout = '${ATTEMPT_MS}ms'`);
        await work();
      });
      return true;
    } catch (error) {
      if ((error as pg.DatabaseError).code !== LOCK_NOT_AVAILABLE) throw error;
      if (performance.now() > end)
        throw new WarehouseError(
          `${what} waited ${Math.round(patienceMs / 1000)} s for tables that others use. Nothing was changed by it. End long queries ` +
            'and open transactions (pg_stat_activity lists them), then run it again.',
        );
      if (attempt === 1) onWait?.();
      await sleep(PAUSE_MS * (0.5 + Math.random()));
    }
  }
  return false;
}
