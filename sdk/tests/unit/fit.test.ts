import { MAX_EVENT_BYTES, MAX_EXPANDED_BYTES } from '@footfall/contract';
import contract from '@footfall/contract/schema.json' with { type: 'json' };
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
  ['a currency that is no text', { cart: { currency: Number.NaN }, order: { currency: ['EUR'] } }],
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
  [
    'ids that are numbers',
    { userId: 42, product: { id: 42 }, products: [{ id: 7n }], order: { id: 1, number: 100201 } },
  ],
  ['a quantity below nothing', { product: { quantity: -1 }, cart: { items: [{ id: 'p-1', quantity: '-2' }] } }],
  ['ids that are too long', { clientId: long(99), sessionId: long(99), pageViewId: long(99), userId: long(999) }],
  ['an element with a long text', { element: { tag: 'a', text: long(500) } }],
];

test.each(BAD)('%s are made to fit the contract', (_title, fields) => {
  const event = { eventName: 'x', ...(fields as object) } as FootfallEvent;
  const fitted = JSON.parse(JSON.stringify(fit(event)));
  expect(refusalOf(fitted)).toBeUndefined();
});

/** Parts that the tracker itself fills. */
const OURS = /^(eventId|eventTimestamp|sequence|isFirstVisit|element|page|vitals|context|properties)$/;

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
}

/** Each field of the contract that a shop fills, with a function that puts a value there. */
function fieldsOf({ properties = {} }: Schema, put: (part: object) => object): [string, (value: unknown) => object][] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    if (OURS.test(name)) return [];
    if (schema.properties) return fieldsOf(schema, (part) => put({ [name]: part }));
    if (schema.items) return fieldsOf(schema.items, (part) => put({ [name]: [part] }));
    return [[name, (value) => put({ [name]: value })]];
  });
}

test.each(fieldsOf(contract, (part) => part))('%s may be text, number or boolean, of any length and sign', (_, put) => {
  for (const value of ['x'.repeat(3000), '7', 42, -1.5, 0, true]) {
    const event = { eventName: 'x', ...put(value) } as FootfallEvent;
    const refusal = refusalOf(JSON.parse(JSON.stringify(fit(event))));
    expect(refusal && `${JSON.stringify(value)}: ${refusal}`).toBeUndefined();
  }
});

test('a shop’s own fields keep their types', () => {
  const own = { properties: { id: 42, quantity: -1 }, element: { dataset: { id: 7 } }, stars: 4.5 };
  expect(fit({ eventName: 'x', product: { id: 'p-1', rating: 4.5 }, ...own } as FootfallEvent)).toMatchObject(own);
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
