/** Where the tracker keeps what must outlive the page. No call throws. */
export interface KeyValueStore {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  /** All keys with the tracker's prefix. */
  keys(): string[];
}

/** Every key of the tracker starts with this, so that a shop can see and clear them. */
export const PREFIX = 'footfall.';

/**
 * A store over localStorage that goes on in memory, key by key, where the browser denies storage or it is full.
 *
 * @param open gives the storage and may throw, as `window.localStorage` does under strict privacy settings
 */
export function createStore(open: () => Storage | undefined): KeyValueStore {
  const memory = new Map<string, string>();
  let storage: Storage | undefined | null = null;
  const attempt = <T>(job: (storage: Storage) => T): T | undefined => {
    try {
      // The first touch loads the site's whole storage (2 ms), so it waits for the first use.
      if (storage === null) storage = open();
      return storage && job(storage);
    } catch {
      return undefined;
    }
  };
  return {
    get: (key) => memory.get(key) ?? attempt((s) => s.getItem(key)) ?? null,
    set(key, value) {
      const written = attempt((s) => {
        s.setItem(key, value);
        return true;
      });
      if (written) memory.delete(key);
      else memory.set(key, value);
    },
    remove(key) {
      memory.delete(key);
      attempt((s) => s.removeItem(key));
    },
    keys() {
      const stored = attempt((s) => Object.keys(s)) ?? [];
      return [...new Set([...stored, ...memory.keys()])].filter((key) => key.startsWith(PREFIX));
    },
  };
}
