import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { FolderLake } from '@footfall/lake';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';
import { compactLake, erasePerson, rebuildWarehouse, retainFacts, runEtl, shopSettings } from '../../src/index.js';
import { lakeLine, newId, putLines } from '../helpers/events.js';
import { randomShop, seeded } from '../helpers/random-shop.js';
import { MODELS } from '../helpers/rebuild-models.js';

/** Days for which facts are kept; as of `NOW` all before 22 November 2026 goes: of the random shop all but its last night. */
const KEEP_DAYS = 100;
const NOW = new Date('2027-03-02T12:00:00.000Z');
const DROPPED_TABLES = [
  'page_views',
  'searches',
  'product_visits',
  'visit_cells',
  'visit_days',
  'page_view_days',
  'other_paths',
];

/** So many times a drop is killed; more in a long run: FOOTFALL_KILLS=100. */
const KILLS = Number(process.env.FOOTFALL_KILLS ?? 5);
const PROGRAM = `import { retainFacts } from '@footfall/etl'; import pino from 'pino';
  const [databaseUrl, now] = process.argv.slice(1);
  process.stdout.write('.');
  await retainFacts({ databaseUrl, now: new Date(now), logger: pino({ level: 'silent' }) });`;

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
  await warehouse.query('select set_facts_keep_days($1)', [KEEP_DAYS]);
  if (folder) await rm(folder, { recursive: true, force: true });
  folder = await mkdtemp(join(tmpdir(), 'footfall-retention-'));
  lake = new FolderLake(folder);
});

const logger = pino({ level: 'silent' });
const databaseUrl = () => warehouse.url('footfall_etl');
const load = () => runEtl({ lake, databaseUrl: databaseUrl(), logger });
const retain = (options: Partial<Parameters<typeof retainFacts>[0]> = {}) =>
  retainFacts({ databaseUrl: databaseUrl(), logger, now: NOW, ...options });
const one = async <T>(sql: string) => Object.values((await warehouse.query(sql))[0] ?? {})[0] as T;
const facts = () => one<number>('select count(*)::int from clickstream_events');

const at = (time: string) => ({ receivedAt: time, sentAt: time });
/** An event at a time, received at once. */
const line = (time: string, event: Record<string, unknown> = {}) =>
  lakeLine({ eventTimestamp: time, ...event }, at(time));

async function putShop(): Promise<void> {
  for (const seed of [1, 2, 3]) {
    const events = randomShop({ random: seeded(seed), run: `r${seed}`, count: 150 });
    await putLines(
      lake,
      `shop-${seed}`,
      events.map(([event, ingest]) => lakeLine(event, { ...at('2026-11-22T23:30:00.000Z'), ...ingest })),
    );
  }
  await load();
}

/** Rows of every model that stays, as text. */
async function models(): Promise<string[]> {
  const tables = MODELS.filter((table) => !DROPPED_TABLES.includes(table));
  const rows = await Promise.all(
    tables.map((table) =>
      warehouse.query<{ row: string }>(`select '${table} ' || t::text as row from ${table} as t order by 1`),
    ),
  );
  return rows.flat().map(({ row }) => row);
}

const unequal = async () => {
  const { comparison } = await rebuildWarehouse({
    lake,
    ownerUrl: warehouse.url('footfall_owner'),
    logger,
    isVerification: true,
  });
  return comparison?.tables.filter(({ isEqual }) => !isEqual);
};

/** Facts that are there and those that the ledger says are there. */
const accounts = async () =>
  (
    await warehouse.query(
      `select (select count(*) from clickstream_events) = sum(loaded - dropped) as facts,
         (select count(*) from dropped_events) = sum(dropped) as dropped,
         (select bool_and(is_balanced) from dash.balance) as balance
       from etl_objects`,
    )
  )[0];
const IN_ORDER = { facts: true, dropped: true, balance: true };

describe('Old facts', () => {
  it('go, and every model but page views, searches, product visits, visitors and page views by day stays as it was', async () => {
    await putShop();
    const before = await models();
    const factsBefore = await facts();
    expect(await one('select count(*)::int from product_visits')).toBeGreaterThan(20);
    expect(await one('select count(*)::int from visit_days')).toBeGreaterThan(20);
    expect(await one('select count(*)::int from page_view_days')).toBeGreaterThan(2);
    const { facts: dropped, frozenBefore, isComplete } = await retain();
    expect({ frozenBefore, isComplete }).toEqual({ frozenBefore: '2026-11-22T00:00:00.000Z', isComplete: true });
    expect(dropped).toBeGreaterThan(50);
    expect(await facts()).toBe(factsBefore - dropped);
    expect(await models()).toEqual(before);
    expect(await accounts()).toEqual(IN_ORDER);
    expect(await one('select count(*)::int from product_visits')).toBe(0);
    expect(await one('select count(*)::int from visit_days')).toBe(0);
    expect(await one('select count(*)::int from page_view_days')).toBe(0);
  });

  it('leave nobody in a day that another zone freezes', async () => {
    await putShop();
    await retain();
    // of UTC's first day that is not frozen Tokyo's began nine hours earlier
    await warehouse.query(
      `insert into visit_cells (day, cell_number, is_bot, channel, events, page_views)
       values ('2026-11-22', 900, false, 'none', 1, 1), ('2026-11-23', 900, false, 'none', 1, 1)`,
    );
    await warehouse.query(
      `insert into visit_days (day, visit_number, cell_number, client_hash, started_at, event_bits, page_view_count, is_bot, begins,
         is_bounce, has_product_view, has_add_to_cart, has_checkout, has_purchase)
       select day, 900, 900, 1, now(), 1, 1, false, true, false, false, false, false, false
       from unnest(array[date '2026-11-22', date '2026-11-23']) as d (day)`,
    );
    await warehouse.query(
      `insert into product_visits (day, visit_number, product_id, views, adds, removes, last_seen_at, is_bot)
       values ('2026-11-22', 900, 'p', 1, 0, 0, now(), false), ('2026-11-23', 900, 'p', 1, 0, 0, now(), false)`,
    );
    await warehouse.query(
      `insert into page_view_days
       select day, 900, '{}', '{1}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', false
       from unnest(array[date '2026-11-22', date '2026-11-23']) as d (day)`,
    );
    try {
      await warehouse.query(`select set_shop('Asia/Tokyo', null)`);
      for (const table of ['visit_cells', 'visit_days', 'product_visits', 'page_view_days'])
        expect(await warehouse.query(`select day::text from ${table} where day < '2026-11-24' order by 1`)).toEqual([
          { day: '2026-11-23' },
        ]);
    } finally {
      await warehouse.query(`select set_shop('UTC', null)`);
    }
  });

  it('count on the days of the zone to which the shop has moved, as far as hours tell', async () => {
    await putShop();
    await retain();
    try {
      await warehouse.query(`select set_shop('Asia/Tokyo', null)`);
      await load();
      const totals = await warehouse.query(
        `select bucket_at, events, page_views from dash.event_totals('2026-10-01', '2026-12-01', 'Asia/Tokyo') order by 1`,
      );
      expect(await one('select count(distinct day)::int from daily')).toBe(2); // UTC's
      expect(totals).toHaveLength(1);
      expect(totals).toEqual(
        await warehouse.query(
          `select date_trunc('day', hour_at, 'Asia/Tokyo') as bucket_at, sum(events)::bigint as events,
             sum(page_views)::bigint as page_views
           from hourly group by 1 order by 1`,
        ),
      );
    } finally {
      await warehouse.query(`select set_shop('UTC', null)`);
    }
  });

  it('stay in the steps of their visits, of which funnels and losses are still made', async () => {
    await putShop();
    const asked = () =>
      warehouse.query(
        `select 'funnel' as what, to_jsonb(f)::text as row
         from dash.funnel_steps('{page_view,product_view,add_to_cart_click}', '2026-11-01', '2026-11-30') as f
         union all
         select 'losses', to_jsonb(l)::text from dash.lost_events('2026-11-01', '2026-11-30') as l
         union all
         select 'visitors', t.event_name || ' ' || t.visitors from dash.top_happenings('2026-11-01', '2026-11-30') as t
         order by 1, 2`,
      );
    const before = await asked();
    expect(before.length).toBeGreaterThan(15);
    expect((await retain()).facts).toBeGreaterThan(50);
    expect(await asked()).toEqual(before);
  });

  it('are only counted by a dry run, and are then as many as it said', async () => {
    await putShop();
    const factsBefore = await facts();
    const { facts: counted } = await retain({ isDryRun: true });
    expect(await facts()).toBe(factsBefore);
    expect(await one('select count(*)::int from fact_drops')).toBe(0);
    expect(await retain()).toMatchObject({ facts: counted });
    expect(await retain()).toMatchObject({ facts: 0 });
  });

  it('stay where the shop has not asked for it', async () => {
    await putShop();
    await warehouse.query('select set_facts_keep_days(null)');
    const factsBefore = await facts();
    expect(await retain()).toMatchObject({ keepDays: null, frozenBefore: null, facts: 0 });
    expect(await facts()).toBe(factsBefore);
  });

  it('of a visit that goes on past midnight stay until all of it is old', async () => {
    await putLines(lake, 'night', [line('2026-11-21T23:50:00.000Z'), line('2026-11-22T00:10:00.000Z')]);
    await load();
    await retain();
    expect(await facts()).toBe(2);
    await retain({ now: new Date(NOW.getTime() + 86_400_000) });
    expect(await facts()).toBe(0);
  });

  it('that are dropped in pieces, as by a run that is stopped, are the same ones', async () => {
    await putShop();
    const before = await models();
    const { facts: inAll } = await retain({ isDryRun: true });
    let sum = 0;
    for (let isComplete = false; !isComplete; ) {
      let asked = 0;
      const done = await retain({ shouldStop: () => ++asked > 1 });
      sum += done.facts;
      isComplete = done.isComplete;
      expect(await accounts()).toEqual(IN_ORDER);
    }
    expect(sum).toBe(inAll);
    expect(await models()).toEqual(before);
  });

  it(`are the same ones after ${KILLS} drops that were killed`, { timeout: 60_000 + KILLS * 5000 }, async () => {
    await putShop();
    const before = await models();
    const { facts: inAll } = await retain({ isDryRun: true });
    const random = seeded(Number(process.env.FOOTFALL_SEED ?? 1));
    for (let kill = 0; kill < KILLS; kill++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, databaseUrl(), NOW.toISOString()], {
        cwd: new URL('../..', import.meta.url).pathname,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(child, 'exit');
      await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
      await sleep(random() * 80); // a whole drop takes about as long
      child.kill('SIGKILL');
      await ended;
      expect(await accounts()).toEqual(IN_ORDER);
      expect(await models()).toEqual(before);
    }
    await retain();
    expect(await one('select sum(facts)::int from fact_drops')).toBe(inAll);
    expect(await accounts()).toEqual(IN_ORDER);
    expect(await unequal()).toEqual([]);
  });

  it('are accounted for by the object that a compaction put theirs into', async () => {
    await putShop();
    await compactLake({ lake, databaseUrl: databaseUrl(), logger, prefixes: [''], targetBytes: 1e6 });
    await retain();
    expect(await accounts()).toEqual(IN_ORDER);
  });
});

describe('What comes after old facts have gone', () => {
  it('is a duplicate where it is one of them', async () => {
    const eventId = newId();
    await putLines(lake, 'first', [line('2026-11-20T10:00:00.000Z', { eventId })]);
    await load();
    await retain();
    await putLines(lake, 'again', [line('2027-03-02T10:00:00.000Z', { eventId })]);
    expect(await load()).toMatchObject({ loaded: 0, duplicate: 1 });
    expect(await facts()).toBe(0);
  });

  it('changes no figure of a frozen day or visit, and goes with the next drop', async () => {
    await putShop();
    await retain();
    const before = await models();
    await putLines(lake, 'late', [
      line('2026-11-20T20:10:00.000Z', { sessionId: 'r1-session-1-1', clientId: 'r1-client-1' }),
      line('2026-11-20T20:10:00.000Z', { sessionId: undefined, clientId: 'r1-client-1' }),
      line('2026-11-20T21:00:00.000Z', { sessionId: 'new', clientId: 'new' }),
    ]);
    await load();
    expect(await models()).toEqual(before);
    expect(await retain()).toMatchObject({ facts: 3 });
    expect(await models()).toEqual(before);
    expect(await accounts()).toEqual(IN_ORDER);
  });

  it('of an import is told of in the log, and what is younger is not', async () => {
    await putShop();
    await retain();
    const told: Record<string, unknown>[] = [];
    const loud = pino({ level: 'warn' }, { write: (text) => told.push(JSON.parse(text)) });
    const put = (folder: string, time: string) =>
      lake.put(`events/${folder}/imported.ndjson.gz`, gzipSync(`${JSON.stringify(line(time))}\n`));
    await put('2026/11/22/00', '2026-11-22T00:10:00.000Z');
    await runEtl({ lake, databaseUrl: databaseUrl(), logger: loud });
    expect(told).toEqual([]);
    await put('2026/11/20/20', '2026-11-20T20:10:00.000Z');
    await runEtl({ lake, databaseUrl: databaseUrl(), logger: loud });
    expect(told).toMatchObject([{ events: 1, frozenUntil: '2026-11-22T00:00:00.000Z' }]);
    await runEtl({ lake, databaseUrl: databaseUrl(), logger: loud });
    expect(told).toHaveLength(1);
  });

  it('refunds an order of a frozen day', async () => {
    const order = { id: 'o', total: 10, currency: 'EUR' };
    await putLines(lake, 'order', [line('2026-11-20T10:00:00.000Z', { eventName: 'checkout_complete', order })]);
    await load();
    await retain();
    const daily = await warehouse.query('table daily');
    await putLines(lake, 'refund', [
      line('2027-03-01T10:00:00.000Z', { eventName: 'refund', order: { ...order, total: 4 } }),
    ]);
    await load();
    expect(await warehouse.query('select order_id, total::int, refunded::int from orders')).toEqual([
      { order_id: 'o', total: 10, refunded: 4 },
    ]);
    expect((await warehouse.query('table daily')).filter((row) => row.orders > 0)).toEqual(daily);
  });
});

describe('A person whose facts are gone', () => {
  it('is erased from visits, clients, identities and the ledger, and from the lake', async () => {
    await putLines(lake, 'them', [
      line('2026-11-20T10:00:00.000Z', { userId: 'ada', clientId: 'hers', sessionId: 's1' }),
      line('2026-11-20T10:01:00.000Z', { clientId: 'hers', sessionId: undefined }),
      line('2026-11-20T10:00:00.000Z', { userId: 'bob', clientId: 'his', sessionId: 's2' }),
    ]);
    await load();
    await retain();
    expect(await facts()).toBe(0);
    const certificate = await erasePerson({
      lake,
      databaseUrl: databaseUrl(),
      logger,
      person: { kind: 'user', id: 'ada' },
      ranBy: 'test',
    });
    expect(certificate.removed).toMatchObject({ events: 2, sessions: 2, ledgerLines: 2 });
    expect(await warehouse.query('select client_id from sessions')).toEqual([{ client_id: 'his' }]);
    expect(await warehouse.query('select client_id from clients')).toEqual([{ client_id: 'his' }]);
    expect(await warehouse.query('select user_id from identities')).toEqual([{ user_id: 'bob' }]);
    expect(await warehouse.query('select user_id from sign_ins')).toEqual([{ user_id: 'bob' }]);
    expect(await warehouse.query('select loaded::int, dropped::int, erased::int from etl_objects')).toEqual([
      { loaded: 1, dropped: 1, erased: 2 },
    ]);
  });

  it('is found by name where the lake has forgotten the days, too', async () => {
    await putLines(lake, 'them', [
      line('2026-11-20T10:00:00.000Z', { userId: 'ada', clientId: 'hers', sessionId: 's1' }),
      line('2026-11-20T10:01:00.000Z', { clientId: 'hers', sessionId: 's2' }),
    ]);
    await load();
    await retain();
    await rm(join(folder, 'events'), { recursive: true });
    const person = { kind: 'user', id: 'ada' } as const;
    const { removed } = await erasePerson({ lake, databaseUrl: databaseUrl(), logger, person, ranBy: 'test' });
    expect(removed).toMatchObject({ sessions: 2 });
    expect(await warehouse.query('select client_id from sessions')).toEqual([]);
    expect(await warehouse.query('select client_id from clients')).toEqual([]);
  });
});

describe('A rebuild', () => {
  it('gives the same as what is there, with old facts dropped, and says so', async () => {
    await putShop();
    await retain();
    expect(await unequal()).toEqual([]);
  });

  it('drops again what was dropped, and restates nothing', async () => {
    await putShop();
    await retain();
    const before = [await facts(), await models()];
    const { restatedDays } = await rebuildWarehouse({ lake, ownerUrl: warehouse.url('footfall_owner'), logger });
    expect(restatedDays).toBe(0);
    expect([await facts(), await models()]).toEqual(before);
    expect(await accounts()).toEqual(IN_ORDER);
    expect(await retain()).toMatchObject({ facts: 0 });
  });
});

describe('The setting', () => {
  it.each(['99', '0', '-1', '100.5', 'never'])('is refused as %s', (text) => {
    expect(() => shopSettings({ FOOTFALL_FACTS_KEEP_DAYS: text })).toThrow(/FOOTFALL_FACTS_KEEP_DAYS.*at least 100/);
  });

  it('is told to the warehouse, which keeps it, and is taken back by "off"', async () => {
    await retain({ shop: shopSettings({ FOOTFALL_FACTS_KEEP_DAYS: '400' }) });
    expect(await retain()).toMatchObject({ keepDays: 400 });
    await retain({ shop: shopSettings({ FOOTFALL_FACTS_KEEP_DAYS: 'off' }) });
    expect(await retain()).toMatchObject({ keepDays: null });
  });

  it('is refused by the warehouse, too, below what late events need', async () => {
    await expect(warehouse.query('select set_facts_keep_days(99)')).rejects.toThrow(/at least 100 days/);
  });
});
