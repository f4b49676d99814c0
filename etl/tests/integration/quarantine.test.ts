import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLake, LakeError } from '@footfall/lake';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keysBelow, linesBelow } from '../../../lake/tests/helpers/lake-content.js';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { compactLake, type Mapping, type Quarantine, runEtl, withQuarantine } from '../../src/index.js';
import { lakeLine, newId, putLines } from '../helpers/events.js';

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
  folder = await mkdtemp(join(tmpdir(), 'footfall-quarantine-'));
  lake = new FolderLake(folder);
});

const logger = pino({ level: 'silent' });
const parts = () => ({ lake, databaseUrl: warehouse.url('footfall_etl'), logger });
const load = () => runEtl(parts());
const quarantine = <T>(work: (quarantine: Quarantine) => Promise<T>) => withQuarantine(parts(), work);
const retry = (mapping?: Mapping, filter = {}) => quarantine((q) => q.retry({ filter, mapping }));
const one = async <T>(sql: string) => Object.values((await warehouse.query(sql))[0] ?? {})[0] as T;
const isBalanced = () => one<boolean>('select bool_and(is_balanced) from dash.balance');

const AT = '2026-11-22T15:10:00.000Z';
const ingest = { receivedAt: AT, sentAt: AT, userAgent: 'Mozilla/5.0 (Windows NT 10.0)', trusted: true };
const refused = (event: unknown, reason = 'product.price: must be a number') => ({ reason, event, _ingest: ingest });
const view = (price: unknown, more = {}) => ({
  eventId: newId(),
  eventName: 'product_view',
  eventTimestamp: '2026-11-22T15:09:00.000Z',
  product: { id: 'p', price },
  ...more,
});
/** A price like `12,50 €` is a number. */
const priceFixed: Mapping = (event) => {
  const { product, ...rest } = event as { product: { price: string } };
  return { ...rest, product: { ...product, price: Number.parseFloat(product.price.replace(',', '.')) } };
};

describe('The quarantine', () => {
  it('groups what collector and ETL refused by reason', async () => {
    await putLines(lake, 'r', [refused(view('1')), refused(view('2'))], 'rejected');
    const lists = [3, 17].map((i) => refused({ eventName: 'cart_view' }, `cart.items.${i}.price: must be a number`));
    const large = [40_000, 50_000].map((n) => refused({}, `event: has ${n} bytes, more than 32768`));
    await putLines(lake, 's', [...lists, ...large], 'rejected');
    await putLines(lake, 'e', ['{"noName":1}', 'not json', lakeLine({})]);
    await load();
    const groups = await quarantine((q) => q.reasons());
    expect(groups.map(({ reason, by, events, open }) => `${by} ${events} ${open} ${reason}`)).toEqual([
      'collector 2 2 cart.items.*.price: must be a number',
      'collector 2 2 event: has … bytes, more than 32768',
      'collector 2 2 product.price: must be a number',
      'etl 1 1 eventName: is required',
      'etl 1 1 line: is not JSON',
    ]);
    expect(groups[2]).toMatchObject({ eventNames: ['product_view'], lastAt: new Date(AT) });
    const inTime = { received: [{ from: new Date(AT), to: new Date(Date.parse(AT) + 1) }] };
    expect(await quarantine((q) => q.reasons(inTime))).toHaveLength(3);
    expect(await quarantine((q) => q.reasons({ received: [] }))).toEqual([]);
  });

  it('shows events whole, also those that the ledger has only the beginning of', async () => {
    const long = view('1', { own: 'x'.repeat(9000) });
    await putLines(lake, 'r', [refused(long)], 'rejected');
    await putLines(lake, 'e', ['{"noName":1}', 'not json']);
    await load();
    const [sample] = await quarantine((q) => q.samples({ reason: 'product.price: must be a number' }, 5));
    expect(sample).toMatchObject({ by: 'collector', event: long, ingest, state: 'open' });
    const others = await quarantine((q) => q.samples({}, 2));
    expect(others.map(({ by, event, text }) => [by, event, text])).toEqual([
      ['etl', { noName: 1 }, '{"noName":1}'],
      ['etl', undefined, 'not json'],
    ]);
  });

  it('knows what was refused since the last run', async () => {
    await putLines(lake, 'r', [refused(view('1'))], 'rejected');
    expect(await quarantine((q) => q.reasons())).toHaveLength(1);
  });
});

describe('A retry', () => {
  it('sends mended events with their own receipt, counts what became of each, and does it once', async () => {
    const good = view('12,50');
    const lines = [good, view('x'), view('0,5', { eventName: 'own' }), view('1', { eventId: undefined })];
    await putLines(
      lake,
      'r',
      lines.map((event) => refused(event)),
      'rejected',
    );
    const mapping: Mapping = (event, context) => {
      if ((event as { eventName: string }).eventName === 'own') return null;
      return { ...(priceFixed(event, context) as object), _ingest: { receivedAt: 'forged' } };
    };
    const counts = { retried: 4, accepted: 2, refused: 1, dropped: 1, unreadable: 0 };
    expect(await retry(mapping)).toEqual(counts);
    expect(await load()).toMatchObject({ received: 2, loaded: 2 });
    expect(
      await warehouse.query(
        `select event_id, context_product_price::float as price, received_at, event_timestamp, is_trusted
         from clickstream_events where event_id = $1`,
        [good.eventId],
      ),
    ).toEqual([
      {
        event_id: good.eventId,
        price: 12.5,
        received_at: new Date(AT),
        event_timestamp: new Date('2026-11-22T15:09:00.000Z'),
        is_trusted: true,
      },
    ]);
    // The second time only what was refused again is left.
    expect(await retry(mapping)).toEqual({ ...counts, retried: 1, accepted: 0, dropped: 0 });
    expect(await load()).toMatchObject({ objects: 0 });
    expect(await quarantine((q) => q.reasons())).toMatchObject([
      { events: 4, open: 0, accepted: 2, refused: 1, dropped: 1 },
    ]);
    expect(await one('select count(*)::int from clickstream_events')).toBe(2);
    expect(await one('select sum(rejected)::int from etl_objects')).toBe(4);
    expect(await isBalanced()).toBe(true);
    // An event that is refused again may be mended better.
    expect(await retry(() => view(1))).toMatchObject({ retried: 1, accepted: 1 });
  });

  it('mends what the ETL refused', async () => {
    await putLines(lake, 'e', ['{"noName":1}', 'page_view;p1', lakeLine({})]);
    await load();
    const mapping: Mapping = (event, { text }) => ({ eventName: event === undefined ? text.split(';')[0] : 'named' });
    expect(await retry(mapping)).toMatchObject({ retried: 2, accepted: 2 });
    expect(await load()).toMatchObject({ loaded: 2 });
    expect(await one(`select string_agg(event_name, ' ' order by event_name) from clickstream_events`)).toBe(
      'named page_view page_view',
    );
    expect(await isBalanced()).toBe(true);
  });

  it('without a mapping sends events as they were', async () => {
    await putLines(lake, 'r', [refused(view(1), 'a rule that is gone')], 'rejected');
    await putLines(lake, 'e', ['not json']);
    await load();
    expect(await retry()).toMatchObject({ accepted: 1, refused: 1 });
  });

  it('takes what a mapping throws, or gives, that is no event', async () => {
    const gifts = [new Error('no \u0000 way'), 5, [], { eventName: 5 }, { eventName: 'x', n: 1n }, { at: new Date(0) }];
    await putLines(
      lake,
      'r',
      gifts.map(() => refused(view('1'))),
      'rejected',
    );
    const queue = [...gifts];
    const mapping: Mapping = () => {
      const gift = queue.shift();
      if (gift instanceof Error) throw gift;
      return gift;
    };
    expect(await retry(mapping)).toMatchObject({ retried: 6, refused: 6 });
    expect(
      (await warehouse.query('select reason from quarantine_retries order by line_number')).map((r) => r.reason),
    ).toEqual([
      'no  way',
      'event: must be an object',
      'event: must be an object',
      'eventName: must be a string',
      expect.stringContaining('BigInt'),
      'eventName: is required',
    ]);
  });

  it('drops what a mapping gives null for, not what it gives nothing for, and gives back what was dropped', async () => {
    await putLines(lake, 'r', [refused(view('1')), refused(view('2'))], 'rejected');
    const forgetful: Mapping = (event) => void priceFixed(event, {} as never);
    expect(await retry(forgetful)).toMatchObject({ retried: 2, refused: 2, dropped: 0 });
    expect(await one('select min(reason) from quarantine_retries')).toMatch(/^the mapping gave nothing/);
    expect(await retry(() => null)).toMatchObject({ retried: 2, dropped: 2 });
    expect(await retry(priceFixed)).toMatchObject({ retried: 0 });
    expect(await retry(priceFixed, { states: ['dropped'] })).toMatchObject({ retried: 2, accepted: 2 });
    expect(await retry(priceFixed, { states: ['dropped'] })).toMatchObject({ retried: 0 });
    expect(await load()).toMatchObject({ received: 2, loaded: 2 });
    expect(await isBalanced()).toBe(true);
  });

  it('that only counts changes nothing', async () => {
    await putLines(lake, 'r', [refused(view('1'))], 'rejected');
    const before = await keysBelow(lake, '');
    const seen: unknown[] = [];
    expect(
      await quarantine((q) =>
        q.retry({ filter: {}, mapping: priceFixed, isDryRun: true, onMended: (_refused, mended) => seen.push(mended) }),
      ),
    ).toMatchObject({ accepted: 1 });
    expect(seen).toMatchObject([{ outcome: 'accepted' }]);
    expect(await keysBelow(lake, '')).toEqual(before);
    expect(await quarantine((q) => q.reasons())).toMatchObject([{ open: 1 }]);
  });

  it('twice at the same time, or killed before it was noted, loads each event once', async () => {
    const events = Array.from({ length: 1500 }, () => refused(view('1', { eventId: undefined })));
    await putLines(lake, 'r', events, 'rejected');
    await load();
    const both = await Promise.all([retry(priceFixed), retry(priceFixed)]);
    expect(both.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(1500);
    await load();
    // As if the process had ended between the lake and the ledger.
    await warehouse.query('delete from quarantine_retries', [], 'footfall_owner');
    const before = await keysBelow(lake, 'events/');
    expect(await retry(priceFixed)).toMatchObject({ accepted: 1500 });
    expect(await keysBelow(lake, 'events/')).toEqual(before);
    expect(await load()).toMatchObject({ objects: 0 });
    expect(await one('select count(*)::int from clickstream_events')).toBe(1500);
    expect(await isBalanced()).toBe(true);
  });

  it('is known to a warehouse that is made anew from the lake, also after a compaction', async () => {
    await putLines(lake, 'r', [refused(view('1')), refused(view('2', { eventId: undefined }))], 'rejected');
    await putLines(lake, 'r2', [refused(view('3'))], 'rejected');
    await retry(priceFixed, { reason: 'product.price: must be a number' });
    await load();
    const prefixes = [''];
    await compactLake({ ...parts(), prefixes, targetBytes: 1_000_000 });
    expect(await keysBelow(lake, 'rejected/')).toHaveLength(1);
    expect(await retry(priceFixed)).toMatchObject({ retried: 0 });
    const ids = await warehouse.query('select event_id from clickstream_events order by 1');
    await warehouse.empty();
    await load();
    expect(await warehouse.query('select event_id from clickstream_events order by 1')).toEqual(ids);
    expect(await retry(priceFixed)).toMatchObject({ retried: 0 });
    expect(await quarantine((q) => q.reasons())).toMatchObject([{ accepted: 3, open: 0 }]);
    expect(await linesBelow(lake, 'rejected/')).toHaveLength(3);
  });

  it('finds events that a compaction moves while it looks for them', async () => {
    await putLines(lake, 'r', [refused(view('1'))], 'rejected');
    await putLines(lake, 'r2', [refused(view('2'))], 'rejected');
    await load();
    let hasMoved = false;
    const moving = new FolderLake(folder);
    moving.get = async (key) => {
      if (!hasMoved && key.startsWith('rejected/')) {
        hasMoved = true;
        await compactLake({ ...parts(), prefixes: [''], targetBytes: 1_000_000 });
      }
      return lake.get(key);
    };
    expect(
      await withQuarantine({ ...parts(), lake: moving }, (q) => q.retry({ filter: {}, mapping: priceFixed })),
    ).toMatchObject({ accepted: 2 });
  });

  it('counts what the lake has only damaged bytes of', async () => {
    await lake.put('events/2026/11/22/15/broken.ndjson.gz', Buffer.from('no gzip'));
    await load();
    expect(await retry()).toMatchObject({ retried: 1, unreadable: 1 });
  });

  it('says when the lake has lost an object', async () => {
    const key = await putLines(lake, 'r', [refused(view('1'))], 'rejected');
    await load();
    await lake.remove(key);
    await expect(retry(priceFixed)).rejects.toThrow(LakeError);
  });
});
