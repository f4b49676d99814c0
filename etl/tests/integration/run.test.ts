import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { FolderLake, type Lake, S3Lake } from '@footfall/lake';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startS3Server } from '../../../lake/tests/helpers/s3-server.js';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { erasePerson, type RunOptions, runEtl, toScope } from '../../src/index.js';
import { createHandler } from '../../src/lambda.js';
import { lakeLine, putLines } from '../helpers/events.js';

let warehouse: TestWarehouse;
let folder: string;
let lake: FolderLake;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
});
afterAll(async () => {
  await warehouse.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await warehouse.empty();
  if (folder) await rm(folder, { recursive: true, force: true });
  folder = await mkdtemp(join(tmpdir(), 'footfall-etl-'));
  lake = new FolderLake(folder);
});

const logger = pino({ level: 'silent' });
const run = (options: Partial<RunOptions> = {}) =>
  runEtl({ lake, databaseUrl: warehouse.url('footfall_etl'), logger, ...options });
const one = async <T>(sql: string) => Object.values((await warehouse.query(sql))[0] ?? {})[0] as T;
const countOf = (table: string) => one<number>(`select count(*)::int from ${table}`);

describe('A run', () => {
  it('loads each event once, however often it was sent, stored or loaded', async () => {
    const lines = [lakeLine({}), lakeLine({}), lakeLine({ eventId: undefined })];
    await putLines(lake, 'a', [...lines, lines[0]]);
    await putLines(lake, 'b', [lines[0], lines[1]]);
    expect(await run()).toMatchObject({
      objects: 2,
      received: 6,
      loaded: 3,
      duplicate: 3,
      rejected: 0,
      isComplete: true,
    });
    expect(await run()).toMatchObject({ objects: 0, received: 0 });
    expect(await countOf('clickstream_events')).toBe(3);
  });

  it('reads an empty lake', async () => {
    expect(await run()).toMatchObject({ objects: 0, received: 0, isComplete: true });
  });

  it('loads what can be loaded, and quarantines each bad line with its reason', async () => {
    await putLines(lake, 'mixed', [lakeLine({}), 'not json', '{"noName":1}', '5', lakeLine({})]);
    await lake.put('events/2026/11/22/15/broken.ndjson.gz', Buffer.from('no gzip'));
    await putLines(
      lake,
      'refused',
      [{ reason: 'eventName: is required', event: { a: 1 }, _ingest: { receivedAt: '2026-11-22T15:00:00Z' } }],
      'rejected',
    );
    expect(await run()).toMatchObject({ objects: 3, received: 7, loaded: 2, rejected: 5 });
    const rows = await warehouse.query('select reason, count(*)::int as n from rejected_events group by 1 order by 1');
    expect(rows.map(({ reason, n }) => `${n} ${reason}`)).toEqual([
      '3 eventName: is required',
      '1 line: is not JSON',
      expect.stringMatching(/^1 object: /),
    ]);
    expect(await one('select bool_and(is_balanced) from dash.balance')).toBe(true);
  });

  it('survives whatever a shopper may write', async () => {
    const nasty = [
      '\u0000',
      '\ud800',
      '\\N',
      "'; drop table sessions; --",
      '<script>',
      '😀',
      'a\tb\nc',
      '\\.',
      'x'.repeat(9000),
      '{{}}',
      '%00',
    ];
    const numbers = [1e308, -1e308, 5e-324, 2 ** 53, -0];
    const lines = [
      ...nasty.map((text) =>
        lakeLine({
          eventName: text,
          pageTitle: text,
          sessionId: text,
          clientId: text,
          properties: { [text]: text },
          order: { id: text },
          search: { query: text },
          element: { text },
        }),
      ),
      ...numbers.map((n) =>
        lakeLine({
          sequence: n,
          product: { id: n, price: n, quantity: n },
          page: { engagedMs: n },
          cart: { total: n, items: [{ price: n, quantity: n }] },
          order: { id: String(n), total: n, items: [{ price: n, quantity: n }] },
          eventName: 'checkout_complete',
        }),
      ),
    ];
    await putLines(lake, 'nasty', lines);
    const done = await run();
    expect(done.received).toBe(lines.length);
    expect(done.loaded + done.rejected).toBe(lines.length);
    expect(done.rejected).toBe(0);
    expect(await one(`select page_title from clickstream_events where page_title like '%drop table%'`)).toBe(nasty[3]);
  });

  it('keeps every digit of ids that are numbers beyond 2^53, and erases by them', async () => {
    const long = (digits: string) =>
      JSON.stringify(lakeLine({ product: { id: 0 }, userId: 0, own: 0 })).replace(/:0([,}])/g, `:${digits}$1`);
    await putLines(lake, 'long', [long('9007199254740993'), long('9007199254740992'), long('12345678901234567890')]);
    await run();
    const ids = await warehouse.query(
      `select context_product_id as product, user_id as user, properties ->> 'own' as own from clickstream_events order by 1`,
    );
    expect(ids).toEqual(
      ['12345678901234567890', '9007199254740992', '9007199254740993'].map((id) => ({
        product: id,
        user: id,
        own: id,
      })),
    );
    const person = { kind: 'user' as const, id: '9007199254740993' };
    const parts = { lake, databaseUrl: warehouse.url('footfall_etl'), logger };
    expect(await erasePerson({ ...parts, person, ranBy: 'tester' })).toMatchObject({
      removed: { events: 1, facts: 1 },
    });
  });

  it('is not stopped by nesting without end, impossible hours, huge names or strange receipts', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    await putLines(lake, 'deep', [`{"eventName":"x","own":${deep}}`, lakeLine({})]);
    await putLines(lake, 'deep', [`{"reason":"event: must be an object","event":${deep}}`], 'rejected');
    await putLines(lake, 'receipts', [
      '{"_ingest":{"receivedAt":"+012026-01-01T00:00:00Z"}}',
      '{"_ingest":{"receivedAt":{"toString":1}}}',
    ]);
    await lake.put('events/2026/13/45/99/x.json', Buffer.from(JSON.stringify(lakeLine({}))));
    await putLines(lake, 'names', [
      lakeLine({
        eventName: 'checkout_complete',
        order: { id: 'o', total: 1, items: [{ id: '字'.repeat(4000), price: 1 }] },
      }),
    ]);
    expect(await run()).toMatchObject({ objects: 5, received: 7, loaded: 3, rejected: 4 });
    expect(await countOf('order_items')).toBe(1);
  });

  it('writes twenty thousand refused lines without holding one statement of them', async () => {
    const refused = { reason: 'eventName: is required', event: { own: 'x'.repeat(1800) } };
    for (let i = 0; i < 20; i++) await putLines(lake, `refused-${i}`, Array(1000).fill(refused), 'rejected');
    expect(await run()).toMatchObject({ received: 20_000, rejected: 20_000 });
  });

  it('leaves an object that breaks off while it is read to the next run', async () => {
    await putLines(lake, 'a', [lakeLine({})]);
    const key = await putLines(
      lake,
      'b',
      Array.from({ length: 5000 }, () => lakeLine({})),
    );
    const breaking: Lake = {
      url: lake.url,
      put: (...args) => lake.put(...args),
      replace: (...args) => lake.replace(...args),
      remove: (key) => lake.remove(key),
      list: (prefix) => lake.list(prefix),
      probe: () => lake.probe(),
      get: async (wanted: string) => {
        const body = await lake.get(wanted);
        if (wanted !== key) return body;
        const chunks = await body.toArray();
        const whole = Buffer.concat(chunks);
        return Readable.from(
          (function* () {
            yield whole.subarray(0, whole.length / 2);
            throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
          })(),
        );
      },
    };
    await expect(run({ lake: breaking })).rejects.toThrow(/could not be read/);
    expect(await countOf('clickstream_events')).toBe(1);
    expect(await countOf('sessions')).toBe(1);
    expect(await run()).toMatchObject({ objects: 1, loaded: 5000 });
  });

  it('goes on without an object that went away between listing and reading, and fails for one that is still there', async () => {
    const key = await putLines(lake, 'a', [lakeLine({})]);
    await putLines(lake, 'b', [lakeLine({})]);
    const failing = (before: () => Promise<void>): Lake => ({
      url: lake.url,
      put: (...args) => lake.put(...args),
      replace: (...args) => lake.replace(...args),
      remove: (wanted) => lake.remove(wanted),
      list: (prefix) => lake.list(prefix),
      probe: () => lake.probe(),
      get: async (wanted) => {
        if (wanted !== key) return lake.get(wanted);
        await before();
        throw new Error('no such object');
      },
    });
    await expect(run({ lake: failing(async () => {}) })).rejects.toThrow(/1 objects could not be read/);
    expect(await run({ lake: failing(() => lake.remove(key)) })).toMatchObject({ objects: 0, isComplete: true });
    expect(await countOf('clickstream_events')).toBe(1);
  });

  it('takes only the part of the lake that it is told', async () => {
    await putLines(lake, 'a', [lakeLine({})]);
    await lake.put('events/2026/11/21/event-1.json', Buffer.from(JSON.stringify(lakeLine({}))));
    await lake.put('elsewhere/x.json', Buffer.from(JSON.stringify(lakeLine({}))));
    expect((await run({ scope: toScope({ hour: '2026-11-22T14' }) })).objects).toBe(0);
    expect((await run({ scope: toScope({ date: '2026-11-21' }) })).objects).toBe(1);
    expect((await run({ scope: toScope({ prefix: '' }) })).objects).toBe(1);
    expect(await countOf('clickstream_events')).toBe(2);
  });

  it('loads the single-event objects of the platform’s first Lambdas, by the hour and by the day', async () => {
    const old = {
      event_name: 'checkout_complete',
      event_timestamp: '2025-03-04T05:06:07.000Z',
      client_id: 'c',
      session_id: 's',
      user_id: 'u',
      user_login_state: 'logged_in',
      identity_source: 'cognito',
      is_first_visit: 'true',
      page_url: 'https://shop.example/thanks?utm_source=news&utm_medium=email',
      context_product_id: 5,
      brandName: 'Acme',
      product: { name: 'Laptop', price: '1999.99', brand: { name: 'Nested' } },
      order: {
        order_id: 'o-1',
        total: '2099.98',
        currency: 'EUR',
        items: [{ product_id: 5, unit_price: '1999.99', quantity: '1' }],
      },
      campaign_code: 'x',
    };
    const put = (key: string, event: unknown) => lake.put(key, Buffer.from(JSON.stringify(event, null, 2)));
    await put('events/2025/03/04/05/event-0199c0de-0000-4000-8000-00000000000a.json', old);
    await put('events/2025/03/04/event-0199c0de-0000-4000-8000-00000000000b.json', {
      ...old,
      event_timestamp: undefined,
      session_id: 't',
    });
    expect(await run()).toMatchObject({ objects: 2, received: 2, loaded: 2, rejected: 0 });
    const rows = await warehouse.query(
      `select event_name, event_timestamp, user_id, user_login_state, identity_source, is_first_visit, context_product_id,
         context_product_name, context_product_brand, context_product_price::text as price, order_id, order_total::text as total, page_path,
         utm_source, items, properties, clock_suspect
       from clickstream_events order by session_id`,
    );
    expect(rows[0]).toEqual({
      event_name: 'checkout_complete',
      event_timestamp: new Date('2025-03-04T05:06:07.000Z'),
      user_id: 'u',
      user_login_state: 'logged_in',
      identity_source: 'cognito',
      is_first_visit: true,
      context_product_id: '5',
      context_product_name: 'Laptop',
      context_product_brand: 'Nested',
      price: '1999.99',
      order_id: 'o-1',
      total: '2099.98',
      page_path: '/thanks',
      utm_source: 'news',
      items: [{ id: '5', price: 1999.99, quantity: 1 }],
      properties: { campaign_code: 'x', brandName: 'Acme' },
      clock_suspect: false,
    });
    for await (const { modifiedAt } of lake.list('events/2025/03/04/event-'))
      expect(Math.abs(Number(rows[1]?.event_timestamp) - modifiedAt.getTime())).toBeLessThan(2);
    expect(await warehouse.query('select total::text, item_count::text, currency from orders')).toEqual([
      { total: '2099.98', item_count: '1', currency: 'EUR' },
    ]);
    expect(await one('select count(*)::int from dash.balance where not is_balanced')).toBe(0);
  });

  it('ends cleanly when it is told to stop, and the next one goes on', async () => {
    await putLines(lake, 'a', [lakeLine({})]);
    expect(await run({ shouldStop: () => true })).toMatchObject({ objects: 0, isComplete: false });
    expect(await run()).toMatchObject({ objects: 1, isComplete: true });
  });

  it('beside another one gives the same table', async () => {
    const lines = Array.from({ length: 500 }, () => lakeLine({}));
    for (let i = 0; i < 20; i++) await putLines(lake, `part-${i}`, lines.slice(i * 20, i * 20 + 60));
    const done = await Promise.all([run(), run(), run()]);
    expect(done.reduce((sum, { objects }) => sum + objects, 0)).toBe(20);
    expect(await countOf('clickstream_events')).toBe(new Set(lines.slice(0, 440).map(({ eventId }) => eventId)).size);
    expect(await one('select bool_and(received = loaded + duplicate + rejected) from etl_objects')).toBe(true);
  });

  it('is marked as killed by the next one when its process was killed', async () => {
    await warehouse.query(
      `insert into etl_runs (trigger, scope, status, backend_pid) values ('cli', 'all', 'running', 1)`,
    );
    await run();
    expect((await warehouse.query('select status from etl_runs order by run_id')).map(({ status }) => status)).toEqual([
      'killed',
      'succeeded',
    ]);
  });

  it('fails, loudly and without harm, while the warehouse is away', async () => {
    await putLines(lake, 'a', [lakeLine({})]);
    await expect(run({ databaseUrl: 'postgres://footfall_etl:x@127.0.0.1:1/clickstream_dw' })).rejects.toThrow();
    expect(await run()).toMatchObject({ loaded: 1 });
  });

  it('tells no shopper’s data when the warehouse refuses a row', async () => {
    const change = (what: string) => warehouse.query(`alter table clickstream_events ${what}`, [], 'footfall_owner');
    await change(`add constraint nothing_goes check (event_name <> 'secret_view')`);
    await putLines(lake, 'a', [lakeLine({ eventName: 'secret_view', userId: 'ada@shop.example' })]);
    const error: Error = await run().then(
      () => expect.fail('it was loaded'),
      (reason) => reason,
    );
    await change('drop constraint nothing_goes');
    expect(error.message).toContain('nothing_goes');
    expect(inspect(error)).not.toContain('ada@shop.example');
    expect(await run()).toMatchObject({ loaded: 1 });
  });
});

describe('The Lambda handler', () => {
  it('loads from S3 on EventBridge’s schedule', async () => {
    const s3 = await startS3Server('raw');
    try {
      await putLines(new S3Lake({ client: s3.client, bucket: 'raw', prefix: '' }), 'a', [lakeLine({}), lakeLine({})]);
      const url = new URL(warehouse.url('footfall_etl'));
      process.env.AWS_ACCESS_KEY_ID = 'S3RVER';
      process.env.AWS_SECRET_ACCESS_KEY = 'S3RVER';
      process.env.AWS_REGION = 'us-east-1';
      const handler = createHandler({
        RAW_BUCKET: 'raw',
        FOOTFALL_S3_ENDPOINT: s3.endpoint,
        DWH_HOST: url.hostname,
        DWH_PORT: url.port,
        DWH_USER: url.username,
        DWH_DATABASE: 'clickstream_dw',
        DWH_PASSWORD: url.password,
        FOOTFALL_LOG_LEVEL: 'silent',
      });
      const scheduled = {
        version: '0',
        id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        account: '123456789012',
        time: '2026-11-22T16:05:00Z',
        region: 'eu-central-1',
        resources: ['arn:aws:events:eu-central-1:123456789012:rule/footfall-etl'],
        detail: {},
      };
      const context = { getRemainingTimeInMillis: () => 900_000 };
      expect(await handler({ targetUtcHour: '2026-11-22T14' }, context)).toMatchObject({ objects: 0 });
      expect(await handler(scheduled, context)).toMatchObject({ objects: 1, loaded: 2 });
      expect(await handler(scheduled, context)).toMatchObject({ objects: 0, loaded: 0 });
      expect((await warehouse.query('select trigger from etl_runs order by run_id')).map((r) => r.trigger)).toEqual([
        'lambda',
        'eventbridge',
        'eventbridge',
      ]);
    } finally {
      await s3.stop();
    }
  });
});
