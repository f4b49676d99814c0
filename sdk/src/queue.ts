import { type Lane, laneOf } from './lanes.js';
import { CONTEXT_AGE_MS, QUEUE_AGE_MS, QUEUE_CHARS, QUEUE_EVENTS } from './limits.js';
import { type KeyValueStore, PREFIX } from './store.js';

/** One waiting event. */
export interface Entry {
  key: string;
  eventId: string;
  lane: Lane;
  /** The clock when it happened. */
  at: number;
  /** Where its page's context is stored. */
  contextId: string;
  /** The event as JSON, without its id and its page's context. */
  json: string;
}

export interface Queue {
  add(event: { eventId: string; name: string; at: number; json: string; context: { id: string; json: string } }): void;
  /** The keys that wait on this device, of all tabs, oldest first. */
  keys(): string[];
  read(key: string): Entry | undefined;
  context(id: string): Record<string, unknown>;
  remove(keys: string[]): void;
  /** Gives up what is too old and clears away contexts that no event needs. */
  tidy(now: number): void;
  /** Gives up everything. */
  clear(): void;
  /** Characters waiting, as far as this tab knows without looking again. */
  chars(): number;
}

export const EVENT_PREFIX = `${PREFIX}q.`;
export const CONTEXT_PREFIX = `${PREFIX}c.`;

const TIME_DIGITS = 9;
const time36 = (at: number) => at.toString(36).padStart(TIME_DIGITS, '0');
const start = EVENT_PREFIX.length;
const laneIn = (key: string) => Number(key[start]) as Lane;
const timeIn = (key: string) => Number.parseInt(key.slice(start + 1, start + 1 + TIME_DIGITS), 36);
const idIn = (key: string) => key.slice(start + 1 + TIME_DIGITS);

/**
 * Events waiting on the device. Each has a key of its own: nothing is rewritten when one is added, and tabs cannot
 * overwrite each other's. The key says lane, time and id (`footfall.q.2` + time in base 36 + UUID), so that order and
 * worth are known without reading; the value is the id of the page's context and the event's JSON.
 *
 * @param onDrop is told how many events were given up and why
 */
export function createQueue({
  store,
  onDrop,
}: {
  store: KeyValueStore;
  onDrop: (reason: string, count: number) => void;
}): Queue {
  let count = -1;
  let chars = 0;
  let ownContext = '';

  const waiting = () => store.keys().filter((key) => key.startsWith(EVENT_PREFIX));
  const sizeOf = (key: string) => key.length + (store.get(key)?.length ?? 0);
  const measure = () => {
    const keys = store.keys();
    count = keys.filter((key) => key.startsWith(EVENT_PREFIX)).length;
    chars = keys.reduce((sum, key) => sum + sizeOf(key), 0);
  };
  const remove = (keys: string[]) => {
    for (const key of keys) {
      if (count > 0) {
        count--;
        chars -= sizeOf(key);
      }
      store.remove(key);
    }
  };
  const read = (key: string): Entry | undefined => {
    const value = store.get(key);
    const brace = value?.indexOf('{') ?? -1;
    if (!value || brace < 0) return undefined;
    return {
      key,
      eventId: idIn(key),
      lane: laneIn(key),
      at: timeIn(key),
      contextId: value.slice(0, brace),
      json: value.slice(brace),
    };
  };
  /** Gives up the least worth until the bounds hold. Keys sort by lane, then by age. */
  const evict = () => {
    // Other tabs add and remove too: look again before giving anything up.
    measure();
    const victims = waiting().sort();
    let dropped = 0;
    while ((count > QUEUE_EVENTS || chars > QUEUE_CHARS) && dropped < victims.length) {
      remove([victims[dropped++] as string]);
    }
    if (dropped) onDrop('evicted', dropped);
  };

  return {
    add({ eventId, name, at, json, context }) {
      if (count < 0) measure();
      const contextKey = CONTEXT_PREFIX + context.id;
      // Another tab may have cleared away the context of a page that was silent for long.
      if (ownContext !== context.id || store.get(contextKey) === null) {
        store.set(contextKey, context.json);
        chars += contextKey.length + context.json.length;
        ownContext = context.id;
      }
      const key = EVENT_PREFIX + laneOf(name) + time36(at) + eventId;
      store.set(key, context.id + json);
      count++;
      chars += key.length + context.id.length + json.length;
      if (count > QUEUE_EVENTS || chars > QUEUE_CHARS) evict();
    },
    keys: () => waiting().sort((a, b) => (a.slice(start + 1) < b.slice(start + 1) ? -1 : 1)),
    read,
    context: (id) => JSON.parse(store.get(CONTEXT_PREFIX + id) ?? '{}') as Record<string, unknown>,
    remove,
    tidy(now) {
      const expired = waiting().filter((key) => now - timeIn(key) > QUEUE_AGE_MS);
      remove(expired);
      if (expired.length) onDrop('expired', expired.length);
      const needed = new Set(waiting().map((key) => read(key)?.contextId));
      for (const key of store.keys()) {
        const id = key.slice(CONTEXT_PREFIX.length);
        if (!key.startsWith(CONTEXT_PREFIX) || id === ownContext || needed.has(id)) continue;
        if (now - Number.parseInt(id.slice(0, TIME_DIGITS), 36) > CONTEXT_AGE_MS) store.remove(key);
      }
      measure();
    },
    clear: () => {
      for (const key of store.keys()) store.remove(key);
      ownContext = '';
      count = -1;
    },
    chars: () => chars,
  };
}

/** The id of a page's context: its time, so that its age is known without reading it, and a random end. */
export const contextIdOf = (at: number, random: string): string => time36(at) + random;
