import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../helpers/events.js';
import { type ModelWarehouse, type Sent, startModelWarehouse } from '../helpers/model-warehouse.js';
import { delivery, randomShop, seeded } from '../helpers/random-shop.js';

let warehouse: ModelWarehouse;
beforeAll(async () => {
  warehouse = await startModelWarehouse();
});
afterAll(() => warehouse.stop());
beforeEach(() => warehouse.clear());

const at = (time: string, day = 20) => `2026-11-${day}T${time}:00.000Z`;
const event = (eventName: string, time: string, fields: Record<string, unknown> = {}): Sent => [
  { eventName, eventTimestamp: at(time), ...fields },
];
const persons = async () =>
  (
    await warehouse.query(`select user_id, joined_how as how, (select event_timestamp from clickstream_events j
      where j.event_id = joined_by) as by from dash.event_persons order by event_timestamp`)
  ).map(({ user_id, how, by }) => `${user_id} ${how} ${by?.toISOString().slice(11, 16) ?? ''}`.trim());

describe('A person', () => {
  it('has what the browser did before the sign-in, in this visit and in earlier ones', async () => {
    await warehouse.load(
      event('page_view', '10:00', { sessionId: 'first' }),
      event('page_view', '12:00', { sessionId: 'second' }),
      event('login_success', '12:05', { sessionId: 'second', userId: 'ann' }),
      event('page_view', '12:06', { sessionId: 'second' }),
    );
    expect(await persons()).toEqual(['ann client 12:05', 'ann session 12:05', 'ann own', 'ann client 12:05']);
  });

  it('stays apart from another on the same device', async () => {
    await warehouse.load(
      event('page_view', '09:00', { sessionId: 'zero' }),
      event('page_view', '10:00', { sessionId: 'one' }),
      event('login_success', '10:01', { sessionId: 'one', userId: 'ann' }),
      event('page_view', '10:02', { sessionId: 'one' }),
      event('login_success', '10:03', { sessionId: 'one', userId: 'bob' }),
      event('page_view', '10:04', { sessionId: 'one' }),
    );
    expect(await persons()).toEqual([
      'null nobody',
      'ann session 10:01',
      'ann own',
      'bob session 10:03',
      'bob own',
      'null nobody',
    ]);
    expect(await warehouse.query('select user_id, sessions from identities order by user_id')).toEqual([
      { user_id: 'ann', sessions: 1 },
      { user_id: 'bob', sessions: 1 },
    ]);
  });

  it('of any event is the one that a look at all events gives', async () => {
    for (let run = 0; run < 40; run++) {
      const random = seeded(run);
      const events = randomShop({ random, run: `r${run}`, count: 40 }).map(
        ([fields, ingest]): Sent => [{ eventId: newId(), ...fields }, ingest],
      );
      for (const piece of delivery(events, random)) await warehouse.load(...piece);
      const rows = await warehouse.query<{ id: string; user: string | null }>(
        `select event_id as id, user_id as user from dash.event_persons where event_id = any($1)`,
        [events.map(([{ eventId }]) => eventId)],
      );
      const found = Object.fromEntries(rows.map(({ id, user }) => [id, user]));
      expect(found, `run ${run}`).toEqual(Object.fromEntries(personsOf(events.map(([fields]) => fields as never))));
    }
  });
});

interface Seen {
  eventId: string;
  eventTimestamp: string;
  sequence?: number;
  clientId?: string;
  sessionId?: string;
  userId?: string;
}

/** Whose each event is, by their definition: its own user, the next in the visit, the client's only one, nobody. */
function personsOf(events: Seen[]): [string, string | null][] {
  const order = ({ eventTimestamp, sequence, eventId }: Seen) =>
    `${eventTimestamp} ${String(sequence ?? 2 ** 31).padStart(10, '0')} ${eventId}`;
  const sorted = events.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  return sorted.map((event, i) => {
    if (event.userId !== undefined) return [event.eventId, event.userId];
    const own = sorted.filter(({ clientId }) => clientId !== undefined && clientId === event.clientId);
    const later = sorted.slice(i + 1).filter((one) => own.includes(one) && one.sessionId === event.sessionId);
    const next = (event.sessionId === undefined ? untilSilence(event, later) : later).find(({ userId }) => userId);
    const users = new Set(own.flatMap(({ userId }) => userId ?? []));
    return [event.eventId, next?.userId ?? (users.size === 1 ? ([...users][0] as string) : null)];
  });
}

function untilSilence(event: Seen, later: Seen[]): Seen[] {
  let last = event;
  const end = later.findIndex((one) => {
    const isSilent = Date.parse(one.eventTimestamp) - Date.parse(last.eventTimestamp) > 30 * 60_000;
    last = one;
    return isSilent;
  });
  return end < 0 ? later : later.slice(0, end);
}

describe('Clients', () => {
  it('keep their first touch, also where it comes late, and count visits and orders', async () => {
    await warehouse.load(event('page_view', '12:00', { sessionId: 'second' }));
    await warehouse.load(
      event('page_view', '10:00', { sessionId: 'first', pageUrl: 'https://shop.example/?utm_medium=email' }),
      event('checkout_complete', '12:05', { sessionId: 'second', order: { id: 'o1', total: 5 } }),
    );
    expect(await warehouse.query('select first_channel, sessions, orders from clients')).toEqual([
      { first_channel: 'Email', sessions: 2, orders: 1 },
    ]);
    expect(
      await warehouse.query(
        `select visitors::int as all, new_visitors::int as new from dash.visitors('2026-11-20', '2026-11-20')`,
      ),
    ).toEqual([{ all: 1, new: 1 }]);
  });
});

describe('Searches', () => {
  const search = (time: string, query: string, results?: number) =>
    event('search', time, { search: { query, results } });

  it('count what was looked at and bought after them, before the next', async () => {
    await warehouse.load(
      search('10:00', 'Red  Shoes', 0),
      search('10:01', ' shoes ', 3),
      event('product_view', '10:02', { product: { id: 'p' } }),
      event('checkout_complete', '10:03', { order: { id: 'o1', total: 40.5, currency: 'EUR' } }),
    );
    expect(
      await warehouse.query(
        `select query, zero_rate::float as zero, clicks::int, orders::int from dash.search_performance('2026-11-20', '2026-11-20')`,
      ),
    ).toEqual([
      { query: 'red shoes', zero: 1, clicks: 0, orders: 0 },
      { query: 'shoes', zero: 0, clicks: 1, orders: 1 },
    ]);
    const revenue = `select query, currency, gross::float from dash.search_revenue('2026-11-20', '2026-11-20')`;
    expect(await warehouse.query(revenue)).toEqual([{ query: 'shoes', currency: 'EUR', gross: 40.5 }]);
    await warehouse.load(
      search('10:02', 'boots', 1),
      event('product_view', '10:02', { product: { id: 'q' }, sequence: 1 }),
    );
    expect(await warehouse.query(revenue)).toEqual([{ query: 'boots', currency: 'EUR', gross: 40.5 }]);
  });
});

describe('Rollups', () => {
  it('give the funnel by any of their dimensions', async () => {
    await warehouse.load(
      event('product_view', '10:00', { sessionId: 'a', pageUrl: 'https://shop.example/?utm_medium=email' }),
      event('add_to_cart_click', '10:01', { sessionId: 'a' }),
      event('product_view', '10:00', { sessionId: 'b' }),
    );
    const by = (dimension: string, ...more: string[]) =>
      warehouse.query(
        `select value, sessions::int, viewed::int, added::int from dash.funnel_by('2026-11-20', '2026-11-20', $1 ${more.join('')})`,
        [dimension],
      );
    expect(await by('channel')).toEqual([
      { value: 'Direct', sessions: 1, viewed: 1, added: 0 },
      { value: 'Email', sessions: 1, viewed: 1, added: 1 },
    ]);
    expect(await by('device', `, p_channel => 'Email'`)).toEqual([
      { value: 'desktop', sessions: 1, viewed: 1, added: 1 },
    ]);
  });
});
