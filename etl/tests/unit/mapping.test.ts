import { describe, expect, it } from 'vitest';
import { createEventMapping } from '../../src/events/event-mapping.js';
import { mapEvent } from '../../src/events/map-event.js';
import { lakeLine } from '../helpers/events.js';

const place = { objectKey: 'events/a.json', lineNumber: 3, modifiedAt: new Date('2026-11-22T16:00:00Z') };
const map = (line: unknown) => {
  const row = mapEvent(line, place, createEventMapping());
  if (typeof row === 'string') throw new Error(row);
  return Object.assign({}, ...Object.values(row)) as Record<string, unknown>;
};
describe('A line of the lake', () => {
  it('becomes a row with page, campaign, device and money', () => {
    const row = map(
      lakeLine({
        pageUrl: 'https://shop.example/laptops/x?utm_source=news&utm_medium=email&utm_campaign=may&gclid=abc',
        referrer: 'https://www.google.com/',
        product: {
          id: 'p',
          name: 'Laptop',
          category: 'Laptops',
          brand: 'B',
          price: 1999.99,
          discountPrice: 1799.5,
          currency: 'EUR',
          quantity: 2,
        },
        search: { query: '  gaming laptop ', results: 4 },
      }),
    );
    expect(row).toMatchObject({
      page_host: 'shop.example',
      page_path: '/laptops/x',
      site: 'shop.example',
      utm_source: 'news',
      utm_medium: 'email',
      utm_campaign: 'may',
      click_id: 'gclid=abc',
      referrer_host: 'www.google.com',
      device_type: 'desktop',
      browser: 'Chrome',
      os: 'Windows',
      context_product_price: 1999.99,
      context_product_discount_price: 1799.5,
      currency: 'EUR',
      quantity: 2,
      search_query: 'gaming laptop',
      search_results: 4,
      is_bot: false,
    });
  });

  it('without an id gets one from its place, the same each time', () => {
    const line = lakeLine({ eventId: undefined });
    expect(map(line).event_id).toBe(map(line).event_id);
    expect(map(line).event_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    const next = mapEvent(line, { ...place, lineNumber: 4 }, createEventMapping());
    expect(typeof next === 'string' ? next : next.core.event_id).not.toBe(map(line).event_id);
  });

  it('with an id that is no UUID gets one from it, wherever it is sent again, and keeps the id', () => {
    const row = map(lakeLine({ eventId: 'evt-1' }));
    expect(row.event_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(row.properties).toEqual({ eventId: 'evt-1' });
    const again = mapEvent(lakeLine({ eventId: 'evt-1' }), { ...place, lineNumber: 9 }, createEventMapping());
    expect(typeof again === 'string' ? again : again.core.event_id).toBe(row.event_id);
    expect(map(lakeLine({ eventId: 'evt-2' })).event_id).not.toBe(row.event_id);
    const long = 'x'.repeat(5000);
    expect(map(lakeLine({ eventId: `${long}1` })).event_id).not.toBe(map(lakeLine({ eventId: `${long}2` })).event_id);
    for (const eventId of [null, '']) expect(map(lakeLine({ eventId })).properties).toBeNull();
  });

  it('keeps what the contract does not know', () => {
    expect(
      map(lakeLine({ loyalty: { tier: 3 }, vitals: { name: 'LCP', value: 1 }, properties: { ab: 'b' } })).properties,
    ).toEqual({
      loyalty: { tier: 3 },
      vitals: { name: 'LCP', value: 1 },
      ab: 'b',
    });
  });

  it('of the platform’s first Lambdas is understood', () => {
    const row = map({
      event_id: '0199C0DE-0000-7000-8000-00000000000A',
      event_name: 'product_view',
      client_id: 'c',
      session_id: 's',
      is_first_visit: 'true',
      user_login_state: 'anonymous',
      product: { id: 5, brand: { name: 'Nested' }, price: '79.99' },
      _ingest: { receivedAt: '2025-01-02T03:04:05.000Z' },
    });
    expect(row).toMatchObject({
      event_id: '0199c0de-0000-7000-8000-00000000000a',
      event_name: 'product_view',
      event_timestamp: '2025-01-02T03:04:05.000Z',
      is_first_visit: true,
      context_product_id: '5',
      context_product_brand: 'Nested',
      context_product_price: 79.99,
    });
  });

  it.each([
    [
      'today’s',
      {
        product: {
          id: 'p',
          name: 'N',
          category: 'C',
          brand: 'B',
          price: 5,
          discountPrice: 4,
          urlPath: '/p',
          quantity: 2,
          currency: 'EUR',
        },
      },
    ],
    [
      'in snake_case',
      {
        product: {
          product_id: 'p',
          product_name: 'N',
          product_category: 'C',
          brand_name: 'B',
          unit_price: '5',
          discount_price: '4.00',
          url_path: '/p',
          quantity: '2',
          currency: 'EUR',
        },
      },
    ],
    [
      'nested',
      {
        product: {
          id: 'p',
          name: 'N',
          category: { name: 'C' },
          brand: { title: 'B' },
          price: 5,
          discountPrice: 4,
          urlPath: '/p',
        },
        quantity: 2,
        currency: 'EUR',
      },
    ],
    [
      'flat',
      {
        product_id: 'p',
        product_name: 'N',
        product_category: 'C',
        brandName: 'B',
        product_price: 5,
        discount_price: 4,
        url_path: '/p',
        quantity: 2,
        currency: 'EUR',
      },
    ],
    [
      'flat, as columns',
      {
        context_product_id: 'p',
        context_product_name: 'N',
        context_product_category: 'C',
        context_product_brand: 'B',
        context_product_price: 5,
        context_product_discount_price: 4,
        context_product_url_path: '/p',
        quantity: 2,
        currency: 'EUR',
      },
    ],
    [
      'in its context',
      {
        context: {
          product: {
            id: 'p',
            name: 'N',
            category: 'C',
            brandName: 'B',
            price: 5,
            discountPrice: 4,
            urlPath: '/p',
            quantity: 2,
            currency: 'EUR',
          },
        },
      },
    ],
  ])('has a product whose names are %s', (_how, event) => {
    expect(map(lakeLine(event))).toMatchObject({
      context_product_id: 'p',
      context_product_name: 'N',
      context_product_category: 'C',
      context_product_brand: 'B',
      context_product_price: 5,
      context_product_discount_price: 4,
      context_product_url_path: '/p',
      currency: 'EUR',
      quantity: 2,
      properties: null,
    });
  });

  it('keeps beside its columns what they cannot say, by its path', () => {
    const row = map(
      lakeLine({
        product: { id: 'p', price: '79,99', colour: 'red', quantity: '2 pieces' },
        order: {
          id: 'o',
          currency: 'EUR',
          total: Number.POSITIVE_INFINITY,
          items: [{ product_id: 'p', unit_price: '9.99', size: 'L' }, 'q', null],
        },
        cart: { id: 'k', currency: 'USD', items: [{ id: 'z' }] },
        context: {
          language: 'de',
          timezone: 'Europe/Berlin',
          viewport: '1x1',
          screen: '2x2',
          connection: '4g',
          dnt: 1,
        },
        page: { engagedMs: 1.5, name: 'x' },
        sequence: 3e9,
        properties: { product: 'the shop’s own' },
      }),
    );
    expect(row).toMatchObject({
      currency: 'EUR',
      timezone: 'Europe/Berlin',
      viewport: '1x1',
      screen: '2x2',
      connection: '4g',
    });
    expect(row.items).toEqual([{ id: 'p', price: 9.99, properties: { size: 'L' } }, { id: 'q' }, {}]);
    expect(row.properties).toEqual({
      product: 'the shop’s own',
      'event.product': { price: '79,99', colour: 'red', quantity: '2 pieces' },
      order: { total: Number.POSITIVE_INFINITY },
      cart: { currency: 'USD', items: [{ id: 'z' }] },
      context: { dnt: 1 },
      page: { engagedMs: 1.5, name: 'x' },
      sequence: 3e9,
    });
  });

  it('lets the contract’s name count where an older one says something else, and keeps both', () => {
    for (const product of [
      { name: 'new', product_name: 'old' },
      { product_name: 'old', name: 'new' },
    ])
      expect(map(lakeLine({ product }))).toMatchObject({
        context_product_name: 'new',
        properties: { product: { product_name: 'old' } },
      });
  });

  it('keeps the client’s time where it is not the one that counts', () => {
    const eventTimestamp = '2040-01-01T00:00:00.000Z';
    expect(map(lakeLine({ eventTimestamp }))).toMatchObject({ clock_suspect: true, properties: { eventTimestamp } });
  });

  it('tells long ids apart', () => {
    const ids = ['1', '2'].map((end) => map(lakeLine({ sessionId: `${'x'.repeat(600)}${end}` })).session_id);
    expect(ids[0]).not.toBe(ids[1]);
    expect(String(ids[0])).toHaveLength(512);
  });

  it.each([
    [true, true],
    [false, false],
    [undefined, null],
  ])('says of a user that the collector found verified: %s', (userVerified, verified) => {
    expect(map(lakeLine({ userId: 'u' }, { userVerified })).user_verified).toBe(verified);
  });

  it('marks bots with the reason, and never the shop’s own server', () => {
    const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
    expect(map(lakeLine({}, { userAgent: googlebot }))).toMatchObject({ is_bot: true, bot_reason: 'user_agent' });
    expect(map(lakeLine({}, { userAgent: 'node', trusted: true }))).toMatchObject({
      is_bot: false,
      is_trusted: true,
      device_type: null,
    });
  });

  it.each([
    [
      'iPhone',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
      'mobile',
    ],
    [
      'iPad',
      'Mozilla/5.0 (iPad; CPU OS 16_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1',
      'tablet',
    ],
    [
      'television',
      'Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV Safari/537.36',
      'other',
    ],
    ['nonsense', 'x', 'other'],
  ])('names the device of a user agent: %s', (_name, userAgent, type) => {
    expect(map(lakeLine({}, { userAgent })).device_type).toBe(type);
  });

  it('without a name is refused', () => {
    for (const line of [{}, null, 5, 'x', [], { eventName: '' }])
      expect(mapEvent(line, place, createEventMapping())).toBe('eventName: is required');
  });
});
