import { SESSION_IDLE_MS } from '@footfall/contract';
import { expect, test } from 'vitest';
import { visitAt } from '../../src/identity.js';
import { createStore } from '../../src/store.js';
import { memoryStorage } from '../helpers/memory-storage.js';

const VISITS = 10_000;
const TABS = 4;

/** The same random numbers in each run (mulberry32), so that a failure can be looked at. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test(`${VISITS} simulated visits over ${TABS} tabs are neither split nor merged`, () => {
  const random = createRandom(42);
  const storage = memoryStorage();
  const tabs = Array.from({ length: TABS }, () => createStore(() => storage));
  let ids = 0;
  const newId = () => `id${ids++}`;
  let at = Date.UTC(2026, 0, 1);
  let splits = 0;
  let merges = 0;
  let wrongSequences = 0;
  let previous = '';
  const clients = new Set<string>();

  for (let visit = 0; visit < VISITS; visit++) {
    const events = 1 + Math.floor(random() * 8);
    let session = '';
    for (let event = 0; event < events; event++) {
      const tab = tabs[Math.floor(random() * TABS)] as (typeof tabs)[number];
      const seen = visitAt(tab, newId, at, 1);
      clients.add(seen.clientId);
      if (event === 0 && seen.sessionId === previous) merges++;
      if (event > 0 && seen.sessionId !== session) splits++;
      if (seen.sequence !== event) wrongSequences++;
      session = seen.sessionId;
      // Gaps up to the very last millisecond that still belongs to the visit.
      at += event === events - 1 ? 0 : Math.floor(random() ** 3 * (SESSION_IDLE_MS + 1));
    }
    previous = session;
    at += SESSION_IDLE_MS + 1 + Math.floor(random() ** 6 * SESSION_IDLE_MS * 100);
  }
  expect({ splits, merges, wrongSequences, clients: clients.size }).toEqual({
    splits: 0,
    merges: 0,
    wrongSequences: 0,
    clients: 1,
  });
});

test('only the first visit of a browser is its first', () => {
  const store = createStore(() => memoryStorage());
  let ids = 0;
  const newId = () => `id${ids++}`;
  expect(visitAt(store, newId, 0, 1).isFirstVisit).toBe(true);
  expect(visitAt(store, newId, 1000, 1).isFirstVisit).toBe(true);
  expect(visitAt(store, newId, 1000 + SESSION_IDLE_MS + 1, 1).isFirstVisit).toBe(false);
});

test('looking at the visit neither counts nor prolongs it', () => {
  const store = createStore(() => memoryStorage());
  let ids = 0;
  const newId = () => `id${ids++}`;
  const first = visitAt(store, newId, 0, 1);
  visitAt(store, newId, SESSION_IDLE_MS, 0);
  expect(visitAt(store, newId, SESSION_IDLE_MS, 1)).toEqual({ ...first, sequence: 1 });
  visitAt(store, newId, 2 * SESSION_IDLE_MS - 1, 0);
  expect(visitAt(store, newId, 2 * SESSION_IDLE_MS + 1, 0).sessionId).not.toBe(first.sessionId);
});

test('a clock that was set back by a day starts another visit of the same client', () => {
  const store = createStore(() => memoryStorage());
  let ids = 0;
  const newId = () => `id${ids++}`;
  const before = visitAt(store, newId, 86_400_000, 1);
  const after = visitAt(store, newId, 0, 1);
  expect(after.clientId).toBe(before.clientId);
  expect(after.sessionId).not.toBe(before.sessionId);
});
