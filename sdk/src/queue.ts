import { laneOf } from './lanes.js';
import { CONTEXT_AGE_MS, QUEUE_AGE_MS, QUEUE_CHARS, QUEUE_EVENTS } from './limits.js';
import { type KeyValueStore, PREFIX } from './store.js';

/** One waiting event. */
export interface Entry {
  eventId: string;
  /** Where its page's context is stored. */
  contextId: string;
  /** The event as JSON, without its id and its page's context. */
  json: string;
}

/** An event on its way into the queue. */
export interface NewEntry {
  eventId: string;
  name: string;
  at: number;
  json: string;
  contextId: string;
  contextJson: string;
}

export interface Queue {
  add(event: NewEntry): void;
  /** The keys that wait on this device, of all tabs, oldest first. */
  keys(): string[];
  /** Those of this page, most worth first. */
  ownKeys(): string[];
  read(key: string): Entry;
  context(id: string): Record<string, unknown>;
  remove(keys: string[]): void;
  /** Gives up what is too old and clears away contexts that no event needs. */
  tidy(now: number): void;
  /** Characters in use, as far as this tab knows without looking again. */
  chars(): number;
}

export const EVENT_PREFIX = `${PREFIX}q.`;
export const CONTEXT_PREFIX = `${PREFIX}c.`;

// An event's key: prefix, lane (one digit), time (base 36), id. A context's key: prefix, time, random end.
const TIME_DIGITS = 9;

/** Share of the room that is made at once. */
const ROOM = 0.1;

const LANE_END = EVENT_PREFIX.length + 1;
const timeText = (at: number) => at.toString(36).padStart(TIME_DIGITS, '0');
const timeAt = (key: string, start: number) => Number.parseInt(key.slice(start, start + TIME_DIGITS), 36);

/** The id of a page's context: its time, so that its age is known without reading it, and a random end. */
export const contextIdOf = (at: number, random: string): string => timeText(at) + random.slice(0, 6);

/**
 * Events waiting on the device. Each has a key of its own: nothing is rewritten when one is added, and tabs cannot
 * overwrite each other's. The key says lane, time and id, so that worth and order are known without reading; the value
 * is the id of the page's context and the event's JSON.
 *
 * @param onDrop is told how many events were given up and why
 */
export function createQueue(store: KeyValueStore, onDrop: (reason: string, count: number) => void): Queue {
  const own = new Set<string>();
  let count = -1;
  /** Characters on the device and, beyond what fits there, in memory. */
  let chars = 0;
  let overflow = 0;

  const sizeOf = (key: string) => key.length + store.get(key).length;
  const put = (key: string, value: string, isVolatile = false) => {
    store.set(key, value, isVolatile);
    const size = key.length + value.length;
    if (isVolatile) overflow += size;
    else chars += size;
  };
  const remove = (keys: string[]) => {
    for (const key of keys) store.remove(key);
    count -= keys.length;
    // Measured anew before anything is given up for want of room.
    if (count < 1) count = -1;
  };
  const drop = (keys: string[], reason: string) => {
    remove(keys);
    if (keys.length) onDrop(reason, keys.length);
  };
  const measure = () => {
    count = store.keys(EVENT_PREFIX).length;
    chars = store.keys(PREFIX).reduce((sum, key) => sum + sizeOf(key), 0);
    overflow = 0;
    if (chars > QUEUE_CHARS) [chars, overflow] = [QUEUE_CHARS, chars - QUEUE_CHARS];
  };
  /** The least worth first, then the oldest, as many as hold so many characters. */
  const leastWorth = (size: number, isTaken: (key: string) => boolean) =>
    store
      .keys(EVENT_PREFIX)
      .sort()
      .filter((key) => {
        if (size <= 0 || !isTaken(key)) return false;
        size -= sizeOf(key);
        return true;
      });
  /** Room for what is worth more than what lies there, which goes on in memory; some at once, since looking costs. */
  const makeRoom = (key: string) => {
    for (const victim of leastWorth(QUEUE_CHARS * ROOM, (other) => other.slice(0, LANE_END) < key.slice(0, LANE_END))) {
      chars -= sizeOf(victim);
      put(victim, store.get(victim), true);
    }
  };
  const isFull = () => overflow > QUEUE_CHARS || count > QUEUE_EVENTS;

  return {
    add({ eventId, name, at, json, contextId, contextJson }) {
      if (count < 0) measure();
      const contextKey = CONTEXT_PREFIX + contextId;
      const key = EVENT_PREFIX + laneOf(name) + timeText(at) + eventId;
      const value = contextId + json;
      const isOver = () => chars + key.length + value.length > QUEUE_CHARS;
      // Another tab may have cleared away the context of a page that was silent for long.
      if (contextJson && !store.get(contextKey)) put(contextKey, contextJson);
      if (isOver()) makeRoom(key);
      own.add(key);
      put(key, value, isOver());
      count++;
      if (!isFull()) return;
      measure();
      if (isFull()) {
        drop(
          leastWorth(QUEUE_CHARS * ROOM, () => true),
          'evicted',
        );
        measure();
      }
    },
    keys: () => store.keys(EVENT_PREFIX).sort((a, b) => (a.slice(LANE_END) < b.slice(LANE_END) ? -1 : 1)),
    ownKeys: () =>
      store
        .keys(EVENT_PREFIX)
        .filter((key) => own.has(key))
        .sort()
        .reverse(),
    read(key) {
      const value = store.get(key);
      const brace = value.indexOf('{');
      return {
        eventId: key.slice(LANE_END + TIME_DIGITS),
        contextId: value.slice(0, brace),
        json: value.slice(brace),
      };
    },
    context: (id) => JSON.parse(store.get(CONTEXT_PREFIX + id) || '{}') as Record<string, unknown>,
    remove,
    tidy(now) {
      const waiting = store.keys(EVENT_PREFIX);
      drop(
        waiting.filter((key) => now - timeAt(key, LANE_END) > QUEUE_AGE_MS),
        'expired',
      );
      if (waiting.length) return;
      for (const key of store.keys(CONTEXT_PREFIX)) {
        if (now - timeAt(key, CONTEXT_PREFIX.length) > CONTEXT_AGE_MS) store.remove(key);
      }
    },
    chars: () => (count < 0 ? 0 : chars + overflow),
  };
}
