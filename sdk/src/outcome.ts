/** What becomes of a batch after an answer. */
export type Outcome = 'done' | 'retry' | 'split' | 'drop';

/** The collector's answer as the transport saw it; status 0 is no answer. */
export interface Answer {
  status: number;
  /** Events that the collector took the batch for but refused one by one. */
  refused: number;
  /** From `Retry-After`, in milliseconds. */
  retryAfterMs?: number;
}

/** Not the batch's fault: too slow, too early, too many. */
const TEMPORARY = new Set([408, 425, 429]);

/** Sorts an answer: stored events leave the device on `done` and `drop` only. */
export function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return 'done';
  if (status === 413) return 'split';
  return status >= 400 && status < 500 && !TEMPORARY.has(status) ? 'drop' : 'retry';
}
