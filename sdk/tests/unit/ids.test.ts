import { expect, test } from 'vitest';
import { createUuidSource, timeOf, uuidOf } from '../../src/ids.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const newSource = () => createUuidSource((words) => crypto.getRandomValues(words));
const uuid = newSource();

test('UUIDs of version 7 sort by time, and within a millisecond by their order', () => {
  const times = [1, 1, 1, 2, 3, 3, 1_800_000_000_000, 1_800_000_000_001];
  const ids = times.map(uuid);
  expect(ids).toEqual([...ids].sort());
  for (const id of ids) expect(id).toMatch(UUID);
  expect(timeOf(ids.at(-2) as string)).toBe(1_800_000_000_000);
});

test('an order has one event id, and 20,000 orders have 20,000', () => {
  expect(uuidOf('order 1001')).toBe(uuidOf('order 1001'));
  const ids = new Set(Array.from({ length: 20_000 }, (_, i) => uuidOf(`order ${i}`)));
  expect(ids.size).toBe(20_000);
  for (const id of [...ids].slice(0, 100)) expect(id).toMatch(UUID);
});

test('a clock that is set back again and again makes no id twice, nor do 200 pages of the same millisecond', () => {
  const ids = Array.from({ length: 100_000 }, (_, i) => uuid(1_800_000_000_000 + (i % 3)));
  const pages = Array.from({ length: 200 }, newSource).flatMap((next) => [next(5), next(5)]);
  expect(new Set([...ids, ...pages]).size).toBe(100_400);
  expect(pages.every((id) => UUID.test(id))).toBe(true);
});
