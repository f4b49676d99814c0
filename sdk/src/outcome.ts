/** What becomes of a batch after an answer: stored events leave the device on `done` and `drop` only. */
export type Outcome = 'done' | 'retry' | 'split' | 'drop';

/** The batch itself is wrong, and the same again would be: not JSON, too large, of a form that nobody takes. */
const NEVER_TAKEN = [400, 413, 415, 422];

/**
 * Sorts an answer by its status; 0 is no answer. One event that is too large cannot be split. All other answers say
 * nothing about the batch: a mistyped key, or a collector that is being moved, must not cost a shop its events.
 */
export function outcomeOf(status: number, events: number): Outcome {
  if (status >= 200 && status < 300) return 'done';
  if (!NEVER_TAKEN.includes(status)) return 'retry';
  return status === 413 && events > 1 ? 'split' : 'drop';
}
