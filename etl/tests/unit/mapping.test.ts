import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_COLUMNS, type EventRow, LAYOUT } from '../../src/columns.js';
import { copyText, storable } from '../../src/copy-text.js';
import { etlSettings } from '../../src/env.js';
import { createEventMapping } from '../../src/event-mapping.js';
import { resolveTimes } from '../../src/event-time.js';
import { mapEvent } from '../../src/map-event.js';
import { readLines } from '../../src/read-lines.js';
import { scopeOfPayload, toScope } from '../../src/scope.js';
import { lakeLine } from '../helpers/events.js';

const place = { objectKey: 'events/a.json', lineNumber: 3, modifiedAt: new Date('2026-11-22T16:00:00Z') };
const map = (line: unknown) => {
  const row = mapEvent(line, place, createEventMapping());
  if (typeof row === 'string') throw new Error(row);
  return Object.assign({}, ...Object.values(row)) as Record<string, unknown>;
};

describe('Event times', () => {
  const receivedAt = '2026-11-22T15:00:00.000Z';
  const modifiedAt = new Date('2026-11-22T15:30:00Z');
  it.each([
    [
      'the client’s time counts',
      { eventTimestamp: '2026-11-22T14:59:00.000Z', sentAt: '2026-11-22T14:59:59.000Z' },
      '2026-11-22T14:59:00.000Z',
      false,
    ],
    [
      '30 s are the network’s delay',
      { eventTimestamp: '2026-11-22T14:59:00.000Z', sentAt: '2026-11-22T14:59:30.000Z' },
      '2026-11-22T14:59:00.000Z',
      false,
    ],
    [
      'a clock a day ahead is put right',
      { eventTimestamp: '2026-11-23T14:59:00.000Z', sentAt: '2026-11-23T15:00:00.000Z' },
      '2026-11-22T14:59:00.000Z',
      false,
    ],
    [
      'a clock a year behind is put right',
      { eventTimestamp: '2025-11-22T14:59:00.000Z', sentAt: '2025-11-22T15:00:00.000Z' },
      '2026-11-22T14:59:00.000Z',
      false,
    ],
    [
      'an event from offline keeps its day',
      { eventTimestamp: '2026-11-20T10:00:00.000Z', sentAt: receivedAt },
      '2026-11-20T10:00:00.000Z',
      false,
    ],
    [
      'a day that its month lacks is the next month’s',
      { eventTimestamp: '2026-09-31T10:00:00.000Z', sentAt: receivedAt },
      '2026-10-01T10:00:00.000Z',
      false,
    ],
    [
      '24 o’clock is the next day’s beginning',
      { eventTimestamp: '2026-11-21T24:00:00.000Z', sentAt: receivedAt },
      '2026-11-22T00:00:00.000Z',
      false,
    ],
    ['a missing time is the receipt', { sentAt: receivedAt }, receivedAt, false],
    ['a missing sending time is the receipt', { eventTimestamp: '2026-11-20T10:00:00.000Z' }, receivedAt, false],
    ['the future is suspect', { eventTimestamp: '2026-11-22T15:06:00.000Z', sentAt: receivedAt }, receivedAt, true],
    ['91 days ago is suspect', { eventTimestamp: '2026-08-23T14:00:00.000Z', sentAt: receivedAt }, receivedAt, true],
    [
      'the year 40000 is suspect',
      { eventTimestamp: '+040000-01-01T00:00:00.000Z', sentAt: receivedAt },
      receivedAt,
      true,
    ],
    ['what is no time is suspect', { eventTimestamp: 'item 3', sentAt: receivedAt }, receivedAt, true],
    [
      'milliseconds as a text count',
      { eventTimestamp: String(Date.UTC(2026, 10, 22, 14, 59)), sentAt: receivedAt },
      '2026-11-22T14:59:00.000Z',
      false,
    ],
    [
      'seconds count',
      { eventTimestamp: Date.UTC(2026, 10, 22, 14, 59) / 1000, sentAt: receivedAt },
      '2026-11-22T14:59:00.000Z',
      false,
    ],
    [
      'a time without seconds counts',
      { eventTimestamp: '2026-11-22T15:59+01:00', sentAt: receivedAt },
      '2026-11-22T14:59:00.000Z',
      false,
    ],
    [
      'a time without a zone is UTC',
      { eventTimestamp: '2026-11-22 14:59:00', sentAt: receivedAt },
      '2026-11-22T14:59:00.000Z',
      false,
    ],
  ])('%s', (_why, given, happenedAt, isSuspect) => {
    expect(
      resolveTimes({ eventTimestamp: undefined, sentAt: undefined, receivedAt, modifiedAt, ...given }),
    ).toMatchObject({
      happenedAt,
      receivedAt,
      isSuspect,
    });
  });

  it('of objects without a receipt are the payload’s, then the object’s', () => {
    const none = { sentAt: undefined, receivedAt: undefined, modifiedAt };
    expect(resolveTimes({ ...none, eventTimestamp: '2026-01-02T03:04:05Z' }).happenedAt).toBe(
      '2026-01-02T03:04:05.000Z',
    );
    expect(resolveTimes({ ...none, eventTimestamp: undefined }).happenedAt).toBe('2026-11-22T15:30:00.000Z');
    expect(resolveTimes({ ...none, eventTimestamp: '9998-01-01T00:00:00Z' })).toMatchObject({
      happenedAt: '2026-11-22T15:30:00.000Z',
      receivedAt: '2026-11-22T15:30:00.000Z',
      isSuspect: true,
    });
  });
});

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

describe('COPY’s text format', () => {
  it('escapes what would end a value or a row, and drops what PostgreSQL cannot store', () => {
    const row = mapEvent(
      lakeLine({ pageTitle: 'a\tb\nc\\d\r\u0000\ud800', properties: { '\u0000k': '\udc00\u0000' } }),
      place,
      createEventMapping(),
    );
    if (typeof row === 'string') throw new Error(row);
    const line = copyText(row);
    expect(line).not.toMatch(/[\n\r\0]/);
    expect(line).toContain('a\\tb\\nc\\\\d\\r\ufffd');
    expect(line).toContain('{"k":"\ufffd"}');
  });

  it('has each column’s value in its place, whatever an event says', () => {
    const said = [{}, { userId: 'u', sessionId: 's' }, { product: { id: 'p', list: 'top' }, search: { query: 'x' } }];
    const lines = [
      ...said,
      { order: { id: 'o', items: [{ id: 'p' }] }, context: { language: 'de' } },
      { properties: { a: 1 } },
    ];
    for (const fields of lines) {
      const row = mapEvent(lakeLine(fields), place, createEventMapping());
      if (typeof row === 'string') throw new Error(row);
      const order = Object.fromEntries(
        Object.keys(LAYOUT).map((part) => [part, Object.keys(row[part as keyof EventRow])]),
      );
      expect(order).toEqual(LAYOUT);
      expect(copyText(row).split('\t')).toHaveLength(EVENT_COLUMNS.length);
    }
  });

  it('leaves ordinary text alone, and nothing empty that was not', () => {
    expect(storable('Grüße 😀')).toBe('Grüße 😀');
    expect([storable(''), storable('\0'), storable('\0\0')]).toEqual(['', '\ufffd', '\ufffd']);
  });
});

const valueOrReason = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return 'line: is not JSON';
  }
};

describe('Objects', () => {
  const linesOf = async (key: string, body: Readable | Buffer) => {
    const found: unknown[] = [];
    for await (const lines of readLines(key, body))
      found.push(...lines.map((line) => ('reason' in line ? line.reason : line.value)));
    return found;
  };
  /** As a stream, and whole: both ways must find the same. */
  const read = async (key: string, body: string | Buffer) => {
    const bytes = Buffer.from(body);
    const streamed = await linesOf(key, Readable.from([bytes]));
    expect(await linesOf(key, bytes)).toEqual(streamed);
    return streamed;
  };

  it('are read as NDJSON, gzip or not, one event, or an array', async () => {
    expect(await read('a.ndjson.gz', gzipSync('{"a":1}\n{"a":2}'))).toEqual([{ a: 1 }, { a: 2 }]);
    expect(await read('a.ndjson', '{"a":1}\n\n{"a":2}\n')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(await read('a.json', '{\n "a": 1\n}\n')).toEqual([{ a: 1 }]);
    expect(await read('a.json', '[{"a":1},{"a":2}]')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(await read('a.json', '{"a":1}\n{"a":2}')).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('are UTF-8, with a byte order mark or without, also where it is broken', async () => {
    expect(await read('a.ndjson.gz', gzipSync('\ufeff{"a":"é€😀"}\r\n{"a":1}'))).toEqual([{ a: 'é€😀' }, { a: 1 }]);
    const broken = Buffer.from([
      ...Buffer.from('{"a":"'),
      0xe2,
      0x82,
      ...Buffer.from('"}\n{"a":"'),
      0xff,
      ...Buffer.from('"}'),
    ]);
    expect(await read('a.ndjson', broken)).toEqual([{ a: '\ufffd' }, { a: '\ufffd' }]);
  });

  it('say of each line what JSON says of it, whatever the lines before it ended with', async () => {
    const part = fc.constantFrom('{', '}', '[', '"a":1', '"_ingest":', '{"x":1}', ',', '1', '"', ' ', '"_ingest":1,');
    const odd = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
    const head = fc.oneof(odd, fc.constantFrom('{', '{"a":1', '{"_ingest":5,"a":1', '{"a":{"b":1', '[1', '{"a":"é'));
    const tail = fc.constantFrom(
      ',"_ingest":{"x":1}}',
      ',"_ingest":{"x":2}}',
      ',"_ingest":3}}',
      '}',
      ',"_ingest":{"x":"é"}}\r',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(head, tail), { maxLength: 6 }), async (pairs) => {
        const lines = pairs.map((pair) => pair.join(''));
        const told = lines.filter((line) => line.trim() !== '').map(valueOrReason);
        expect(await read('a.ndjson', lines.join('\n'))).toEqual(told);
      }),
      { numRuns: 1000 },
    );
  });

  it('give their good lines, and a reason for each bad one', async () => {
    expect(await read('a.ndjson', '{"a":1}\nnot json\n{"a":2}')).toEqual([{ a: 1 }, 'line: is not JSON', { a: 2 }]);
    const whole = gzipSync(`${JSON.stringify({ a: 1 })}\n`.repeat(5000));
    const cut = await read('a.ndjson.gz', whole.subarray(0, whole.length - 20));
    expect(cut.at(-1)).toMatch(/^object: /);
    expect(await read('a.ndjson.gz', 'no gzip')).toEqual([expect.stringMatching(/^object: /)]);
  });

  it('that are too long cost themselves only, wherever they stand', async () => {
    const long = `{"a":"${'x'.repeat(9 * 1024 * 1024)}"}`;
    const tooLong = expect.stringMatching(/^line: has more than/);
    const all = await read('a.ndjson.gz', gzipSync(`{"a":1}\n${long}\n{"a":2}\n${long}\n${long}\n{"a":3}\n${long}`));
    expect(all).toEqual([{ a: 1 }, tooLong, { a: 2 }, tooLong, tooLong, { a: 3 }, tooLong]);
  });
});

describe('Scopes', () => {
  const now = new Date('2026-11-22T15:20:00Z');
  it.each([
    [{}, ['']],
    [{ source: 'aws.events', 'detail-type': 'Scheduled Event' }, ['']],
    [{ targetUtcHour: '2026-11-22T14' }, ['2026/11/22/14/']],
    [{ targetUtcHour: '2026-11-22-14' }, ['2026/11/22/14/']],
    [{ targetUtcHour: '2026/11/22/14' }, ['2026/11/22/14/']],
    [{ targetUtcHour: 4, targetUtcDate: '2026-11-21' }, ['2026/11/21/04/']],
    [{ targetUtcHour: '2026-11-22T14:00:00Z' }, ['2026/11/22/14/']],
    [{ targetUtcHour: '2026-11-22T14:00:00.000Z' }, ['2026/11/22/14/']],
    [{ targetUtcHour: Date.UTC(2026, 10, 22, 14) }, ['2026/11/22/14/']],
    [{ targetUtcDate: '2026-11-21T23:59:59Z' }, ['2026/11/21/']],
    [{ targetUtcDate: Date.UTC(2026, 10, 21, 14) }, ['2026/11/21/']],
    [{ targetUtcDate: '2026-11-21' }, ['2026/11/21/']],
    [{ hoursBack: 2 }, ['2026/11/22/13/', '2026/11/22/14/', '2026/11/22/15/']],
    [{ overridePrefix: 'events/2026/' }, ['events/2026/']],
    [{ scope: 'all' }, ['']],
    [{ scope: 'hour' }, ['2026/11/22/14/']],
    [{ scope: 'date' }, ['2026/11/22/']],
    [{ scope: 'hour', hoursBack: 3 }, ['2026/11/22/12/']],
    [{ scope: 'day', hoursBack: 16 }, ['2026/11/21/']],
  ])('of the payload %o', (payload, prefixes) => expect(scopeOfPayload(payload, now).prefixes).toEqual(prefixes));

  it('since a day are that day and all later ones', () => {
    expect(toScope({ since: '2026-11-20' }, now).prefixes).toEqual(['2026/11/20/', '2026/11/21/', '2026/11/22/']);
  });

  it('of the first hour of a day are still the day before', () => {
    expect(scopeOfPayload({ scope: 'day' }, new Date('2026-11-22T00:05:00Z')).prefixes).toEqual(['2026/11/21/']);
  });

  it.each([
    [{ hour: 'noon' }],
    [{ hour: '2026-11-22' }],
    [{ hour: '2026-11-22T99' }],
    [{ date: '22.11.2026' }],
    [{ date: '2026-13-45' }],
    [{ date: '2026-02-31' }],
    [{ since: '2027-01-01' }],
    [{ hoursBack: -1 }],
    [{ hour: '2026-11-22T15', date: '2026-11-22' }],
  ])('that make no sense are refused: %o', (options) => {
    expect(() => toScope(options, now)).toThrow(/UTC|future|hours|one of/);
  });

  it('of a payload with a name that nobody knows are refused', () => {
    expect(() => scopeOfPayload({ hoursback: 3 }, now)).toThrow(/hoursback/);
  });
});

describe('Settings', () => {
  it('take the names of older deployments', () => {
    const env = {
      RAW_BUCKET: 'raw',
      DWH_HOST: '10.0.128.10',
      DWH_PORT: '5433',
      DWH_USER: 'u',
      DWH_DATABASE: 'd',
      DWH_PASSWORD_PARAMETER: '/dwh/password',
    };
    expect(etlSettings(env)).toMatchObject({
      lakeUrl: 's3://raw',
      database: {
        host: '10.0.128.10',
        port: 5433,
        user: 'u',
        database: 'd',
        password: { ssmParameter: '/dwh/password' },
      },
    });
  });

  it.each([
    [{}, /FOOTFALL_LAKE/],
    [{ FOOTFALL_LAKE: 's3://x' }, /FOOTFALL_DATABASE_URL/],
    [{ FOOTFALL_LAKE: 's3://x', FOOTFALL_DATABASE_URL: 'mysql://x' }, /postgres:\/\//],
    [{ FOOTFALL_LAKE: 's3://x', DWH_HOST: 'h' }, /DWH_PASSWORD/],
    [{ FOOTFALL_LAKE: 's3://x', DWH_HOST: 'h', DWH_PORT: 'x' }, /DWH_PORT/],
  ])('that are wrong are named: %o', (env, message) => expect(() => etlSettings(env)).toThrow(message));
});
