import { type KeyValueStore, PREFIX } from './store.js';

/** Events that were given up, by reason. */
export type Drops = Record<string, number>;

const DROPS = `${PREFIX}d.`;

/** Counts a loss (or takes a reported one off) in storage, so that it is told even if it is told on the next visit. */
export function countDrop(store: KeyValueStore, reason: string, count: number): void {
  const key = DROPS + reason;
  const sum = Number(store.get(key)) + count;
  if (sum > 0) store.set(key, `${sum}`);
  else store.remove(key);
}

/** What no delivered batch has reported yet. */
export function pendingDrops(store: KeyValueStore): Drops | undefined {
  const counts = store.keys(DROPS).map((key) => [key.slice(DROPS.length), Number(store.get(key))]);
  return counts.length ? (Object.fromEntries(counts) as Drops) : undefined;
}
