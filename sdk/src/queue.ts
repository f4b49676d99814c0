import { now } from './clock.js';
import { parseFitting } from './fit.js';
import { timeOf } from './ids.js';
import type { Lane } from './lanes.js';
import { CONTEXT_AGE_MS, GIVEN_UP, QUEUE_AGE_MS, QUEUE_CHARS, QUEUE_EVENTS, ROOM, TIDY_EVERY_CHARS } from './limits.js';
import { type KeyValueStore, PREFIX } from './store.js';
import type { FootfallEvent } from './types.js';

/** An event on its way into the queue. */
export interface NewEntry {
  eventId: string;
  lane: Lane;
  /** Where its page's context is stored. */
  contextId: string;
  sequence: number;
  /** The event as JSON, without what stands in the fields above and without its page's context. */
  json: string;
}

type Fields = Partial<FootfallEvent>;

export interface Queue {
  add(entry: NewEntry): void;
  /** Stores what the events of a page share, unless it is there. */
  shareContext(contextId: string, json: string): void;
  /** What the events of a page share; undefined where only another tab has it. */
  sharedOf(contextId: string): Fields | undefined;
  /** The keys that wait on this device, of all tabs, oldest first. */
  keys(): string[];
  /** Those of this page, most worth first; another tab may have sent some. */
  ownKeys(): string[];
  /** A waiting event, made to fit the contract; undefined when something else has spoilt it, and it is given up. */
  readEvent(key: string): { contextId: string; event: Fields } | undefined;
  remove(keys: string[]): void;
  /** Gives up what is too old or too much, and clears away contexts that no event needs. */
  tidy(): void;
  /** Characters in use on the device, as far as this tab knows without looking again. */
  chars(): number;
}

// An event's key: prefix, lane (one digit), UUID. A context's key: prefix, UUID.
export const EVENT_PREFIX: string = `${PREFIX}q.`;
const CONTEXT_PREFIX = `${PREFIX}c.`;
const UUID_CHARS = 36;

const idOf = (key: string) => key.slice(-UUID_CHARS);

/**
 * Events waiting on the device. Each has a key of its own: nothing is rewritten when one is added, and tabs cannot
 * overwrite each other's. The key says lane, time and id, so that worth and order are known without reading; the value
 * is the id of the page's context, the sequence and the event's JSON.
 *
 * @param onDrop is told how many events were given up and why
 */
export function createQueue(store: KeyValueStore, onDrop: (reason: string, count: number) => void): Queue {
  /** This page's events, and whether they are in memory only. */
  const own = new Map<string, boolean>();
  let chars = 0;
  /** Characters added since all tabs' events were counted; another tab may have added as many. */
  let added = Number.POSITIVE_INFINITY;

  const sizeOf = (key: string) => key.length + store.get(key).length;
  const remove = (keys: string[]) => {
    for (const key of keys) {
      if (!own.get(key)) chars -= sizeOf(key);
      store.remove(key);
      own.delete(key);
    }
  };
  const drop = (keys: string[], reason: string) => {
    remove(keys);
    if (keys[0]) onDrop(reason, keys.length);
  };
  const isOld = (key: string, ms: number) => now() - timeOf(idOf(key)) > ms;
  const tidy = () => {
    added = chars = 0;
    let total = 0;
    const left: string[] = [];
    const expired: string[] = [];
    for (const key of store.keys(PREFIX)) {
      const size = sizeOf(key);
      total += size;
      if (!own.get(key)) chars += size;
      if (key.startsWith(EVENT_PREFIX)) (isOld(key, QUEUE_AGE_MS) ? expired : left).push(key);
    }
    drop(expired, 'expired');
    const isFull = total > 2 * QUEUE_CHARS || left.length > QUEUE_EVENTS;
    // Least worth first, then oldest; some at once, since looking costs.
    if (isFull) drop(left.sort().slice(0, left.length * GIVEN_UP), 'evicted');
    if (left[0]) return;
    for (const key of store.keys(CONTEXT_PREFIX)) {
      if (isOld(key, CONTEXT_AGE_MS)) store.remove(key);
    }
  };

  return {
    add({ eventId, lane, contextId, sequence, json }) {
      if (added > TIDY_EVERY_CHARS) tidy();
      const key = EVENT_PREFIX + lane + eventId;
      const value = contextId + sequence + json;
      const size = key.length + value.length;
      added += size;
      // Beyond its lane's share of the room, an event waits in memory.
      const isVolatile = chars + size > QUEUE_CHARS * (ROOM[lane] as number);
      if (!isVolatile) chars += size;
      own.set(key, isVolatile);
      store.set(key, value, isVolatile);
    },
    shareContext(contextId, json) {
      if (!store.get(CONTEXT_PREFIX + contextId)) store.set(CONTEXT_PREFIX + contextId, json);
    },
    sharedOf(contextId) {
      try {
        return parseFitting(store.get(CONTEXT_PREFIX + contextId));
      } catch {
        return undefined;
      }
    },
    keys: () => store.keys(EVENT_PREFIX).sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)),
    ownKeys: () => [...own.keys()].sort().reverse(),
    readEvent(key) {
      try {
        const eventId = idOf(key);
        const value = store.get(key);
        // Another tab has sent it meanwhile.
        if (!value) return undefined;
        const brace = value.indexOf('{');
        return {
          contextId: value.slice(0, UUID_CHARS),
          event: {
            eventId,
            eventTimestamp: new Date(timeOf(eventId)).toISOString(),
            sequence: Number(value.slice(UUID_CHARS, brace)),
            ...parseFitting(value.slice(brace)),
          },
        };
      } catch {
        drop([key], 'unreadable');
        return undefined;
      }
    },
    remove,
    tidy,
    chars: () => chars,
  };
}
