import { expect, test } from 'vitest';
import { countDrop, pendingDrops } from '../../src/drops.js';
import { laneOf } from '../../src/lanes.js';
import { QUEUE_AGE_MS, QUEUE_CHARS } from '../../src/limits.js';
import { createQueue } from '../../src/queue.js';
import { createStore } from '../../src/store.js';
import { memoryStorage } from '../helpers/memory-storage.js';

const START = Date.UTC(2026, 0, 1);
let ids = 0;

function prepare(storage = memoryStorage()) {
  const store = createStore(() => storage);
  const queue = createQueue(store, (reason, count) => countDrop(store, reason, count));
  const add = (name: string, { at = START, bytes = 10 } = {}) =>
    queue.add({
      eventId: `00000000-0000-7000-8000-${String(ids++).padStart(12, '0')}`,
      name,
      at,
      json: JSON.stringify({ eventName: name, filler: 'x'.repeat(bytes) }),
      contextId: '000000000page',
      contextJson: '{"pageUrl":"/"}',
    });
  const names = () => queue.keys().map((key) => (JSON.parse(queue.read(key).json) as { eventName: string }).eventName);
  return { store, storage, queue, add, names };
}

test('events come out oldest first, whatever they are worth', () => {
  const { add, names } = prepare();
  add('checkout_complete', { at: START + 2 });
  add('page_leave', { at: START });
  add('page_view', { at: START + 1 });
  expect(names()).toEqual(['page_leave', 'page_view', 'checkout_complete']);
});

const charsOf = (storage: Storage) =>
  Object.entries(storage).reduce((sum, [key, value]) => sum + key.length + (value as string).length, 0);

test('when room runs out, engagement goes first, then pages, then carts, and purchases last', () => {
  const { store, storage, add, names } = prepare();
  const kinds = ['checkout_complete', 'add_to_cart_click', 'page_view', 'page_leave'];
  for (const kind of kinds) for (let i = 0; i < 20; i++) add(kind, { bytes: 8000, at: START + i });
  const left = names();
  expect(charsOf(storage)).toBeLessThanOrEqual(QUEUE_CHARS);
  expect(left.filter((name) => name === 'checkout_complete')).toHaveLength(20);
  expect(left.filter((name) => name === 'add_to_cart_click')).toHaveLength(20);
  expect(left.filter((name) => name === 'page_leave').length).toBeLessThan(20);
  expect(pendingDrops(store)).toEqual({ evicted: 80 - left.length });
});

test('a purchase is on the device even when lesser events have filled its share', () => {
  const { storage, add, names } = prepare();
  for (let i = 0; i < 40; i++) add('page_view', { bytes: 8000, at: START + i });
  add('checkout_complete', { at: START + 100 });
  expect(Object.keys(storage).some((key) => key.startsWith('footfall.q.3'))).toBe(true);
  expect(charsOf(storage)).toBeLessThanOrEqual(QUEUE_CHARS);
  expect(names()).toHaveLength(41);
});

test('events that waited for more than their time are given up and counted', () => {
  const { store, queue, add, names } = prepare();
  add('page_view', { at: START });
  add('page_view', { at: START + QUEUE_AGE_MS });
  queue.tidy(START + QUEUE_AGE_MS + 1);
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
