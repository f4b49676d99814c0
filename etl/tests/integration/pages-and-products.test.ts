import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ModelWarehouse, type Sent, startModelWarehouse } from '../helpers/model-warehouse.js';

let warehouse: ModelWarehouse;
beforeAll(async () => {
  warehouse = await startModelWarehouse();
});
afterAll(() => warehouse.stop());
beforeEach(() => warehouse.clear());

const at = (time: string) => `2026-11-20T${time}:00.000Z`;
const event = (eventName: string, time: string, fields: Record<string, unknown> = {}): Sent => [
  { eventName, eventTimestamp: at(time), ...fields },
];
const page = (path: string, pageViewId?: string) => ({ pageUrl: `https://shop.example/${path}`, pageViewId });

describe('Page views', () => {
  const views = () =>
    warehouse.query(`select path, previous_path as before, next_path as after, engaged_ms::int as ms, scroll_depth::int as scroll,
      is_entry as entry, is_exit as exit from page_views order by session_id, view_number`);

  it('have the time and depth of all their ends, also where tabs overlap', async () => {
    await warehouse.load(
      event('page_view', '10:00', page('a', '1')),
      event('page_view', '10:01', page('b', '2')),
      event('page_leave', '10:02', { ...page('b', '2'), page: { engagedMs: 500, scrollDepth: 80 } }),
      event('page_leave', '10:03', { ...page('a', '1'), page: { engagedMs: 1000, scrollDepth: 40 } }),
      event('page_leave', '10:04', { ...page('a', '1'), page: { engagedMs: 250, scrollDepth: 90 } }),
    );
    expect(await views()).toEqual([
      { path: '/a', before: null, after: '/b', ms: 1250, scroll: 90, entry: true, exit: false },
      { path: '/b', before: '/a', after: null, ms: 500, scroll: 80, entry: false, exit: true },
    ]);
  });

  it('without an id begin with each page_view, and a repeated id is one view', async () => {
    await warehouse.load(
      event('page_view', '10:00', page('a')),
      event('page_leave', '10:01', { page: { engagedMs: 100 } }),
      event('page_view', '10:02', page('a')),
      event('page_view', '10:03', page('c', '3')),
      event('page_view', '10:04', page('c', '3')),
    );
    expect((await views()).map(({ path, ms }) => `${path} ${ms}`)).toEqual(['/a 100', '/a null', '/c null']);
  });

  it('change their neighbours when one comes late, and so the exits of its day', async () => {
    await warehouse.load(event('page_view', '10:00', page('a', '1')));
    const exits = () =>
      warehouse.query('select path, exits::int from dash.pages($1, $1) order by path', ['2026-11-20']);
    expect(await exits()).toEqual([{ path: '/a', exits: 1 }]);
    await warehouse.load(event('page_view', '10:05', page('b', '2')));
    expect(await exits()).toEqual([
      { path: '/a', exits: 0 },
      { path: '/b', exits: 1 },
    ]);
    const steps = await warehouse.query(
      `select direction, path, share::float from dash.page_steps('2026-11-20', '2026-11-20', '/a')`,
    );
    expect(steps).toEqual([
      { direction: 'next', path: '/b', share: 1 },
      { direction: 'previous', path: '(entry)', share: 1 },
    ]);
  });
});

describe('Products by day', () => {
  const view = (time: string, product: object, fields = {}) =>
    event('product_view', time, { product: { id: 'p', currency: 'EUR', ...product }, ...fields });

  it('count looks, people, adds and sales, each currency apart', async () => {
    const items = [{ id: 'p', price: 10, quantity: 2, category: 'Shoes' }];
    await warehouse.load(
      view('10:00', { category: 'Shoes' }),
      view('10:01', { category: 'Shoes' }),
      view('10:02', { currency: 'JPY' }, { clientId: 'other', sessionId: 'other' }),
      event('checkout_complete', '10:05', { order: { id: 'o1', total: 20, currency: 'EUR', items } }),
    );
    const day = '2026-11-20';
    expect(
      await warehouse.query(
        'select currency, views, viewers, orders, units::int, revenue::float from product_daily order by 1',
      ),
    ).toEqual([
      { currency: 'EUR', views: 2, viewers: 1, orders: 1, units: 2, revenue: 20 },
      { currency: 'JPY', views: 1, viewers: 1, orders: 0, units: 0, revenue: 0 },
    ]);
    expect(
      await warehouse.query(
        'select currency, views::int, viewer_days::int as viewers, revenue::float, conversion::float from dash.product_performance($1, $1)',
        [day],
      ),
    ).toEqual([{ currency: 'EUR', views: 3, viewers: 2, revenue: 20, conversion: 0.5 }]);
    expect(
      await warehouse.query('select category, views::int, orders::int from dash.category_performance($1, $1)', [day]),
    ).toEqual([{ category: 'Shoes', views: 2, orders: 1 }]);
  });

  it('know in which list and place they stood, and what came of it', async () => {
    const shown = (position: number) => ({ id: 'p', list: 'Sale', position });
    await warehouse.load(
      event('product_list_view', '10:00', { products: [shown(1), { id: 'q', list: 'Sale', position: 2 }] }),
      event('product_list_view', '10:01', { products: [shown(4)] }),
      view('10:02', shown(4)),
    );
    expect(
      await warehouse.query(
        `select product_id as id, list_views::int as shown, position_avg::float as place, clicks::int, click_rate::float as rate
         from dash.product_lists('2026-11-20', '2026-11-20')`,
      ),
    ).toEqual([
      { id: 'p', shown: 2, place: 2.5, clicks: 1, rate: 0.5 },
      { id: 'q', shown: 1, place: 2, clicks: 0, rate: 0 },
    ]);
  });

  it('remember each price from when it was seen first to when another was, over days', async () => {
    await warehouse.load(view('10:00', { price: 10 }), view('11:00', { price: 10 }), view('12:00', { price: 8 }));
    await warehouse.load([
      {
        eventName: 'product_view',
        eventTimestamp: '2026-11-21T09:00:00.000Z',
        product: { id: 'p', currency: 'EUR', price: 8 },
      },
    ]);
    const prices = () =>
      warehouse.query(
        'select price::float, valid_from as since, valid_to as until from dash.dim_product order by valid_from',
      );
    expect(await prices()).toEqual([
      { price: 10, since: new Date(at('10:00')), until: new Date(at('12:00')) },
      { price: 8, since: new Date(at('12:00')), until: null },
    ]);
    await warehouse.load(view('13:00', { price: 9 }));
    expect((await prices()).map(({ price }) => price)).toEqual([10, 8, 9, 8]);
  });

  it('lie on the days of the shop’s zone, of 23 and 25 hours too', async () => {
    await warehouse.query(`update settings set time_zone = 'Europe/Berlin', week_starts_on = 7`, [], 'footfall_owner');
    const days = await warehouse.query(
      `select d::text as day, extract(epoch from shop_day_start(d + 1) - shop_day_start(d))::int / 3600 as hours,
         shop_day(shop_day_start(d)) = d and shop_day(shop_day_start(d) - interval '1 microsecond') = d - 1 as starts
       from unnest('{2026-03-29,2026-10-25,2026-11-20}'::date[]) as d`,
    );
    expect(days).toEqual([
      { day: '2026-03-29', hours: 23, starts: true },
      { day: '2026-10-25', hours: 25, starts: true },
      { day: '2026-11-20', hours: 24, starts: true },
    ]);
    // Cuba's clocks go back over midnight: the day has that hour twice, and both belong to it.
    await warehouse.query(`update settings set time_zone = 'America/Havana'`, [], 'footfall_owner');
    expect(
      await warehouse.query(
        `select extract(epoch from shop_day_start('2026-11-02') - shop_day_start('2026-11-01'))::int / 3600 as hours,
           shop_day(shop_day_start('2026-11-01') - interval '1 microsecond')::text as before`,
      ),
    ).toEqual([{ hours: 25, before: '2026-10-31' }]);
    await warehouse.load(view('10:00', { price: 10 }));
    expect(
      await warehouse.query(`select week_starts_on::text as week from dash.dim_date where day = '2026-11-20'`),
    ).toEqual([{ week: '2026-11-15' }]);
    await warehouse.query(`update settings set time_zone = 'UTC', week_starts_on = 1`, [], 'footfall_owner');
  });

  it('whose midnight comes twice has what happens in both of its first hours, asked of visits and of the day’s rows', async () => {
    const zone = 'America/Havana';
    await warehouse.query('update settings set time_zone = $1', [zone], 'footfall_owner');
    const moments = ['2026-11-01T03:30:00.000Z', '2026-11-01T04:30:00.000Z', '2026-11-01T05:30:00.000Z'];
    await warehouse.load(
      ...moments.map(
        (eventTimestamp, i): Sent => [
          { eventName: 'page_view', eventTimestamp, clientId: `c${i}`, sessionId: `s${i}` },
        ],
      ),
    );
    const counted = await warehouse.query(
      `select (select count(*)::int from dash.visits('2026-11-01', '2026-11-01', $1)) as visits,
         (select sum(sessions)::int from funnel_daily where day = '2026-11-01') as rows,
         (select sessions::int from dash.overview('2026-11-01', '2026-11-01', $1)) as figure`,
      [zone],
    );
    await warehouse.query(`update settings set time_zone = 'UTC'`, [], 'footfall_owner');
    expect(counted).toEqual([{ visits: 2, rows: 2, figure: 2 }]);
  });
});
