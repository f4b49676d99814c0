import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FACTS_SAY } from '../helpers/facts-say.js';
import { type ModelWarehouse, type Sent, startModelWarehouse } from '../helpers/model-warehouse.js';
import { delivery, randomShop, seeded } from '../helpers/random-shop.js';
import { comparedWithRebuild, MODELS } from '../helpers/rebuild-models.js';

/** Random shops that are loaded in each zone; FOOTFALL_RUNS asks for more: 334 make a thousand in all. */
const RUNS = Number(process.env.FOOTFALL_RUNS ?? 9);
/** Other shops than the suite's. */
const FIRST_SEED = Number(process.env.FOOTFALL_SEED ?? 0);
/** Offsets of whole hours, of three quarters, and negative ones of halves. */
const ZONES = ['Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns'];
/** Their other names: the same clocks, by which rollups do not answer. */
const OTHER_NAMES: Record<string, string> = {
  'Europe/Berlin': 'Arctic/Longyearbyen',
  'Asia/Kathmandu': 'Asia/Katmandu',
  'America/St_Johns': 'Canada/Newfoundland',
  'Pacific/Auckland': 'NZ',
};
const FILTERS = [
  {},
  { device: ['desktop'] },
  { channel: ['Direct', 'Email'], login: ['unknown'] },
  { country: ['DE'] },
  { bots: true },
  { category: ['category-1'] },
  { brand: ['unknown', 'brand-2'], category: ['category-0', 'unknown'] },
  { brand: ['brand-1'] },
  { category: ['category-1'], device: ['desktop'], bots: true },
];
/** What dashboards ask of rollups where they can. */
const ASKED = [
  'key_figures(%)',
  ...['hour', 'day', 'week', 'month'].map((grain) => `key_trend(%, p_grain => '${grain}')`),
  ...['all', 'device', 'channel', 'country', 'login'].map((by) => `funnel_figures(%, p_by => '${by}')`),
  'shop_funnel(%)',
  `shop_funnel(%, p_subject => 'visitor')`,
  `funnel_figures(%, p_by => 'category')`,
  `funnel_figures(%, p_by => 'device', p_subject => 'visitor')`,
  ...['device', 'channel', 'country', 'login', 'site', 'browser'].map((by) => `visits_by(%, p_by => '${by}')`),
  'active_visitors(%)',
  'new_and_returning(%)',
  'page_figures(%)',
  'retention(%)',
  `page_steps(%, p_path => '/cart')`,
  ...[1, 2, 3, 4, 5].map((pages) => `journeys(%, p_pages => ${pages}, p_limit => 1000)`),
  'journeys(%, p_limit => 3)',
  `biggest_changes(%, p_vs_from => '2026-11-04', p_vs_to => '2026-11-12', p_limit => 100)`,
  'top_happenings(%, p_limit => 100)',
  'seasons(%)',
  'week_hours(%)',
  'busiest_hours(%, p_limit => 1000)',
];

const click = (day: number): Sent => [{ eventName: 'click', eventTimestamp: `2026-11-${day}T10:00:00.000Z` }];

/** The migration that tells visits by day, and its way back. */
const UPGRADE = readFileSync(
  new URL('../../../warehouse/sql/migrations/000062_visit_days.sql', import.meta.url),
  'utf8',
);
const DOWNGRADE = `
  alter table funnel_daily add column events integer, add column page_views integer, add column event_counts integer[];
  update funnel_daily as f set events = c.events, page_views = c.page_views, event_counts = c.event_counts
  from visit_cells as c where c.day = f.day and c.cell_number = f.cell_number;
  drop table visit_cells, visit_days, quarter_events, other_paths;
  create table visitor_days (day date);
  delete from page_view_days where is_bot;
  alter table page_view_days drop column is_bot, drop column visit_numbers, drop column journey_visits, drop column divided_numbers;
  delete from product_visits where is_bot or product_id is null or views + adds + removes = 0;
  alter table product_visits drop column is_bot, drop column cell_number, drop column steps, drop column product_hash, drop column description_hash,
    alter column product_id set not null, alter column client_hash type text using 'client-' || client_hash;
  alter table product_visits rename column client_hash to client_id`;

/** Views that hold fast to the columns that go. */
const DASH_BEFORE = ['visitor_days', 'funnel_daily', 'page_view_days', 'product_visits']
  .map((table) => `create view dash.${table} as select * from public.${table}`)
  .join('; ')
  .replace(/^/, 'create schema dash; ');

let warehouse: ModelWarehouse;
beforeAll(async () => {
  warehouse = await startModelWarehouse();
});
afterAll(() => warehouse.stop());

/** Five shops, one whose shoppers' country is known, and visits that go on for long. */
async function loadShops(): Promise<void> {
  for (let run = 0; run < 5; run++)
    await warehouse.load(...randomShop({ random: seeded(run), run: `r${run}`, count: 60 }));
  const abroad = randomShop({ random: seeded(5), run: 'r5', count: 60 });
  await warehouse.load(...abroad.map(([fields, ingest]): Sent => [fields, { ...ingest, country: 'DE' }]));
  // one that goes on for days, and one without a session id, over midnight in each zone
  const views = (who: object, ...times: string[]) =>
    times.map(
      (eventTimestamp): Sent => [
        { ...who, eventName: 'page_view', eventTimestamp, pageUrl: 'https://shop.example/cart' },
        { country: 'DE' },
      ],
    );
  const late = Array.from({ length: 100 }, (_, i) => new Date(Date.UTC(2026, 10, 12, 0, 20 * i)).toISOString());
  await warehouse.load(
    ...views(
      { clientId: 'long', sessionId: 'long' },
      ...['2026-11-08T23:00:00Z', '2026-11-14T12:00:00Z', '2026-11-22T23:00:00Z'],
    ),
    ...views({ clientId: 'nameless', sessionId: undefined }, ...late),
  );
}

describe.each(ZONES)('With days of %s', (zone) => {
  beforeAll(async () => {
    await warehouse.clear();
    await warehouse.query('update settings set time_zone = $1', [zone], 'footfall_owner');
  });

  it('every model equals its facts after each step, and a rebuild from all of them', {
    timeout: 60_000 + RUNS * 20_000,
  }, async () => {
    for (let run = 0; run < RUNS; run++) {
      if (run % 10 === 0) await warehouse.clear(); // what is compared grows with the runs before
      const random = seeded(run + FIRST_SEED);
      for (const piece of delivery(randomShop({ random, run: `r${run}`, count: 60 }), random)) {
        await warehouse.load(...piece);
        expect(await differences(), `run ${run}`).toEqual([]);
      }
      if (run % 3 === 1) await forget(`r${run}-client-1`);
      if (run % 3 === 2) await markBot(`r${run}-session-1-1`);
      expect(await differences(), `run ${run}, corrected`).toEqual([]);
      if (run % 10 === 9 || run === RUNS - 1) await expectRebuiltEqual();
    }
  });

  it('and after the shop has moved to another zone', async () => {
    await warehouse.query('select set_shop($1, null)', ['Pacific/Kiritimati']);
    await warehouse.query('select refresh_models()');
    expect(await differences()).toEqual([]);
    await expectRebuiltEqual();
    await warehouse.query('select set_shop($1, null)', [zone]);
    await warehouse.query('select refresh_models()');
    expect(await differences()).toEqual([]);
  });

  it('and none of the figures compared is empty', async () => {
    for (let run = 0; run < 9; run++)
      await warehouse.load(...randomShop({ random: seeded(run), run: `more${run}`, count: 60 }));
    for (const [figure, [model]] of Object.entries(FACTS_SAY))
      expect((await warehouse.query(model)).length, figure).toBeGreaterThan(0);
    for (const table of MODELS)
      expect((await warehouse.query(`select 1 from ${table}`)).length, table).toBeGreaterThan(0);
  });
});

describe.each(ZONES)('Dashboards with days of %s', (zone) => {
  beforeAll(async () => {
    await warehouse.clear();
    await warehouse.query('update settings set time_zone = $1', [zone], 'footfall_owner');
    await loadShops();
  });
  const saysTheSame = async (question: string) => {
    const period = question.startsWith('seasons') ? '' : `p_from => '2026-11-10', `;
    for (const filter of FILTERS)
      for (const tz of [zone, 'Pacific/Auckland']) {
        const sql = (name: string) =>
          `select * from dash.${question.replace('%', `${period}p_to => '2026-11-22', p_tz => '${name}', p_filter => $1`)}`;
        const ask = (name: string) => warehouse.query(sql(name), [filter], 'footfall_dash');
        const [counted, renamed] = await Promise.all([ask(tz), ask(OTHER_NAMES[tz] ?? tz)]);
        const what = `${JSON.stringify(filter)} in ${tz}`;
        expect(counted, what).toEqual(renamed);
        // which products visits name on the day of a view is not known without the facts
        if (!(question.startsWith('page') && ('category' in filter || 'brand' in filter)))
          expect(await withoutDays(sql(tz), filter), what).toEqual(counted);
        expect(counted.length, what).toBeGreaterThan(0);
      }
  };
  /** What a question's answer is where all facts are thought to be gone, so that sessions and page views have to say it. */
  const withoutDays = async (sql: string, filter: object) => {
    const client = new pg.Client({ connectionString: warehouse.url('footfall_owner') });
    await client.connect();
    try {
      await client.query('begin');
      await client.query(`insert into fact_drops (frozen_before) values ('2027-01-01')`);
      return (await client.query(sql, [filter])).rows;
    } finally {
      await client.query('rollback');
      await client.end();
    }
  };

  it.each(ASKED)('say by rollups what they say by facts and sessions: %s', saysTheSame);

  it('count pages by category in visits that name it: on their first day at any time, later on the day itself', async () => {
    const day = (column: string) => `(${column} at time zone '${zone}')::date`;
    for (const category of ['category-1', 'unknown']) {
      const facts = await warehouse.query(
        `select v.path, count(*) as views, count(distinct v.client_id) as viewers
         from page_views as v join sessions as s using (session_id)
         where ${day('v.viewed_at')} between '2026-11-10' and '2026-11-22' and not s.is_bot and exists (
           select from clickstream_events as e
           where (e.session_id = s.session_id or e.session_id is null and s.is_derived and e.client_id = s.client_id
             and e.event_timestamp between s.started_at and s.ended_at)
           and e.context_product_id is not null and coalesce(e.context_product_category, 'unknown') = $1
           and ${day('v.viewed_at')} in (${day('e.event_timestamp')}, ${day('s.started_at')}))
         group by v.path order by 2 desc, 1`,
        [category],
      );
      expect(facts.length).toBeGreaterThan(0);
      const figures = await warehouse.query(
        `select path, views, viewers from dash.page_figures('2026-11-10', '2026-11-22', '${zone}', $1)`,
        [{ category: [category] }],
        'footfall_dash',
      );
      expect(figures).toEqual(facts);
    }
  });

  it('do so of names that the shop made up', async () => {
    const own = [...'abc'].map(
      (eventName, i): Sent => [
        {
          eventName,
          sessionId: `r${i}-session-1-1`,
          clientId: `r${i}-client-1`,
          eventTimestamp: `2026-11-1${i}T12:00:00Z`,
        },
      ],
    );
    await warehouse.load(...own);
    await saysTheSame('top_happenings(%, p_limit => 100)');
  });
});

describe.each(ZONES)('Events of a filter with days of %s', (zone) => {
  beforeAll(async () => {
    await warehouse.clear();
    await warehouse.query('update settings set time_zone = $1', [zone], 'footfall_owner');
    await loadShops();
  });

  it.each(['hour', 'day', 'week', 'year'])('are by the %s those that happened in visits that fit', async (grain) => {
    for (const filter of [...FILTERS, { country: ['unknown'], bots: true }, { site: ['unknown', 'shop.example'] }]) {
      const [given, period] = [[filter], `'2026-11-10', '2026-11-22', '${zone}'`];
      const added = await warehouse.query(
        `select * from dash.event_totals(${period}, '${grain}', $1) order by 1`,
        given,
        'footfall_dash',
      );
      const counted = await warehouse.query(
        `select date_trunc('${grain}', e.event_timestamp, '${zone}') as bucket_at, count(*) as events,
           count(*) filter (where e.event_name = 'page_view') as page_views
         from dash.happenings(${period}, $1) as e group by 1 order by 1`,
        given,
        'footfall_dash',
      );
      expect(added, JSON.stringify(filter)).toEqual(counted);
      expect(added.length, JSON.stringify(filter)).toBeGreaterThan(0);
    }
  });
});

describe('An upgrade from before visits were told by day', () => {
  /** What visits did that do not go on after midnight, whose products are those that they viewed, added or removed. */
  const known = `
    select v.day::text, v.client_hash, v.started_at, v.entry_hash, v.page_view_count, v.is_bounce, v.has_product_view, v.has_add_to_cart,
      v.has_checkout, v.has_purchase, v.engaged_seconds, k.category_hashes, k.brand_hashes, c.site, c.device_type, c.country, c.channel,
      c.user_login_state
    from visit_days as v join visit_cells as c using (day, cell_number)
    -- without those that clicks alone name
    cross join lateral (
      select array_agg(k.category order by k.category, k.brand) as category_hashes, array_agg(k.brand order by k.category, k.brand) as brand_hashes
      from unnest(v.category_hashes, v.brand_hashes) as k (category, brand) where k.category <> path_hash('category-2')
    ) as k
    where v.begins and not v.is_bot
    order by 1, 2, 3, 5, 13`;

  it('has them at once from the visits, but for frozen days, where nobody could be erased', async () => {
    await warehouse.clear();
    await warehouse.query(`update settings set time_zone = 'UTC'`, [], 'footfall_owner');
    await loadShops();
    const client = new pg.Client({ connectionString: warehouse.url('footfall_owner') });
    await client.connect();
    const rows = async () => (await client.query(known)).rows;
    const hours = async () =>
      (
        await client.query(
          `select date_trunc('hour', quarter_at)::text as hour, sum(events)::int as events from quarter_events group by 1 having sum(events) > 0 order by 1`,
        )
      ).rows;
    try {
      await client.query('begin');
      const [before, hoursBefore] = [await rows(), await hours()];
      const [first, last] = [before[0].day, before.at(-1).day];
      expect(first < last).toBe(true);
      expect(before.some((row) => row.category_hashes)).toBe(true);
      await client.query('insert into fact_drops (frozen_before) values ($1)', [last]);
      await client.query(`drop schema dash cascade; ${DOWNGRADE}; ${DASH_BEFORE}`);
      await client.query(UPGRADE);
      expect(await rows()).toEqual(before.filter((row) => row.day >= last));
      expect(await hours()).toEqual(hoursBefore);
      expect((await client.query('select day from stale_days')).rows.length).toBeGreaterThan(3);
    } finally {
      await client.query('rollback');
      await client.end();
    }
  });
});

describe('A visit over two days', () => {
  beforeAll(async () => {
    await warehouse.query(`update settings set time_zone = 'UTC'`, [], 'footfall_owner');
  });
  beforeEach(() => warehouse.clear());

  /** Marks the visit's first event, as another version of the rules does. */
  const remark = async (isBot: boolean, reason: string) => {
    await warehouse.query(
      `update clickstream_events set is_bot = ${isBot}, bot_reason = ${reason} where event_timestamp < '2026-11-21'`,
    );
    await warehouse.query(`insert into etl_touched (kind, key) values ('session', 'session-1')`);
    await warehouse.query('select refresh_models()');
  };
  const days = async () =>
    (await warehouse.query(`select day::text || ' ' || events as row from daily order by 1`)).map(({ row }) => row);

  it('leaves both when it is erased, and when it turns out to be a bot’s', async () => {
    await warehouse.load(click(20), click(21));
    expect(await days()).toEqual(['2026-11-20 1', '2026-11-21 1']);
    await remark(true, `'rule'`);
    expect(await days()).toEqual([]);
    await remark(false, 'null');
    expect(await days()).toEqual(['2026-11-20 1', '2026-11-21 1']);
    await forget('client-1');
    expect(await days()).toEqual([]);
  });

  it('is counted by its properties on each of them, also where a late event changes these', async () => {
    await warehouse.load(click(19), click(20), click(22));
    const late: Sent = [
      { eventName: 'click', eventTimestamp: '2026-11-19T11:00:00.000Z', userId: 'u', userLoginState: 'logged_in' },
      { country: 'DE' },
    ];
    await warehouse.load(late);
    const rows = await warehouse.query(
      `select f.day::text, f.country, f.user_login_state, f.sessions, c.events
       from funnel_daily as f join visit_cells as c using (day, cell_number) order by 1`,
    );
    const of = { country: 'DE', user_login_state: 'logged_in' };
    expect(rows).toEqual([
      { day: '2026-11-19', ...of, sessions: 1, events: 2 },
      { day: '2026-11-20', ...of, sessions: 0, events: 1 },
      { day: '2026-11-22', ...of, sessions: 0, events: 1 },
    ]);
    expect(await differences()).toEqual([]);
  });
});

describe('A visit of days that is touched again', () => {
  it('makes none of them stale but the one on which it began, where nothing of it has changed', async () => {
    await warehouse.clear();
    await warehouse.load(click(19), click(20), click(22));
    await warehouse.query(
      `select note_visit_days(v, v) from (select visits_now(array['session-1'], '{}', '{}') as v) as visits`,
    );
    expect(await warehouse.query('select day::text from stale_days')).toEqual([{ day: '2026-11-19' }]);
  });
});

/** Of the first day of a visit to /a, /b twice and, after midnight, /c. */
const OVER_MIDNIGHT: Record<string, unknown[]> = {
  page_figures: [
    expect.objectContaining({ path: '/b', views: '2', viewers: '1', entries: '0', exits: '0' }),
    expect.objectContaining({ path: '/a', views: '1', viewers: '1', entries: '1', exits: '0' }),
  ],
  page_steps: [
    ...['/b', '/c'].map((path) => expect.objectContaining({ direction: 'next', path, views: '1' })),
    ...['/a', '/b'].map((path) => expect.objectContaining({ direction: 'previous', path, views: '1' })),
  ],
  journeys: [{ paths: ['/a', '/b', '/c'], sessions: '1', purchases: '0', share: '1.00000000000000000000' }],
};

describe('Before days are counted', () => {
  beforeEach(() => warehouse.clear());
  const asked = (question: string) =>
    warehouse.query(`select * from dash.${question}('2026-11-20', '2026-11-21')`, [], 'footfall_dash');

  it('a page has viewers and no row', async () => {
    await warehouse.load([
      { eventName: 'page_view', pageUrl: 'https://shop.example/a', eventTimestamp: '2026-11-20T10:00:00Z' },
    ]);
    expect(await asked('page_figures')).toEqual([expect.objectContaining({ path: '/a', views: '1', viewers: '1' })]);
    await warehouse.query('delete from page_daily');
    expect(await asked('page_figures')).toEqual([]);
  });

  it.each([
    ['page_figures', ''],
    ['page_steps', `, '/b'`],
    ['journeys', ''],
  ])('%s is answered by page views, as after an upgrade', async (question, more) => {
    const view = (path: string, time: string): Sent => [
      { eventName: 'page_view', pageUrl: `https://shop.example${path}`, eventTimestamp: `2026-11-${time}:00Z` },
    ];
    await warehouse.load(
      view('/a', '20T23:50'),
      view('/b', '20T23:55'),
      view('/b', '20T23:56'),
      view('/c', '21T00:05'),
    );
    const answer = () =>
      warehouse.query(`select * from dash.${question}('2026-11-20', '2026-11-20'${more})`, [], 'footfall_dash');
    const counted = await answer();
    expect(counted).toEqual(OVER_MIDNIGHT[question]);
    await warehouse.query('delete from page_view_days');
    expect(await answer()).toEqual(counted);
  });

  it('names of events and their visitors are those of the visits, as after an upgrade', async () => {
    await warehouse.load(click(20), click(21));
    const counted = await asked('top_happenings');
    expect(counted).toEqual([expect.objectContaining({ event_name: 'click', events: '2', visitors: '1' })]);
    await warehouse.query('update visit_days set event_bits = 0');
    await warehouse.query('delete from event_daily');
    expect(await asked('top_happenings')).toEqual(counted);
  });

  it.each(['key_figures', 'visits_by'])('and for ever, %s ends', async (question) => {
    await warehouse.load(click(20));
    const rows = await warehouse.query(`select * from dash.${question}('-infinity', 'infinity')`, [], 'footfall_dash');
    expect(rows.length).toBeGreaterThan(0);
  });
});

/** Rows that only a model has, or only the facts. */
const differences = () =>
  warehouse.query(
    Object.entries(FACTS_SAY)
      .map(
        ([figure, [model, facts]]) => `
          (with model as materialized (${model}), facts as materialized (${facts})
          (select '${figure}' as figure, 'model' as said_by, m::text from (table model except all table facts) as m)
          union all (select '${figure}', 'facts', f::text from (table facts except all table model) as f))`,
      )
      .join(' union all '),
  );

/** Takes a client's events out, as an erasure does, and names the keys that it touched. */
const forget = (client: string) =>
  correct(`with gone as (delete from clickstream_events where client_id = '${client}' returning *)`);

/** Marks a session's events, as a rule about behaviour does. */
const markBot = (session: string) =>
  correct(
    `with gone as (update clickstream_events set is_bot = true, bot_reason = 'rule' where session_id = '${session}' returning *)`,
  );

async function correct(change: string): Promise<void> {
  await warehouse.query(`${change}
    insert into etl_touched (kind, key)
    select 'session', session_id from gone where session_id is not null
    union all select 'client', client_id from gone where session_id is null and client_id is not null
    union all select 'order', order_id from gone where order_id is not null
    union all select 'cart', cart_id from gone where cart_id is not null
    union all select 'hour', date_trunc('hour', event_timestamp)::text from gone where is_bot`);
  await warehouse.query('select refresh_models()');
}

async function expectRebuiltEqual(): Promise<void> {
  for (const [kept, rebuilt] of await comparedWithRebuild(warehouse)) expect(kept).toEqual(rebuilt);
}
