import { SESSION_IDLE_MS } from '@footfall/contract';
import { expect, test } from 'vitest';
import { createVisits } from '../../src/identity.js';
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

/** The visits as a tab sees them, each event in a task of its own. */
function open(storage: Storage, newId: () => string) {
  let end = () => {};
  const visits = createVisits(
    createStore(() => storage),
    newId,
    (job) => {
      end = job;
    },
  );
  return {
    ...visits,
    at(at: number, counted: 0 | 1) {
      const visit = visits.at(at, counted);
      end();
      return visit;
    },
  };
}

function openOne() {
  let ids = 0;
  return open(memoryStorage(), () => `id${ids++}`);
}

test(`${VISITS} simulated visits over ${TABS} tabs are neither split nor merged`, () => {
  const random = createRandom(42);
  const storage = memoryStorage();
  let ids = 0;
  const newId = () => `id${ids++}`;
  const tabs = Array.from({ length: TABS }, () => open(storage, newId));
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
      const seen = tab.at(at, 1);
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
  const visits = openOne();
  expect(visits.at(0, 1).isFirstVisit).toBe(true);
  expect(visits.at(1000, 1).isFirstVisit).toBe(true);
  expect(visits.at(1000 + SESSION_IDLE_MS + 1, 1).isFirstVisit).toBe(false);
});

test('looking at the visit neither counts nor prolongs it', () => {
  const visits = openOne();
  const first = visits.at(0, 1);
  visits.at(SESSION_IDLE_MS, 0);
  expect(visits.at(SESSION_IDLE_MS, 1)).toEqual({ ...first, sequence: 1 });
  visits.at(2 * SESSION_IDLE_MS - 1, 0);
  expect(visits.at(2 * SESSION_IDLE_MS + 1, 0).sessionId).not.toBe(first.sessionId);
});

test('a clock that was set back by a day starts another visit of the same client', () => {
  const visits = openOne();
  const before = visits.at(86_400_000, 1);
  const after = visits.at(0, 1);
  expect(after.clientId).toBe(before.clientId);
  expect(after.sessionId).not.toBe(before.sessionId);
});

test('the events of one task are counted without a look at storage, and written at its end', () => {
  const storage = memoryStorage();
  const jobs: (() => void)[] = [];
  const visits = createVisits(
    createStore(() => storage),
    () => 'id',
    (job) => jobs.push(job),
  );
  expect([1, 2, 3].map((at) => visits.at(at, 1).sequence)).toEqual([0, 1, 2]);
  expect(Object.keys(storage)).toEqual([]);
  for (const job of jobs) job();
  expect(visits.at(4, 1).sequence).toBe(3);
});

test('what was forgotten does not come back at the end of the task', () => {
  const storage = memoryStorage();
  let end = () => {};
  const visits = createVisits(
    createStore(() => storage),
    () => 'id',
    (job) => {
      end = job;
    },
  );
  visits.at(1, 1);
  visits.forgetVisit();
  end();
  expect(Object.keys(storage)).toEqual([]);
});
