import { BACKOFF_BASE_MS, BACKOFF_CAP_MS } from './limits.js';

/**
 * Milliseconds to wait after the nth failure: full jitter, so that browsers cut off together do not return together.
 *
 * @param failures failures in a row, from 1
 * @param random a number from 0 to 1
 */
export const backoff = (failures: number, random: number): number =>
  random * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** failures);
