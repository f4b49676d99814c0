import { type RetainOptions, type RetainSummary, retainFacts } from './retain-facts.js';

/** What is left of the function's time when it stops: to finish the hour at hand. */
const END_MS = 60_000;

/** Whether a payload asks for old facts to be dropped, as `{"task": "retain"}` does. */
export const isRetention = (payload: unknown): boolean => (payload as { task?: unknown } | null)?.task === 'retain';

/** Drops old facts for as long as the function's time lasts; the next call goes on. */
export function runRetention({
  remainingMs,
  ...options
}: Pick<RetainOptions, 'databaseUrl' | 'logger' | 'shop'> & { remainingMs: () => number }): Promise<RetainSummary> {
  return retainFacts({ ...options, shouldStop: () => remainingMs() < END_MS });
}
