import type pg from 'pg';
import { type LockWait, takeSessionLock } from '../warehouse/session-lock.js';

/** Two compactions would do the same work twice; right they would be without this lock, too. A rebuild and an erasure need it. */
const COMPACTOR_LOCK = 0x436f6d70;

/** Keeps compactions out until the connection ends. @returns whether it has the lock; false where it was told to stop before */
export const lockCompactors = (client: pg.Client, wait: LockWait): Promise<boolean> =>
  takeSessionLock(client, COMPACTOR_LOCK, wait);
