import { now } from './clock.js';
import { newId } from './ids.js';
import { LEAVING_TURN_MS, SETTLE_MS, TURN_MS } from './limits.js';
import { type KeyValueStore, PREFIX } from './store.js';

/** Whose turn it is to send: one tab at a time sends the events of all. */
export interface Turn {
  /** Runs the job when it is this tab's turn. */
  take(job: () => Promise<void>): Promise<void>;
  /** For a page that cannot wait: whether no other tab is sending. A page that ends cannot say when it is done. */
  takeLeaving(isEnding: boolean): boolean;
  end(): void;
}

const TURN_KEY = `${PREFIX}turn`;

/**
 * Web Locks order the tabs; they are missing on plain HTTP and in old browsers, and cannot be asked synchronously by a
 * page that ends. So the tab whose turn it is also says so in storage, with an end, and everybody looks there.
 */
export function createTurn(store: KeyValueStore): Turn {
  const { locks } = navigator as { locks?: LockManager };
  const tabId = newId();
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve, SETTLE_MS));
  const isMine = () => store.get(TURN_KEY).startsWith(tabId);
  /** An end further away than the longest turn was written by a wrong clock. */
  const isTaken = (longest: number) => {
    const left = Number(store.get(TURN_KEY).slice(tabId.length)) - now();
    return !isMine() && left > 0 && left <= longest;
  };
  const claim = (ms: number) => store.set(TURN_KEY, tabId + (now() + ms));
  const end = () => {
    if (isMine()) store.remove(TURN_KEY);
  };
  return {
    async take(job) {
      let isStarted = false;
      const run = async () => {
        isStarted = true;
        do {
          // Whoever holds the lock knows that an earlier holder is gone, even if it crashed without a word.
          while (isTaken(locks ? LEAVING_TURN_MS : TURN_MS)) await settle();
          claim(TURN_MS);
          // Without locks two tabs may have written at once: the later one stands.
          await settle();
        } while (!isMine());
        await job().finally(end);
      };
      try {
        // A holder that is frozen (a phone's background tab) never lets go; its turn in storage ends by itself.
        await locks?.request(PREFIX, { signal: AbortSignal.timeout?.(TURN_MS) }, run);
      } catch {
        // Not waited long enough, or the browser denies locks.
      }
      if (!isStarted) await run();
    },
    takeLeaving(isEnding) {
      if (isTaken(TURN_MS)) return false;
      if (!isEnding) claim(LEAVING_TURN_MS);
      return true;
    },
    end,
  };
}
