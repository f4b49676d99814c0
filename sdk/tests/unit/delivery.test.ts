import { expect, test } from 'vitest';
import { backoff } from '../../src/backoff.js';
import { BACKOFF_CAP_MS } from '../../src/limits.js';
import { outcomeOf } from '../../src/outcome.js';

test('waits grow, are drawn from zero to their bound, and have a longest', () => {
  expect([1, 2, 3].map((failures) => backoff(failures, 1))).toEqual([2000, 4000, 8000]);
  expect(backoff(5, 0)).toBe(0);
  expect(backoff(60, 1)).toBe(BACKOFF_CAP_MS);
});

test('a wrong key, a foreign origin and a collector that is not there are no reason to give events up', () => {
  expect([401, 403, 404, 405, 410].map((status) => outcomeOf(status, 2))).toEqual(Array(5).fill('retry'));
});

test('answers are sorted into done, retry, split and drop', () => {
  const outcomes = (statuses: number[], events = 2) => statuses.map((status) => outcomeOf(status, events));
  expect(outcomes([200, 204])).toEqual(['done', 'done']);
  expect(outcomes([0, 302, 408, 425, 429, 500, 503])).toEqual(Array(7).fill('retry'));
  expect(outcomes([400, 415, 422])).toEqual(Array(3).fill('drop'));
  expect(outcomes([413])).toEqual(['split']);
  expect(outcomes([413], 1)).toEqual(['drop']);
});
