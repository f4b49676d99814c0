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
};
const FILTERS = [
  {},
  { device: ['desktop'] },
  { channel: ['Direct', 'Email'], login: ['unknown'] },
  { country: ['DE'] },
  { bots: true },
];
/** What dashboards ask of rollups where they can. */
const ASKED = [
  'key_figures(%)',
  ...['hour', 'day', 'week', 'month'].map((grain) => `key_trend(%, p_grain => '${grain}')`),
  ...['all', 'device', 'channel', 'country', 'login'].map((by) => `funnel_figures(%, p_by => '${by}')`),
  'shop_funnel(%)',
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
];

const click = (day: number): Sent => [{ eventName: 'click', eventTimestamp: `2026-11-${day}T10:00:00.000Z` }];

/** The migration that counts visitors by day. */
const UPGRADE = readFileSync(
  new URL('../../../warehouse/sql/migrations/000059_visitor_days.sql', import.meta.url),
  'utf8',
);

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
    for (const filter of FILTERS) {
      const answers = [zone, OTHER_NAMES[zone]].map((tz) =>
        warehouse.query(
          `select * from dash.${question.replace('%', `${period}p_to => '2026-11-22', p_tz => '${tz}', p_filter => $1`)}`,
          [filter],
          'footfall_dash',
        ),
      );
      const [counted, asked] = await Promise.all(answers);
      expect(counted, JSON.stringify(filter)).toEqual(asked);
      expect(asked?.length, JSON.stringify(filter)).toBeGreaterThan(0);
    }
  };

  it.each(ASKED)('say by rollups what they say by facts and sessions: %s', saysTheSame);

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

describe('An upgrade from before visitors were counted by day', () => {
  /** What is known without the facts of visits that midnight divides. */
  const known = `
    select day::text, site, device_type, country, channel, user_login_state, sessions, bounced, viewed, added, checked_out, purchased,
      converted, session_page_views, engaged_seconds, count_engaged,
      (select array_agg(v.client_hash || ' ' || v.sessions order by 1) from visitor_days as v
        where v.day = f.day and v.cell_number = f.cell_number and v.sessions > 0) as visitors
    from funnel_daily as f where sessions > 0 order by 1, 2, 3, 4, 5, 6`;

  it('has them at once from the visits, but for frozen days, where nobody could be erased', async () => {
    await warehouse.clear();
    await warehouse.query(`update settings set time_zone = 'UTC'`, [], 'footfall_owner');
    await loadShops();
    const client = new pg.Client({ connectionString: warehouse.url('footfall_owner') });
    await client.connect();
    const rows = async () => (await client.query(known)).rows;
    try {
      await client.query('begin');
      const before = await rows();
      const [first, last] = [before[0].day, before.at(-1).day];
      expect(first < last).toBe(true);
      await client.query('insert into fact_drops (frozen_before) values ($1)', [last]);
      await client.query(`drop schema dash cascade; drop table visitor_days;
        alter table funnel_daily drop constraint funnel_daily_pkey, drop column country, drop column cell_number, drop column events,
          drop column page_views, drop column session_page_views, drop column engaged_seconds, drop column count_engaged;
        delete from funnel_daily;
        alter table funnel_daily add constraint funnel_daily_key unique nulls not distinct (day, site, device_type, channel, user_login_state)`);
      await client.query(UPGRADE);
      expect(await rows()).toEqual(before.map((row) => (row.day < last ? { ...row, visitors: null } : row)));
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
      'select day::text, country, user_login_state, sessions, events from funnel_daily order by 1',
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
    await warehouse.query('update visitor_days set event_bits = 0');
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
