import { type KeyValueStore, PREFIX } from './store.js';

type Counts = Record<string, number>;

/** Counts events that were given up, by reason, until a batch has reported them. */
export interface DropCounter {
  add(reason: string, count?: number): void;
  /** What is not reported yet. */
  pending(): Counts | undefined;
  /** Takes off what a delivered batch reported. */
  reported(counts: Counts | undefined): void;
}

export const DROPS_KEY = `${PREFIX}dropped`;

/** A drop counter that outlives the page, so that a loss is told even when it is told on the next visit. */
export function createDropCounter(store: KeyValueStore): DropCounter {
  const read = (): Counts => {
    try {
      return JSON.parse(store.get(DROPS_KEY) ?? '{}') as Counts;
    } catch {
      return {};
    }
  };
  const write = (counts: Counts) => {
    const left = Object.entries(counts).filter(([, count]) => count > 0);
    if (left.length) store.set(DROPS_KEY, JSON.stringify(Object.fromEntries(left)));
    else store.remove(DROPS_KEY);
  };
  return {
    add(reason, count = 1) {
      const counts = read();
      write({ ...counts, [reason]: (counts[reason] ?? 0) + count });
    },
    pending() {
      const counts = read();
      return Object.keys(counts).length ? counts : undefined;
    },
    reported(reported = {}) {
      const counts = read();
      for (const reason in reported) counts[reason] = (counts[reason] ?? 0) - (reported[reason] ?? 0);
      write(counts);
    },
  };
}
