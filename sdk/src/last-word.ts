import { countDrop } from './drops.js';
import type { KeyValueStore } from './store.js';
import type { FootfallEvent } from './types.js';

/** A shop's `beforeSend`: the event, changed or not, or null to drop it. */
export type LastWord = (event: FootfallEvent) => FootfallEvent | null;

/**
 * The shop's `beforeSend`, which may fail as any code does. The event on which it fails is dropped and counted: it may
 * hold just what was to be taken out. All others go on.
 *
 * @param onFirstFailure is told of the first error of this page only
 */
export function guardLastWord(
  beforeSend: LastWord,
  store: KeyValueStore,
  onFirstFailure: (error: unknown) => void,
): LastWord {
  let hasFailed = false;
  return (event) => {
    try {
      return beforeSend(event);
    } catch (error) {
      countDrop(store, 'beforeSend', 1);
      if (!hasFailed) onFirstFailure(error);
      hasFailed = true;
      return null;
    }
  };
}
