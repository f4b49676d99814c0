import type pg from 'pg';
import { asLoader } from '../warehouse/loader-lock.js';
import { analyzeGrown } from './analyze-grown.js';
import { refreshManyDays } from './refresh-many-days.js';
import { vacuumFacts } from './vacuum-facts.js';

/**
 * Sessions, clients and orders that a transaction builds at most: seconds of work, so that a run whose time is up, or that is
 * killed, leaves the next one less to do.
 */
export const KEYS_A_STEP = 5000;

export interface RefreshOptions {
  /** Gives a connection to build days beside this one, where there are enough for two; undefined where none is to be had. */
  third?: (() => Promise<pg.Client | undefined>) | undefined;
  /** Asked between steps, never before the first: each run gets on. */
  shouldStop?: (() => boolean) | undefined;
  /** Told after each step about how many touches and days are left. */
  onStep?: ((left: number) => void) | undefined;
}

/** Builds models of the next keys, or days, in a transaction. @returns about how many touches and days are left */
export async function refreshStep(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ left: string }>('select refresh_models($1) as left', [KEYS_A_STEP]);
  return Number(rows[0]?.left);
}

/**
 * Brings the models up to date with all that was loaded, also by runs that were killed before they came to it.
 * @returns false where it was told to stop before the end; what is done stays
 */
export async function refreshModels(
  client: pg.Client,
  { third, shouldStop, onStep }: RefreshOptions = {},
): Promise<boolean> {
  await vacuumFacts(client);
  for (;;) {
    await analyzeGrown(client);
    if (third && (await refreshManyDays(client, third, { shouldStop, onStep })) && shouldStop?.()) return false;
    const left = await asLoader(client, () => refreshStep(client));
    if (left === 0) return true;
    onStep?.(left);
    if (shouldStop?.()) return false;
  }
}
