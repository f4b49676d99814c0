import type { Lake } from '@footfall/lake';
import type { Logger } from 'pino';

/** A probe writes to the lake; within this many milliseconds one serves everybody who asks. */
const FRESH_MS = 1000;

/** Knows whether the lake can be written. */
export interface LakeHealth {
  isWritable(): Promise<boolean>;
  /** Tells the outcome of a real write, which is worth more than a probe. */
  note(didWrite: boolean): void;
}

/** Answers from the last write or probe while that is fresh; a failed write is looked into at the next question. */
export function lakeHealth(lake: Lake, logger: Logger, now = () => performance.now()): LakeHealth {
  let known: { at: number; answer: Promise<boolean> } | undefined;
  const probe = () =>
    lake.probe().then(
      () => true,
      (error: unknown) => {
        logger.warn({ err: error }, 'the lake cannot be written');
        return false;
      },
    );
  return {
    isWritable() {
      if (!known || now() - known.at > FRESH_MS) known = { at: now(), answer: probe() };
      return known.answer;
    },
    note(didWrite) {
      known = didWrite ? { at: now(), answer: Promise.resolve(true) } : undefined;
    },
  };
}
