import { EVENT_NAMES } from '@footfall/contract';
import { withClient } from '@footfall/warehouse';
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

const at = (time: string) => `2026-11-20T${time}.000Z`;
const event = (eventName: string, time: string, fields: Record<string, unknown> = {}): Sent => [
  { eventName, eventTimestamp: at(time), sessionId: 's', clientId: 'c', ...fields },
];
const owner = (sql: string) => warehouse.query(sql, [], 'footfall_owner');
const steps = async () =>
  (await owner('select session_id as id, steps from sessions order by 1')).map(({ id, steps }) => `${id} ${steps}`);

describe('The steps of a visit', () => {
  it('are its events in order, with brackets around those of one instant', async () => {
    await warehouse.load(
      event('page_view', '10:00:00', { sequence: 1 }),
      event('product_view', '10:00:00', { sequence: 2 }),
      event('add_to_cart_click', '10:00:05', { sequence: 3 }),
      event('click', '10:00:09', { sequence: 5 }),
      event('page_leave', '10:00:09', { sequence: 6 }),
      event('page_view', '10:00:01', { sessionId: 'other' }),
    );
    expect(await steps()).toEqual(['other A', 's (AC)J(GB)']);
    const [numbers] = await owner(
      `select sequences_received as received, sequences_expected::int as expected from sessions where session_id = 's'`,
    );
    expect(numbers).toEqual({ received: 5, expected: 6 });
  });

  it('are built whatever numbers a hostile visitor gives his events', async () => {
    await warehouse.load(
      event('page_view', '10:00:00', { sequence: 0 }),
      event('page_view', '10:00:01', { sequence: 2_147_483_647 }),
      event('(', '10:00:02'),
      event('%_\\[.*]', '10:00:03'),
    );
    const lost = () =>
      warehouse.query(`select received::int, missing::text from dash.lost_events('2026-11-20', '2026-11-20')`);
    const right = [{ received: 2, missing: '2147483646' }];
    expect(await lost()).toEqual(right);
    const funnel = () =>
      warehouse.query(`select subjects::int from dash.funnel_steps($1, '2026-11-20', '2026-11-20')`, [
        ['page_view', '(', '%_\\[.*]'],
      ]);
    expect(await funnel()).toEqual([{ subjects: 1 }, { subjects: 1 }, { subjects: 1 }]);
    await owner('update sessions set steps = null');
    expect(await lost()).toEqual(right);
  });

  it('have a letter for each name that a shop makes up, the same whenever it comes', async () => {
    await warehouse.load(event('quiz_started', '10:00:00'), event('quiz_ended', '10:00:01'));
    const letters = await owner('select event_name, letter from event_letters order by 1');
    await warehouse.clear();
    await warehouse.load(event('quiz_ended', '10:00:01'));
    await warehouse.load(event('quiz_started', '10:00:00'));
    expect(await owner('select event_name, letter from event_letters order by 1')).toEqual(letters);
    const [ended, started] = letters.map(({ letter }) => letter);
    expect(await steps()).toEqual([`s ${started}${ended}`]);
  });

  it('have a letter of one byte for each name of the catalogue, and none of them twice', async () => {
    const letters = await warehouse.query<{ letter: string }>(
      'select event_letter(n) as letter from unnest($1::text[]) as n',
      [[...EVENT_NAMES]],
    );
    expect(new Set(letters.map(({ letter }) => letter)).size).toBe(EVENT_NAMES.length);
    for (const { letter } of letters) expect(letter).toMatch(/^[A-Za-z]$/);
  });

  it('leave letters to nobody that two names share', async () => {
    await warehouse.load(
      event('quiz_started', '10:00:00'),
      event('quiz_ended', '10:00:01'),
      event('page_view', '10:00:02', { sessionId: 't', clientId: 'd' }),
    );
    const asked = () =>
      warehouse.query(
        `select
           (select array_agg(subjects::int order by step_number) from dash.funnel_steps(array['quiz_started', 'quiz_ended'], '2026-11-20', '2026-11-20')) as funnel,
           (select jsonb_object_agg(event_name, events::int) from dash.top_happenings('2026-11-20', '2026-11-20')) as events`,
      );
    const right = [{ funnel: [1, 1], events: { quiz_started: 1, quiz_ended: 1, page_view: 1 } }];
    expect(await asked()).toEqual(right);
    // As if the hashes of both had met.
    await owner(`update sessions set steps = replace(steps, event_letter('quiz_ended'), event_letter('quiz_started'))`);
    await owner(`update event_letters set letter = event_letter('quiz_started') where event_name = 'quiz_ended'`);
    expect(await asked()).toEqual(right);
  });
});

/** What is asked of steps and of product visits, each as rows that can be compared. */
const ASKED: Record<string, string> = {
  'funnel in order': `dash.funnel_steps('{page_view,product_view,product_view,add_to_cart_click}', $1, $2, $3, 'session', true, $4)`,
  'funnel in any order': `dash.funnel_steps('{search,add_to_cart_click,product_view,search}', $1, $2, $3, 'session', false, $4)`,
  'funnel of visitors': `dash.funnel_steps('{page_view,product_view,product_view,add_to_cart_click}', $1, $2, $3, 'visitor', true, $4)`,
  'funnel of visitors in any order': `dash.funnel_steps('{product_view,page_view}', $1, $2, $3, 'visitor', false, $4)`,
  'funnel in a window': `dash.funnel_steps('{page_view,product_view,page_view,add_to_cart_click}', $1, $2, $3, 'session', true, $4, '20 minutes')`,
  'funnel of visitors in a window, in any order': `dash.funnel_steps('{product_view,search}', $1, $2, $3, 'visitor', false, $4, '3 hours')`,
  'funnel by category': `dash.funnel_figures($1, $2, $3, 'category', 'session', $4)`,
  events: `dash.top_happenings($1, $2, $3, $4, 100)`,
  'lost events': `dash.losses($1, $2, $3, $4)`,
  products: `dash.product_figures($1, $2, $3, $4)`,
  'a product by day': `dash.product_trend('p1', $1, $2, $3, $4)`,
  'viewed together': `dash.viewed_together($1, $2, $3, 1) where $4::jsonb is not null`,
  'viewers also bought': `dash.viewers_also_bought('p1', $1, $2, $3, 20, $4)`,
};
const FILTERS = [
  '{}',
  '{"bots": true}',
  '{"device": ["mobile", "unknown"]}',
  '{"login": ["guest", "unknown"], "bots": true}',
  '{"category": ["Monitors"]}',
];
const PERIODS = [
  ['2026-11-20', '2026-11-20'],
  ['2026-11-19', '2026-11-21'],
];

async function answers(zones: string[]): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {};
  // a thousand questions: on one connection
  await withClient(warehouse.url('footfall_etl'), async (client) => {
    for (const [what, call] of Object.entries(ASKED))
      for (const filter of FILTERS)
        for (const [from, to] of PERIODS)
          for (const zone of zones) {
            const { rows } = await client.query<{ row: string }>(
              `select to_jsonb(r)::text as row from (select * from ${call}) as r order by 1`,
              [from, to, zone, filter],
            );
            all[`${what} ${filter} ${from} ${to} ${zone}`] = rows.map(({ row }) => row);
          }
  });
  return all;
}

/** A shop whose events often happen at the same instant, since its clock has seconds only. */
const coarse = ([fields, ingest]: Sent): Sent => [
  {
    eventId: newId(),
    ...fields,
    eventTimestamp: String(fields.eventTimestamp).replace(/\d:\d\d(\.\d+)?Z$/, '0:00.000Z'),
  },
  ingest,
];

describe('What is asked of steps and product visits', () => {
  it.each([1, 2, 3, 4])('is what the facts say: shop %i', async (seed) => {
    const random = seeded(seed);
    const events = randomShop({ random, run: `w${seed}`, count: 250 });
    await warehouse.load(...(seed % 2 === 0 ? events.map(coarse) : events));
    const zones = ['UTC', 'Etc/UTC', 'America/St_Johns'];
    const found = await answers(zones);
    expect(Object.values(found).flat().length).toBeGreaterThan(500);
    for (const [question, rows] of Object.entries(found))
      if (question.endsWith(' UTC')) expect(rows, question).toEqual(found[question.replace(/ UTC$/, ' Etc/UTC')]);
    // Without steps a visit's facts answer, as for visits that were built before there were steps: for some, and then for all.
    for (const which of [`hashtext(session_id) % 2 = 0`, 'true']) {
      await owner(`update sessions set steps = null where ${which}`);
      expect(await answers(zones), which).toEqual(found);
    }
  });

  it('is empty where no login state is allowed', async () => {
    await warehouse.load(event('page_view', '10:00:00'));
    const [of] = await warehouse.query(
      `select (select events::int from dash.overview('2026-11-20', '2026-11-20')) as all,
         (select events::int from dash.overview('2026-11-20', '2026-11-20', p_login => '{}')) as none`,
    );
    expect(of).toEqual({ all: 1, none: 0 });
  });

  it('counts every event once, with those of no visit', async () => {
    await warehouse.load(...randomShop({ random: seeded(7), run: 'w7', count: 400 }));
    const plain = await owner(
      `select event_name, count(*)::int as events from clickstream_events where not is_bot group by 1 order by 1`,
    );
    const shown = await warehouse.query(
      `select event_name, events::int from dash.top_happenings('2026-11-01', '2026-11-30', p_limit => 100) order by 1`,
    );
    expect(shown).toEqual(plain);
  });
});
