import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as limits from '../../src/limits.js';
import { refusalOf } from '../../src/validate.js';

const event = { eventId: '0199c0de-0000-7000-8000-000000000001', eventName: 'page_view' };
const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });

describe('An event', () => {
  it('needs nothing but a name', () => {
    expect(refusalOf({ eventName: 'x' })).toBeUndefined();
    expect(refusalOf({})).toBe('eventName: is required');
  });

  it('may carry fields that the contract does not know, and null for what is not known', () => {
    expect(
      refusalOf({ ...event, own: { field: [1] }, referrer: null, product: null, cart: { items: null } }),
    ).toBeUndefined();
  });

  it('of every field that the contract knows is accepted', () => {
    const product = {
      id: 'p',
      name: 'n',
      category: 'c',
      brand: 'b',
      price: 1.5,
      discountPrice: 1,
      currency: 'EUR',
      quantity: 2,
      urlPath: '/p',
      position: 1,
      list: 'l',
    };
    const whole = {
      ...event,
      eventTimestamp: '2026-11-22T15:04:05.678Z',
      clientId: 'c',
      sessionId: 's',
      pageViewId: 'v',
      sequence: 0,
      isFirstVisit: true,
      site: 'shop',
      userId: 'u',
      userLoginState: 'logged_in',
      identitySource: 'cognito',
      pageUrl: 'https://shop.example/',
      pageTitle: 't',
      referrer: 'https://other.example/',
      product,
      products: [product],
      cart: { id: 'c', currency: 'EUR', total: 3, items: [product] },
      order: { id: 'o', number: '1', currency: 'EUR', total: 3, tax: 1, shipping: 0, coupon: 'x', items: [product] },
      search: { query: 'q', results: 0 },
      element: { tag: 'a', id: 'i', role: 'link', text: 't', dataset: { a: 'b' } },
      page: { engagedMs: 1000, scrollDepth: 50 },
      vitals: { name: 'LCP', value: 1.5, rating: 'good' },
      context: { language: 'de', timezone: 'Europe/Berlin', viewport: '1x1', screen: '1x1', connection: '4g' },
      properties: { a: nested(4) },
    };
    expect(refusalOf(whole)).toBeUndefined();
    const { properties } = JSON.parse(
      readFileSync(new URL('../../generated/event.schema.json', import.meta.url), 'utf8'),
    );
    expect(Object.keys(whole).sort()).toEqual(Object.keys(properties).sort());
  });

  it.each([
    ['a text', 'event: must be an object'],
    [null, 'event: must be an object'],
    [[event], 'event: must be an object'],
    [{ eventName: 5 }, 'eventName: must be a string'],
    [{ eventName: '' }, 'eventName: must NOT have fewer than 1 characters'],
    [{ eventName: 'x'.repeat(65) }, 'eventName: must NOT have more than 64 characters'],
    [{ ...event, eventId: 'x' }, 'eventId: must be a UUID'],
    [
      { ...event, eventTimestamp: 'yesterday' },
      'eventTimestamp: must be an ISO 8601 time, as 2026-11-22T15:04:05.000Z',
    ],
    [
      { ...event, eventTimestamp: '2026-13-01T00:00:00Z' },
      'eventTimestamp: must be an ISO 8601 time, as 2026-11-22T15:04:05.000Z',
    ],
    [{ ...event, product: { price: '79.99' } }, 'product.price: must be a number'],
    [{ ...event, cart: { items: [{}, { quantity: -1 }] } }, 'cart.items.1.quantity: must be >= 0'],
    [{ ...event, order: { currency: 'euro' } }, 'order.currency: must be an ISO 4217 code in capitals, as EUR'],
    [{ ...event, order: { total: JSON.parse('1e999') } }, 'order.total: must be a number'],
    [{ ...event, sequence: 1.5 }, 'sequence: must be an integer'],
    [{ ...event, products: Array(101).fill({}) }, 'products: must NOT have more than 100 items'],
    [{ ...event, properties: [] }, 'properties: must be an object'],
    [{ ...event, properties: nested(6) }, 'properties: is nested deeper than 5'],
    [{ ...event, properties: { a: 'x'.repeat(8 * 1024) } }, 'properties: has 8200 bytes, more than 8192'],
    [{ ...event, own: nested(10) }, 'event: is nested deeper than 10'],
  ])('is refused with a reason that names the field: %#', (bad, reason) => expect(refusalOf(bad)).toBe(reason));

  it('is measured in bytes of UTF-8, and may have exactly 32 KiB', () => {
    const room = limits.MAX_EVENT_BYTES - JSON.stringify({ eventName: 'x', own: '' }).length;
    expect(refusalOf({ eventName: 'x', own: 'x'.repeat(room) })).toBeUndefined();
    expect(refusalOf({ eventName: 'x', own: 'x'.repeat(room + 1) })).toMatch(/^event: has 32769 bytes/);
    expect(refusalOf({ eventName: 'x', own: 'ä'.repeat(room / 2 + 1) })).toMatch(/^event: has/);
  });

  it('may have 2,500 keys in all its objects together, however many elements its arrays have', () => {
    const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 1]));
    const lists = { own: Array(5000).fill(1), items: [keys(1000), [keys(1000)]] };
    const room = limits.MAX_EVENT_KEYS - 2003; // eventName, own and items are keys, too
    expect(refusalOf({ eventName: 'x', ...lists, ...keys(room) })).toBeUndefined();
    expect(refusalOf({ eventName: 'x', ...lists, ...keys(room + 1) })).toBe('event: has more than 2500 keys');
    expect(refusalOf({ eventName: 'x', ...keys(100_000) })).toBe('event: has more than 2500 keys');
  });

  it('of a purchase of 100 full items, and with properties full of short names, keeps the limit of keys', () => {
    const names = 'id name category brand price discountPrice currency quantity urlPath position list'.split(' ');
    const item = Object.fromEntries(names.map((name) => [name, null]));
    const properties: Record<string, number> = {};
    for (let i = 0; JSON.stringify(properties).length < limits.MAX_PROPERTIES_BYTES - 7; i++)
      properties[i.toString(36)] = 1;
    expect(refusalOf({ ...event, order: { items: Array(100).fill(item) }, properties })).toBeUndefined();
  });

  it('never puts what was sent into the reason', () => {
    const secret = 'card-4111';
    for (const field of ['eventId', 'sequence', 'product', secret])
      expect(refusalOf({ eventName: 5, [field]: secret }) ?? '').not.toContain(secret);
  });
});
