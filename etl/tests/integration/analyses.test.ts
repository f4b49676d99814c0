import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../helpers/events.js';
import { type ModelWarehouse, type Sent, startModelWarehouse } from '../helpers/model-warehouse.js';
import { randomShop, seeded } from '../helpers/random-shop.js';

let warehouse: ModelWarehouse;
beforeAll(async () => {
  warehouse = await startModelWarehouse();
});
afterAll(() => warehouse.stop());
beforeEach(() => warehouse.clear());

const at = (time: string, day = 20) => `2026-11-${String(day).padStart(2, '0')}T${time}:00.000Z`;
const event = (eventName: string, time: string, fields: Record<string, unknown> = {}): Sent => [
  { eventName, eventTimestamp: time.length > 5 ? time : at(time), ...fields },
];
const PERIOD = `'2026-11-01', '2026-11-22'`;

describe('A funnel of any events', () => {
  const reached = async (steps: string[], more = '') =>
    (
      await warehouse.query<{ n: number }>(`select subjects::int as n from dash.funnel_of($1, ${PERIOD} ${more})`, [
        steps,
      ])
    ).map(({ n }) => n);

  /** By the dashboards' function. */
  const shown = async (steps: string[], { filter = {}, inOrder = true } = {}) =>
    (
      await warehouse.query<{ n: number }>(
        `select subjects::int as n from dash.funnel_steps($1, ${PERIOD}, p_in_order => $2, p_filter => $3)`,
        [steps, inOrder, filter],
      )
    ).map(({ n }) => n);

  it('wants its steps one after the other, or in any order', async () => {
    await warehouse.load(
      event('add_to_cart_click', '10:00', { sessionId: 'backwards' }),
      event('product_view', '10:01', { sessionId: 'backwards' }),
      event('product_view', '10:00', { sessionId: 'forwards' }),
      event('add_to_cart_click', '10:01', { sessionId: 'forwards' }),
    );
    const steps = ['product_view', 'add_to_cart_click'];
    expect(await reached(steps)).toEqual([2, 1]);
    expect(await reached(steps, ', p_in_order => false')).toEqual([2, 2]);
    expect(await reached(steps, `, p_by => 'visitor'`)).toEqual([1, 1]);
  });

  it('counts visits of clients that send no session ids, on the dashboards as well', async () => {
    await warehouse.load(
      event('product_view', '10:00', { clientId: 'bare' }),
      event('add_to_cart_click', '10:01', { clientId: 'bare' }),
      event('product_view', '10:00', { clientId: 'other', sessionId: 'named' }),
    );
    await warehouse.query(`update sessions set channel = 'Email' where client_id = 'bare'`);
    const steps = ['product_view', 'add_to_cart_click'];
    expect(await reached(steps)).toEqual([2, 1]);
    expect(await shown(steps)).toEqual([2, 1]);
    expect(await shown(steps, { filter: { channel: ['Email'] } })).toEqual([1, 1]);
  });

  it('takes events of one instant in the order of the steps, and one event for one step', async () => {
    await warehouse.load(
      event('add_to_cart_click', '10:00', { sessionId: 'at-once' }),
      event('product_view', '10:00', { sessionId: 'at-once' }),
      event('product_view', '10:00', { sessionId: 'twice-at-once' }),
      event('product_view', '10:00', { sessionId: 'twice-at-once' }),
      event('product_view', '10:00', { sessionId: 'twice' }),
      event('product_view', '10:01', { sessionId: 'twice' }),
    );
    expect(await shown(['product_view', 'add_to_cart_click'])).toEqual([3, 1]);
    expect(await shown(['product_view', 'product_view'])).toEqual([3, 1]);
    expect(await shown(['product_view', 'product_view'], { inOrder: false })).toEqual([3, 3]);
  });

  it('finds the run that fits into the window, though an earlier one does not', async () => {
    await warehouse.load(event('search', '10:00'), event('search', '11:00'), event('product_view', '11:05'));
    const steps = ['search', 'product_view'];
    expect(await reached(steps, `, p_window => '10 minutes'`)).toEqual([1, 1]);
    expect(await reached(steps, `, p_window => '4 minutes'`)).toEqual([1, 0]);
    expect(await reached(steps, `, p_window => '4 minutes', p_in_order => false`)).toEqual([1, 0]);
  });

  it.each([true, false])('counts what a look at each session counts (in order: %s)', async (inOrder) => {
    const steps = ['page_view', 'product_view', 'page_view', 'add_to_cart_click'];
    for (let run = 0; run < 15; run++) {
      await warehouse.clear();
      const events = randomShop({ random: seeded(run), run: `r${run}`, count: 120 })
        .filter(([{ sessionId }, ingest]) => sessionId && !ingest?.userAgent)
        .map(([fields, ingest]): Sent => [{ eventId: newId(), ...fields }, ingest]);
      await warehouse.load(...events);
      const found = await reached(steps, `, p_window => '6 hours', p_in_order => ${inOrder}`);
      const sent = events.map(([fields]) => fields as never);
      expect(found, `run ${run}`).toEqual(followed(sent, steps, inOrder, 6 * HOURS));
      const doubled = ['page_view', 'product_view', 'product_view', 'add_to_cart_click'];
      expect(await shown(doubled, { inOrder }), `run ${run}`).toEqual(followed(sent, doubled, inOrder));
    }
  });
});

interface Seen {
  eventName: string;
  eventTimestamp: string;
  sessionId: string;
}
const HOURS = 3_600_000;

/** How many sessions reach each step: tries every beginning of every session, and looks from step to step for the earliest next one. */
function followed(events: Seen[], steps: string[], inOrder: boolean, window = Number.POSITIVE_INFINITY): number[] {
  const sessions = [...new Set(events.map(({ sessionId }) => sessionId))].map((id) =>
    events
      .filter(({ sessionId }) => sessionId === id)
      .map(({ eventName, eventTimestamp }) => ({ eventName, at: Date.parse(eventTimestamp) })),
  );
  const depths = sessions.map((session) => {
    const beginnings = session.filter(({ eventName }) => !inOrder || eventName === steps[0]);
    return Math.max(
      0,
      ...beginnings.map(({ at: from }) => {
        const rest = session.filter(({ at }) => at >= from && at - from <= window);
        return inOrder ? depthInOrder(rest, steps) : depthInAnyOrder(rest, steps);
      }),
    );
  });
  return steps.map((_, i) => depths.filter((reached) => reached > i).length);
}

type Timed = { eventName: string; at: number };

function depthInOrder(events: Timed[], steps: string[]): number {
  let reachedAt = Math.min(...events.map(({ at }) => at));
  const missing = steps.findIndex((step, i) => {
    // at one instant each name once, in the order in which the steps name them first
    const isAfter = i === 0 || steps.indexOf(step) > steps.indexOf(steps[i - 1] as string);
    const times = events
      .filter(({ eventName, at }) => eventName === step && (at > reachedAt || (at === reachedAt && isAfter)))
      .map(({ at }) => at);
    reachedAt = Math.min(...times);
    return times.length === 0;
  });
  return missing < 0 ? steps.length : missing;
}

function depthInAnyOrder(events: Timed[], steps: string[]): number {
  const names = new Set(events.map(({ eventName }) => eventName));
  const missing = steps.findIndex((step) => !names.has(step));
  return missing < 0 ? steps.length : missing;
}

describe('Attribution', () => {
  const MODELS = ['first', 'last', 'last_non_direct', 'linear', 'time_decay'];
  const visit = (day: number, query: string): Sent =>
    event('page_view', at('10:00', day), { sessionId: `s${day}`, pageUrl: `https://shop.example/${query}` });
  const credits = async (model: string) =>
    (
      await warehouse.query(
        `select channel, gross::float from dash.attribution(${PERIOD}, p_model => $1) order by channel`,
        [model],
      )
    ).map(({ channel, gross }) => `${channel} ${gross}`);

  it('gives the money to the first, last, last named visit, to all alike, or more to later ones', async () => {
    await warehouse.load(
      visit(6, '?utm_medium=email'),
      visit(13, '?utm_medium=social'),
      visit(20, ''),
      event('checkout_complete', at('10:00', 20), { sessionId: 's20', order: { id: 'o', total: 70, currency: 'EUR' } }),
    );
    expect(await credits('first')).toEqual(['Email 70']);
    expect(await credits('last')).toEqual(['Direct 70']);
    expect(await credits('last_non_direct')).toEqual(['Organic Social 70']);
    expect(await credits('linear')).toEqual([
      expect.stringMatching(/^Direct 23\.333/),
      expect.stringMatching(/^Email 23\.333/),
      expect.stringMatching(/^Organic Social 23\.333/),
    ]);
    expect(await credits('time_decay')).toEqual([
      expect.stringMatching(/^Direct (40|39\.99)/),
      expect.stringMatching(/^Email (10|9\.99)/),
      expect.stringMatching(/^Organic Social (20|19\.99)/),
    ]);
  });

  it('adds up to the same money to the last digit, whatever the model', async () => {
    for (let run = 0; run < 10; run++)
      await warehouse.load(...randomShop({ random: seeded(run), run: `r${run}`, count: 60 }));
    const orders = await warehouse.query(
      'select currency, count(*)::text as orders, sum(coalesce(total, 0)) as gross from orders group by 1 order by 1',
    );
    expect(orders.length).toBeGreaterThan(2);
    for (const model of MODELS) {
      const divided = await warehouse.query(
        `select currency, trim_scale(sum(orders))::text as orders, sum(gross) as gross
         from dash.attribution(${PERIOD}, p_model => $1) group by 1 order by 1`,
        [model],
      );
      const plain = ({ currency, orders, gross }: Record<string, unknown>) => [currency, orders, Number(gross)];
      expect(divided.map(plain), model).toEqual(orders.map(plain));
    }
  });
});

describe('Loyalty', () => {
  const visit = (client: string, day: number): Sent =>
    event('page_view', at('10:00', day), { clientId: client, sessionId: `${client}-${day}` });

  it('counts who comes back in the weeks after the first', async () => {
    await warehouse.load(visit('a', 2), visit('a', 9), visit('a', 10), visit('b', 8), visit('b', 16), visit('c', 9));
    const rows = await warehouse.query(
      `select to_char(cohort_week, 'DD') || ' ' || week_number || ' ' || clients as cell from dash.retention(${PERIOD})`,
    );
    expect(rows.map(({ cell }) => cell)).toEqual(['02 0 2', '02 1 1', '02 2 1', '09 0 1']);
  });

  it('tells who bought again, and what customers are worth', async () => {
    const bought = (user: string, day: number, total: number): Sent =>
      event('checkout_complete', at('10:00', day), {
        userId: user,
        order: { id: `${user}${day}`, total, currency: 'EUR' },
      });
    await warehouse.load(bought('ann', 1, 10), bought('ann', 21, 90), bought('bob', 2, 20), bought('eve', 22, 5));
    expect(
      await warehouse.query(
        `select customers::int, repeat_customers::int as again, days_to_second_median::int as days from dash.repeat_purchase(${PERIOD})`,
      ),
    ).toEqual([{ customers: 3, again: 1, days: 20 }]);
    expect(await warehouse.query(`select customer, recency_days as days, segment from dash.rfv(${PERIOD})`)).toEqual([
      { customer: 'ann', days: 1, segment: 'best' },
      { customer: 'bob', days: 20, segment: 'once' },
      { customer: 'eve', days: 0, segment: 'new' },
    ]);
  });
});

describe('Journeys', () => {
  it('are the first pages of visits, a page that is loaded again once', async () => {
    const page = (session: string, time: string, path: string) =>
      event('page_view', time, { sessionId: session, pageUrl: `https://shop.example${path}` });
    await warehouse.load(
      page('a', '10:00', '/'),
      page('a', '10:01', '/'),
      page('a', '10:02', '/p'),
      page('b', '10:00', '/'),
      page('b', '10:01', '/p'),
      page('c', '10:00', '/p'),
    ); // prettier-ignore
    expect(await warehouse.query(`select paths, sessions::int from dash.journeys(${PERIOD})`)).toEqual([
      { paths: ['/', '/p'], sessions: 2 },
      { paths: ['/p'], sessions: 1 },
    ]);
  });

  it('show what is bought and viewed together', async () => {
    const order = (id: string, ...products: string[]) =>
      event('checkout_complete', '10:30', {
        order: { id, total: 1, items: products.map((product) => ({ id: product })) },
      });
    const view = (sessionId: string, id: string) => event('product_view', '10:00', { sessionId, product: { id } });
    await warehouse.load(
      order('1', 'p', 'q'),
      order('2', 'p', 'q'),
      order('3', 'p'),
      order('4', 'r'),
      view('a', 'p'),
      view('a', 'q'),
      view('b', 'p'),
      view('b', 'q'),
      view('b', 'q'),
      view('c', 'p'),
    ); // prettier-ignore
    const bought = await warehouse.query(
      `select product_id as id, orders::int, share::float, lift::float from dash.bought_together(${PERIOD}) where product_id = 'q'`,
    );
    expect(bought).toEqual([{ id: 'q', orders: 2, share: 1, lift: expect.closeTo(4 / 3) }]);
    const viewed = await warehouse.query(
      `select product_id as id, sessions::int, share::float from dash.viewed_together(${PERIOD}) where product_id = 'p'`,
    );
    expect(viewed).toEqual([{ id: 'p', sessions: 2, share: expect.closeTo(2 / 3) }]);
  });
});

describe('Lost demand', () => {
  it('is worth what the same demand brought where it was met', async () => {
    const search = (session: string, query: string, results: number) =>
      event('search', '10:00', { sessionId: session, search: { query, results } });
    const view = (id: string, time: string, availability?: string) =>
      event('product_view', time, {
        sessionId: `${id}${time}`,
        product: { id, category: 'Shoes' },
        properties: { availability },
      });
    const items = [{ id: 'p', category: 'Shoes', price: 30, quantity: 1 }];
    await warehouse.load(
      search('a', 'shoes', 5),
      search('b', 'shoes', 5),
      search('c', 'boots', 0),
      search('d', 'boots', 0),
      event('checkout_complete', '10:05', { sessionId: 'a', order: { id: 'o', total: 30, currency: 'EUR', items } }),
      view('p', '11:00'),
      view('p', '11:01'),
      view('p', '11:02', 'OutOfStock'),
      view('new', '11:03', 'out_of_stock'),
    ); // prettier-ignore
    expect(
      await warehouse.query(
        `select cause, what, occasions::int as times, lost::float from dash.lost_demand(${PERIOD})`,
      ),
    ).toEqual([
      { cause: 'zero_results', what: 'boots', times: 2, lost: 30 },
      { cause: 'out_of_stock', what: 'p', times: 1, lost: 15 },
      { cause: 'out_of_stock', what: 'new', times: 1, lost: 7.5 },
    ]);
  });
});
