import { guarded } from './guard.js';
import { type KeyValueStore, PREFIX } from './store.js';

/** Events that were given up, by reason. */
export type Drops = Record<string, number>;

export const DROPS_KEY: string = `${PREFIX}d`;

/** What no delivered batch has reported yet. */
export const pendingDrops = (store: KeyValueStore): Drops =>
  (guarded(JSON.parse)(store.get(DROPS_KEY) as never) ?? {}) as Drops;

/** Counts a loss (or takes a reported one off) in storage, so that it is told even if it is told on the next visit. */
export function countDrop(store: KeyValueStore, reason: string, count: number): void {
  const drops = pendingDrops(store);
  drops[reason] = (drops[reason] ?? 0) + count;
  store.set(
    DROPS_KEY,
    JSON.stringify(drops, (_, value) => value || undefined),
  );
}
