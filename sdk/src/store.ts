/** Where the tracker keeps what must outlive the page. No call throws; a key that is not there reads as ''. */
export interface KeyValueStore {
  get(key: string): string;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(prefix: string): string[];
}

/** Every key of the tracker starts with this, so that a shop can see and clear them. */
export const PREFIX = 'footfall.';

/**
 * A store over localStorage that goes on in memory, key by key, where the browser denies storage or it is full.
 *
 * @param open gives the storage and may throw, as `window.localStorage` does under strict privacy settings
 */
export function createStore(open: () => Storage | undefined): KeyValueStore {
  const memory: Record<string, string> = {};
  let storage: Storage | undefined;
  const attempt = <T>(job: (storage: Storage) => T): T | undefined => {
    try {
      // The first touch loads the site's whole storage (2 ms), so it waits for the first use.
      storage ??= open();
      return storage && job(storage);
    } catch {
      return undefined;
    }
  };
  return {
    get: (key) => memory[key] ?? attempt((s) => s.getItem(key)) ?? '',
    set(key, value) {
      memory[key] = value;
      attempt((s) => {
        s.setItem(key, value);
        delete memory[key];
      });
    },
    remove(key) {
      delete memory[key];
      attempt((s) => s.removeItem(key));
    },
    keys: (prefix) => [...(attempt(Object.keys) ?? []), ...Object.keys(memory)].filter((key) => key.startsWith(prefix)),
  };
}
