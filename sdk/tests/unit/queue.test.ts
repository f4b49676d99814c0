import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { countDrop, pendingDrops } from '../../src/drops.js';
import { createUuidSource } from '../../src/ids.js';
import { laneOf } from '../../src/lanes.js';
import { QUEUE_AGE_MS, QUEUE_CHARS, QUEUE_EVENTS } from '../../src/limits.js';
import { createQueue } from '../../src/queue.js';
import { createStore } from '../../src/store.js';
import { memoryStorage } from '../helpers/memory-storage.js';

const START = Date.UTC(2026, 0, 1);
const uuid = createUuidSource((words) => crypto.getRandomValues(words));
const CONTEXT = uuid(START);

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

function prepare(storage = memoryStorage()) {
  const store = createStore(() => storage);
  const queue = createQueue(store, (reason, count) => countDrop(store, reason, count));
  const add = (name: string, { at = START, bytes = 10 } = {}) => {
    queue.shareContext(CONTEXT, '{"pageUrl":"/"}');
    const json = JSON.stringify({ eventName: name, properties: { a: 'x'.repeat(bytes) } });
    queue.add({ eventId: uuid(at), lane: laneOf(name), contextId: CONTEXT, sequence: 7, json });
  };
  const names = () => queue.keys().map((key) => queue.readEvent(key)?.event.eventName);
  return { store, storage, queue, add, names };
}

test('events come out oldest first, whatever they are worth', () => {
  const { add, names } = prepare();
  add('checkout_complete', { at: START + 2 });
  add('page_leave', { at: START });
  add('page_view', { at: START + 1 });
  expect(names()).toEqual(['page_leave', 'page_view', 'checkout_complete']);
});

test('an event comes out as it went in, with the time of its id', () => {
  const { queue, add } = prepare();
  add('search', { at: START + 5 });
  const [key = ''] = queue.keys();
  const { contextId, event } = queue.readEvent(key) ?? {};
  expect(event).toMatchObject({ eventName: 'search', sequence: 7, eventTimestamp: '2026-01-01T00:00:00.005Z' });
  expect(queue.sharedOf(contextId ?? '')).toEqual({ pageUrl: '/' });
});

const charsOf = (storage: Storage) =>
  Object.entries(storage).reduce((sum, [key, value]) => sum + key.length + (value as string).length, 0);

test('when room runs out, engagement goes first, then pages, then carts, and purchases last', () => {
  const { store, storage, queue, add, names } = prepare();
  const kinds = ['page_leave', 'page_view', 'add_to_cart_click', 'checkout_complete'];
  for (const kind of kinds) for (let i = 0; i < 20; i++) add(kind, { bytes: 8000, at: START + i });
  expect(charsOf(storage)).toBeLessThanOrEqual(QUEUE_CHARS);
  queue.tidy();
  const left = names();
  expect(left.filter((name) => name === 'checkout_complete')).toHaveLength(20);
  expect(left.filter((name) => name === 'add_to_cart_click')).toHaveLength(20);
  const [pages, engagement] = ['page_view', 'page_leave'].map((kind) => left.filter((name) => name === kind).length);
  expect(engagement).toBeLessThan(20);
  expect(pages === 20 || engagement === 0).toBe(true);
  expect(pendingDrops(store)).toEqual({ evicted: 80 - left.length });
});

test('a flood of lesser events leaves room on the device for a purchase', () => {
  const { storage, add, names } = prepare();
  for (let i = 0; i < 40; i++) add('page_view', { bytes: 8000, at: START + i });
  add('checkout_complete', { at: START + 100 });
  expect(Object.keys(storage).some((key) => key.startsWith('footfall.q.3'))).toBe(true);
  expect(charsOf(storage)).toBeLessThanOrEqual(QUEUE_CHARS);
  expect(names()).toHaveLength(41);
});

test('more events than may wait are given up, the least worth and oldest first', () => {
  const { store, queue, add, names } = prepare();
  add('checkout_complete', { at: START - 1 });
  for (let i = 0; i <= QUEUE_EVENTS; i++) add('page_view', { at: START + i, bytes: 0 });
  queue.tidy();
  expect(names()[0]).toBe('checkout_complete');
  expect(names().length).toBeLessThanOrEqual(QUEUE_EVENTS);
  expect(pendingDrops(store).evicted).toBe(QUEUE_EVENTS + 2 - names().length);
});

test('what another script wrote over an event costs that event only, and is counted', () => {
  const { store, storage, queue, add } = prepare();
  add('page_view');
  add('search', { at: START + 1 });
  storage.setItem(queue.keys()[0] as string, 'broken');
  storage.setItem('footfall.q.1nonsense', '{}');
  expect(queue.keys().map((key) => queue.readEvent(key)?.event.eventName)).toContain('search');
  expect(queue.keys()).toHaveLength(1);
  expect(pendingDrops(store)).toEqual({ unreadable: 2 });
});

test('an event that another tab has sent meanwhile is no loss, and a spoilt count of losses stops nothing', () => {
  const { store, storage, queue, add } = prepare();
  add('page_view');
  const [key = ''] = queue.keys();
  storage.removeItem(key);
  expect(queue.readEvent(key)).toBeUndefined();
  expect(pendingDrops(store)).toEqual({});
  storage.setItem('footfall.d', 'broken');
  countDrop(store, 'evicted', 2);
  expect(pendingDrops(store)).toEqual({ evicted: 2 });
});

test('events that waited for more than their time are given up and counted', () => {
  const { store, queue, add, names } = prepare();
  add('page_view', { at: START });
  add('page_view', { at: START + QUEUE_AGE_MS });
  vi.setSystemTime(START + QUEUE_AGE_MS + 1);
  queue.tidy();
  expect(names()).toHaveLength(1);
  expect(pendingDrops(store)).toEqual({ expired: 1 });
});

test('two tabs see each other’s events', () => {
  const storage = memoryStorage();
  const [a, b] = [prepare(storage), prepare(storage)];
  a.add('page_view');
  b.add('search');
  expect(a.names().sort()).toEqual(['page_view', 'search']);
  expect(b.queue.ownKeys()).toHaveLength(1);
});

test.each([
  ['a full storage', { chars: 100 }],
  ['a denied storage', { isDenied: true }],
])('with %s events wait in memory', (_title, kind) => {
  const { add, names } = prepare(memoryStorage(kind));
  add('page_view');
  add('search');
  expect(names()).toEqual(['page_view', 'search']);
});

test('the catalogue’s names have the worth that the shop would give them', () => {
  expect(['page_leave', 'web_vital', 'error', 'click'].map(laneOf)).toEqual([0, 0, 0, 0]);
  expect(['page_view', 'product_view', 'coupon_opened', 'search'].map(laneOf)).toEqual([1, 1, 1, 1]);
  expect(['add_to_cart_click', 'cart_view', 'checkout_start', 'wishlist_toggle'].map(laneOf)).toEqual([2, 2, 2, 2]);
  expect(['checkout_complete', 'refund'].map(laneOf)).toEqual([3, 3]);
});
