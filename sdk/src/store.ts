/** Where the tracker keeps what must outlive the page. No call throws; a key that is not there reads as ''. */
export interface KeyValueStore {
  get(key: string): string;
  /** `isVolatile` keeps it in memory, and takes it off the device. */
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
    set(key, value, isVolatile) {
      memory[key] = value;
      attempt((s) => {
        if (isVolatile) return s.removeItem(key);
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

/**
 * The same store, but a key is written once at the end of the present task, however often it is set: for a record that
 * changes with each event of a burst and is no loss when the browser crashes in between.
 */
export function writeOncePerTask(store: KeyValueStore): KeyValueStore {
  const pending: Record<string, string> = {};
  return {
    ...store,
    get: (key) => pending[key] ?? store.get(key),
    set(key, value) {
      if (!(key in pending)) {
        queueMicrotask(() => {
          if (key in pending) store.set(key, pending[key] as string);
          delete pending[key];
        });
      }
      pending[key] = value;
    },
    remove(key) {
      delete pending[key];
      store.remove(key);
    },
  };
}
