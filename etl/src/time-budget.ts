import type { Work } from './run.js';

/** Until it was measured, so much of a run's time is kept for the models. */
const FIRST_MODELS_SHARE = 0.4;
/** However long the models took, loading gets on, and however short, they may take longer next time. */
const SHARES = { least: 0.1, most: 0.6 };
/** A batch or a step may take so many times what the slowest of the run took. */
const SLOWER = 1.5;
/** For the ledger, the metrics and the answer; of a short run a twentieth. */
const END_MS = 10_000;

/**
 * What earlier runs of the same process have shown, as Lambda keeps a process for many: the part of the time that went into the
 * models.
 */
export interface Pace {
  modelsShare: number;
}

/** Nothing is known yet. */
export const firstPace = (): Pace => ({ modelsShare: FIRST_MODELS_SHARE });

/**
 * Makes `shouldStop` of a run whose time is limited. Work is stopped in time to end cleanly, by how long a batch, and a step of
 * the models, have taken in this run. The first batch and the first step are always done, so that each run gets on.
 *
 * @param remainingMs of the run; what Lambda's context says
 * @param pace is brought up to date
 */
export function timeBudget(remainingMs: () => number, pace: Pace): (work: Work) => boolean {
  const totalMs = remainingMs();
  const endMs = Math.min(END_MS, totalMs / 20);
  const forModelsMs = totalMs * pace.modelsShare;
  const slowestMs: Record<Work, number> = { load: 0, models: 0 };
  const spentMs: Record<Work, number> = { load: 0, models: 0 };
  let last: { work: Work; left: number; stopped: boolean } | undefined;
  return (work) => {
    const left = remainingMs();
    // After the last batch of a lake nobody asks: that time holds a batch and a step of the models, and measures neither.
    if (last && (last.work === work || last.stopped)) {
      const tookMs = last.left - left;
      spentMs[work] += tookMs;
      slowestMs[work] = Math.max(slowestMs[work], tookMs);
    }
    if (spentMs.load > 0 && spentMs.models > 0) pace.modelsShare = shareOf(spentMs);
    const neededMs = slowestMs[work] * SLOWER + endMs + (work === 'load' ? forModelsMs : 0);
    const stopped = last !== undefined && left < neededMs;
    last = { work, left, stopped };
    return stopped;
  };
}

function shareOf({ load, models }: Record<Work, number>): number {
  return Math.min(SHARES.most, Math.max(SHARES.least, (models / (load + models)) * SLOWER));
}
