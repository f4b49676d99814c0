import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventMapping } from '../../src/events/event-mapping.js';
import { mapEvent } from '../../src/events/map-event.js';
import { EVENT_NAMES, PART_NAMES, PRODUCT_NAMES } from '../helpers/event-fields.js';

const place = { objectKey: 'events/a.json', objectId: 7, lineNumber: 3, modifiedAt: new Date('2026-11-22T16:00:00Z') };

/** Each use of a leaf becomes a value of its own, so that one that is lost is not found in another's place. */
let count = 0;
const LEAVES: Record<string, () => unknown> = {
  text: () => `text ${++count}`,
  blanks: () => `  text ${++count} `,
  decimal: () => `${++count}.25`,
  comma: () => `${++count},99`,
  number: () => ++count + 0.5,
  integer: () => ++count,
  huge: () => 1e300 + ++count * 1e290,
  tiny: () => ++count * 1e-30,
  beyondInteger: () => 3_000_000_000 + ++count,
  digits: () => `${++count}.0123456789012345678`,
  long: () => `${++count}${'x'.repeat(5000)}`,
  url: () => `https://shop.example/${++count}?a=b`,
  time: () => new Date(Date.UTC(2026, 10, 22) + ++count).toISOString(),
  oldTime: () => new Date(Date.UTC(1999, 10, 22) + ++count).toISOString(),
  null: () => null,
  empty: () => '',
};
const leaf = fc.constantFrom(...Object.keys(LEAVES)).map((kind) => LEAVES[kind]?.());
const objectOf = (names: string[], value: fc.Arbitrary<unknown>) =>
  fc.dictionary(fc.constantFrom(...names, 'own', '__proto__', 'constructor', 'event.own'), value, { maxKeys: 12 });
const anything = fc.oneof(
  { weight: 6, arbitrary: leaf },
  { weight: 1, arbitrary: fc.array(leaf, { maxLength: 3 }) },
  { weight: 1, arbitrary: objectOf(['name', 'title', 'id'], leaf) },
);
const product = objectOf(PRODUCT_NAMES, anything);
const lines = fc.oneof(fc.array(fc.oneof(product, product, leaf), { maxLength: 3 }), anything);
const part = (name: string, extra = {}) =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .tuple(objectOf(PART_NAMES[name] ?? [], anything), fc.record(extra))
        .map(([a, b]) => ({ ...a, ...b })),
    },
    { weight: 1, arbitrary: anything },
  );
const event = fc
  .tuple(
    objectOf(EVENT_NAMES, anything),
    fc.record(
      {
        product: fc.oneof(product, anything),
        products: lines,
        cart: part('cart', { items: lines }),
        order: part('order', { items: lines }),
        search: part('search'),
        page: part('page'),
        element: part('element'),
        vitals: part('vitals'),
        context: part('context', { product: fc.oneof(product, anything) }),
        properties: objectOf(['product', 'context', 'own', 'eventId'], anything),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([own, parts]) => JSON.parse(JSON.stringify({ eventName: 'x', ...own, ...parts })));

/** Texts and numbers in a value, as text; a decimal as its number. */
function leavesOf(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leavesOf);
  if (value === null || value === '') return [];
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return [String(Date.parse(value))];
  const text = String(value).trim();
  return [/^\d+(\.\d+)?$/.test(text) && text.length <= 15 ? String(Number(text)) : text];
}

describe('Whatever an event says', () => {
  it.each([
    ['received with its sending time', { receivedAt: '2026-11-22T15:00:00.000Z', sentAt: '2026-11-22T15:00:00.000Z' }],
    ['of older objects', {}],
  ])('is in its row, %s', (_when, _ingest) => {
    const mapping = createEventMapping();
    fc.assert(
      fc.property(event, (sent) => {
        const row = mapEvent({ ...sent, _ingest }, place, mapping);
        if (typeof row === 'string') {
          expect(row).toBe('eventName: is required');
          return;
        }
        const happened = Date.parse(String(row.core.event_timestamp));
        const found = new Set([...leavesOf(JSON.parse(JSON.stringify(row))), String(happened / 1000)]);
        expect(leavesOf(sent).filter((text) => !found.has(text))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
