import { ScopeError } from '../loading/scope.js';
import { type CompactOptions, type CompactSummary, compactLake } from './compact.js';

const DAY_MS = 86_400_000;
/** As `footfall compact`: some million events an object, which a run takes in one transaction. */
const TARGET_BYTES = 64 * 1024 * 1024;
/** Yesterday, and the day before for a call that failed. */
const DAYS_BACK = 2;
/** A longer payload is a mistake: what is older was compacted in its time, or is a case for the command line. */
const MOST_DAYS_BACK = 31;
/** What is left of the function's time when it stops: to merge the objects at hand, 64 MiB of them, and to read them back. */
const END_MS = 90_000;

/** Whether a payload asks for a compaction, as `{"task": "compact"}` does. */
export const isCompaction = (payload: unknown): boolean => (payload as { task?: unknown } | null)?.task === 'compact';

/**
 * Compacts the whole days before today (`daysBack`, 2 if not said), which receive nothing more.
 *
 * @returns what was done; not complete where the function's time was up, and the next call goes on
 * @throws ScopeError where `daysBack` is no number of days
 * @throws EtlError where folders could not be compacted; nothing is lost
 */
export function runCompaction(
  payload: unknown,
  options: Pick<CompactOptions, 'lake' | 'databaseUrl' | 'logger'> & { remainingMs: () => number },
  now = new Date(),
): Promise<CompactSummary> {
  const { remainingMs, ...parts } = options;
  return compactLake({
    ...parts,
    prefixes: daysBefore(now, daysBack(payload)).flatMap((day) => [`events/${day}/`, `rejected/${day}/`]),
    targetBytes: TARGET_BYTES,
    shouldStop: () => remainingMs() < END_MS,
  });
}

function daysBack(payload: unknown): number {
  const { daysBack: days = DAYS_BACK } = payload as { daysBack?: unknown };
  if (typeof days !== 'number' || !Number.isInteger(days) || days < 1 || days > MOST_DAYS_BACK)
    throw new ScopeError(`daysBack of a compaction must be a whole number of days from 1 to ${MOST_DAYS_BACK}`);
  return days;
}

/** UTC days as keys have them, the oldest first. */
function daysBefore(now: Date, days: number): string[] {
  return Array.from({ length: days }, (_, i) =>
    new Date(now.getTime() - (days - i) * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '/'),
  );
}
