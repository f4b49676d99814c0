import type { Lake } from '@footfall/lake';
import type { Logger } from 'pino';

/** A probe writes to the lake; within this many milliseconds one answer serves everybody who asks. */
const FRESH_MS = 1000;

/** Knows whether the lake can be written. */
export interface LakeHealth {
  isWritable(): Promise<boolean>;
  /** Tells the outcome of a real write, which is worth more than a probe. */
  note(didWrite: boolean): void;
}

/**
 * Answers from the last write or probe while that is fresh. A probe that may not write cannot take back what a real write has
 * told, since rights may be what that lacked, too.
 */
export function lakeHealth(lake: Lake, logger: Logger, now = () => performance.now()): LakeHealth {
  let known: { at: number; answer: boolean | Promise<boolean> } | undefined;
  let didLastWrite = true;
  const probe = () =>
    lake.probe().then(
      (found) => found === 'written' || didLastWrite,
      (error: unknown) => {
        logger.warn({ err: error }, 'the lake cannot be written');
        return false;
      },
    );
  return {
    async isWritable() {
      if (!known || now() - known.at > FRESH_MS) known = { at: now(), answer: probe() };
      return known.answer;
    },
    note(didWrite) {
      didLastWrite = didWrite;
      known = { at: now(), answer: didWrite };
    },
  };
}
