import { LEAVING_TURN_MS, REQUEST_TIMEOUT_MS, SETTLE_MS, TURN_MS } from './limits.js';
import { type KeyValueStore, PREFIX } from './store.js';

/** Whose turn it is to send: one tab at a time sends the events of all. */
export interface Turn {
  /** Runs the job when it is this tab's turn. */
  take(job: () => Promise<void>): Promise<void>;
  /** For a page that ends now and cannot wait: whether no other tab is sending. */
  takeLeaving(): boolean;
  end(): void;
}

export const TURN_KEY = `${PREFIX}turn`;

/**
 * Web Locks order the tabs; they are missing on plain HTTP and in old browsers, and cannot be asked synchronously by a
 * page that ends. So the tab whose turn it is also says so in storage, with an end, and everybody looks there.
 */
export function createTurn({
  store,
  locks,
  tabId,
  now,
}: {
  store: KeyValueStore;
  locks: LockManager | undefined;
  tabId: string;
  now: () => number;
}): Turn {
  const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const isMine = () => store.get(TURN_KEY)?.startsWith(tabId);
  /** Milliseconds for which another tab still has its turn. */
  const taken = () => {
    const [owner, until] = (store.get(TURN_KEY) ?? '').split(' ');
    const left = Number(until) - now();
    // An end further away than any turn lasts was written by a wrong clock.
    return owner && owner !== tabId && left > 0 && left <= TURN_MS ? left : 0;
  };
  const claim = (ms: number) => store.set(TURN_KEY, `${tabId} ${now() + ms}`);
  const end = () => {
    if (isMine()) store.remove(TURN_KEY);
  };
  const claimed = async (job: () => Promise<void>) => {
    for (;;) {
      while (taken()) await wait(Math.min(taken(), SETTLE_MS));
      claim(TURN_MS);
      if (locks) break;
      // Without locks two tabs may have written at once: the later one stands.
      await wait(SETTLE_MS);
      if (isMine()) break;
    }
    try {
      await job();
    } finally {
      end();
    }
  };
  return {
    async take(job) {
      if (!locks) return claimed(job);
      let started = false;
      const run = () => {
        started = true;
        return claimed(job);
      };
      try {
        // A holder that is frozen (a phone's background tab) never lets go: stop waiting and take the lock from it.
        await locks.request(PREFIX, { signal: AbortSignal.timeout?.(REQUEST_TIMEOUT_MS) }, run);
      } catch {
        if (!started) await locks.request(PREFIX, { steal: true }, run).catch(() => {});
      }
    },
    takeLeaving() {
      if (taken()) return false;
      claim(LEAVING_TURN_MS);
      return true;
    },
    end,
  };
}
