import { MAX_EVENT_BYTES, MAX_EXPANDED_BYTES } from '@footfall/contract';
import { refusalOf } from '@footfall/contract/validate';
import { expect, test } from 'vitest';
import { fit } from '../../src/fit.js';
import { BATCH_EVENTS } from '../../src/limits.js';
import type { FootfallEvent } from '../../src/types.js';

const long = (chars: number) => 'ü'.repeat(chars);
const deep = (levels: number): unknown => (levels ? { below: deep(levels - 1) } : 'bottom');

const BAD: [string, unknown][] = [
  ['texts that are too long', { eventName: long(99), pageUrl: long(9000), pageTitle: long(9000), site: long(99) }],
  ['a product with long texts', { product: { id: long(999), name: long(999), urlPath: long(9999), list: long(999) } }],
  ['numbers as text', { product: { price: '79.99', quantity: '2', position: '3' }, search: { results: '12' } }],
  ['numbers that are none', { product: { price: 'free', quantity: Number.NaN, position: -3.7 } }],
  ['a currency in small letters and one that is none', { cart: { currency: 'eur' }, order: { currency: 'Euro' } }],
  ['1,000 products', { products: Array.from({ length: 1000 }, (_, i) => ({ id: String(i), name: long(500) })) }],
  ['an order of 100 large lines', { order: { items: Array.from({ length: 100 }, () => ({ name: long(512) })) } }],
  [
    'properties that are too large',
    { properties: Object.fromEntries([...'abcdefghijklmnopq'].map((k) => [k, long(999)])) },
  ],
  ['properties that are too deep', { properties: { a: deep(20) } }],
  [
    'a dataset that is too large',
    { element: { dataset: Object.fromEntries([...'abcdefghijklmnopqr'].map((k) => [k, long(999)])) } },
  ],
  ['an element with a long text', { element: { tag: 'a', text: long(500) } }],
];

test.each(BAD)('%s are made to fit the contract', (_title, fields) => {
  const event = { eventName: 'x', ...(fields as object) } as FootfallEvent;
  const fitted = JSON.parse(JSON.stringify(fit(event)));
  expect(refusalOf(fitted)).toBeUndefined();
});

test('what fits stays as it is, and the caller keeps its objects', () => {
  const event: FootfallEvent = {
    eventName: 'add_to_cart_click',
    product: { id: 'p-1', price: 79.99, discountPrice: 0, currency: 'EUR', quantity: 1.5, position: 0 },
    properties: { when: 1, nested: { list: ['a', true, null] } },
  };
  const before = structuredClone(event);
  expect(fit(event)).toEqual(before);
  expect(event).toEqual(before);
});

test('a cycle in properties ends', () => {
  const cycle: Record<string, unknown> = { name: 'x' };
  cycle.self = cycle;
  expect(() => JSON.stringify(fit({ eventName: 'x', properties: cycle }))).not.toThrow();
});

test('an emoji that a cut goes through is left out whole', () => {
  const { eventName } = fit({ eventName: `${'x'.repeat(63)}😀` });
  expect(eventName).toBe('x'.repeat(63));
});

test('a full batch of the largest events stays below what the collector takes with the common part under each', () => {
  expect(BATCH_EVENTS * MAX_EVENT_BYTES).toBeLessThanOrEqual(MAX_EXPANDED_BYTES);
});
