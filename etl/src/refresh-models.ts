import type pg from 'pg';
import { asLoader } from './loader-lock.js';

/**
 * Sessions, clients and orders that a transaction builds at most: seconds of work, so that a run whose time is up, or that is
 * killed, leaves the next one less to do.
 */
const KEYS_A_STEP = 5000;

export interface RefreshOptions {
  /** Asked between steps, never before the first: each run gets on. */
  shouldStop?: (() => boolean) | undefined;
  /** Told after each step about how many touches are left. */
  onStep?: ((left: number) => void) | undefined;
}

/**
 * Brings the models up to date with all that was loaded, also by runs that were killed before they came to it.
 * @returns false where it was told to stop before the end; what is done stays
 */
export async function refreshModels(client: pg.Client, { shouldStop, onStep }: RefreshOptions = {}): Promise<boolean> {
  for (;;) {
    const left = await asLoader(client, async () => {
      const { rows } = await client.query<{ left: string }>('select refresh_models($1) as left', [KEYS_A_STEP]);
      return Number(rows[0]?.left);
    });
    if (left === 0) return true;
    onStep?.(left);
    if (shouldStop?.()) return false;
  }
}
