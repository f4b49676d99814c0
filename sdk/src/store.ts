/** Where the tracker keeps what must outlive the page. No call throws; a key that is not there reads as ''. */
export interface KeyValueStore {
  get(key: string): string;
  /** `isVolatile` keeps it in memory only. */
  set(key: string, value: string, isVolatile?: boolean): void;
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
  const memory = new Map<string, string>();
  let storage: Storage | undefined;
  /** The job's result, or undefined where the browser denies it. */
  const attempt = <T>(job: (storage: Storage) => T): T | undefined => {
    try {
      // The first touch loads the site's whole storage (2 ms), so it waits for the first use.
      storage ??= open();
      return storage && job(storage);
    } catch {
      return undefined;
    }
  };
  const remove = (key: string) => {
    memory.delete(key);
    attempt((s) => s.removeItem(key));
  };
  return {
    get: (key) => memory.get(key) ?? attempt((s) => s.getItem(key)) ?? '',
    set(key, value, isVolatile) {
      const isKept =
        !isVolatile &&
        attempt((s) => {
          s.setItem(key, value);
          return true;
        });
      // What is kept in one place must not stand in the other with an older value.
      if (isKept) memory.delete(key);
      else {
        remove(key);
        memory.set(key, value);
      }
    },
    remove,
    keys: (prefix) => [...(attempt(Object.keys) ?? []), ...memory.keys()].filter((key) => key.startsWith(prefix)),
  };
}
