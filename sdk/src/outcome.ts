/** What becomes of a batch after an answer: stored events leave the device on `done` and `drop` only. */
export type Outcome = 'done' | 'retry' | 'split' | 'drop';

/** Not the batch's fault: too slow, too early, too many. */
const TEMPORARY = [408, 425, 429];

/** Sorts an answer by its status; 0 is no answer. One event that is too large cannot be split. */
export function outcomeOf(status: number, events: number): Outcome {
  if (status >= 200 && status < 300) return 'done';
  if (status === 413 && events > 1) return 'split';
  return status >= 400 && status < 500 && !TEMPORARY.includes(status) ? 'drop' : 'retry';
}
