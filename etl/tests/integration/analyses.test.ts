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
      expect(found, `run ${run}`).toEqual(
        counted(
          events.map(([fields]) => fields as never),
          steps,
          inOrder,
        ),
      );
    }
  });
});

interface Seen {
  eventId: string;
  eventName: string;
  eventTimestamp: string;
  sequence?: number;
  sessionId: string;
}
const HOURS = 3_600_000;

/** Tries every beginning of every session. */
function counted(events: Seen[], steps: string[], inOrder: boolean): number[] {
  const order = ({ eventTimestamp, sequence, eventId }: Seen) =>
    `${eventTimestamp} ${String(sequence ?? 2 ** 31).padStart(10, '0')} ${eventId}`;
  const ids = new Set(events.map(({ sessionId }) => sessionId));
  const sessions = [...ids].map((id) => events.filter(({ sessionId }) => sessionId === id));
  const depths = sessions.map((session) => {
    const sorted = session.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
    return Math.max(...sorted.map((first, i) => depth(inWindow(sorted, first, inOrder ? i : 0), steps, inOrder)));
  });
  return steps.map((_, i) => depths.filter((reached) => reached > i).length);
}

const inWindow = (sorted: Seen[], first: Seen, from: number) =>
  sorted.slice(from).filter(({ eventTimestamp }) => {
    const after = Date.parse(eventTimestamp) - Date.parse(first.eventTimestamp);
    return after >= 0 && after <= 6 * HOURS;
  });

function depth(events: Seen[], steps: string[], inOrder: boolean): number {
  const names = new Set(events.map(({ eventName }) => eventName));
  const missing = steps.findIndex((step) => !names.has(step));
  if (!inOrder) return missing < 0 ? steps.length : missing;
  // A chain begins with its window's first event.
  if (events[0]?.eventName !== steps[0]) return 0;
  let reached = 0;
  for (const { eventName } of events) if (eventName === steps[reached]) reached++;
  return reached;
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
