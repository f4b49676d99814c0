import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../helpers/events.js';
import { type ModelWarehouse, type Sent, startModelWarehouse } from '../helpers/model-warehouse.js';
import { peopleOf } from '../helpers/people-of.js';
import { delivery, randomShop, seeded } from '../helpers/random-shop.js';
import { replayCarts } from '../helpers/replay-carts.js';

/** Random shops that the test loads; FOOTFALL_RUNS asks for more. */
const RUNS = Number(process.env.FOOTFALL_RUNS ?? 25);

let warehouse: ModelWarehouse;
beforeAll(async () => {
  warehouse = await startModelWarehouse();
});
afterAll(() => warehouse.stop());
beforeEach(() => warehouse.clear());

const shoe = { id: 'shoe', price: 40, currency: 'EUR' };
const hat = { id: 'hat', price: 15.5, currency: 'EUR' };
const at = (time: string, day = 20) => `2026-11-${day}T${time}:00.000Z`;
const event = (eventName: string, time: string, fields: Record<string, unknown> = {}): Sent => [
  { eventName, eventTimestamp: time.length > 5 ? time : at(time), ...fields },
];
const carts = () =>
  warehouse.query(
    `select cart_key as key, cart_number as number, value::float, item_count::int as items, order_id as order
     from carts order by cart_key, cart_number`,
  );
const state = async (now: string) =>
  (await warehouse.query<{ state: string }>('select state from dash.carts_at($1) order by cart_number', [now])).map(
    (row) => row.state,
  );

describe('A cart', () => {
  it('is one across visits and clients that name it, with what was put in and taken out again', async () => {
    await warehouse.load(
      event('add_to_cart_click', '10:00', { product: { ...shoe, quantity: 2 }, cart: { id: 'c' } }),
      event('add_to_cart_click', '10:01', { product: hat, cart: { id: 'c' }, clientId: 'phone', sessionId: 'other' }),
      event('remove_from_cart_click', '10:02', { product: shoe, cart: { id: 'c' }, sessionId: 'later' }),
    );
    expect(await carts()).toEqual([{ key: 'c', number: 1, value: 55.5, items: 2, order: null }]);
  });

  it('without an id is its client’s until a purchase, and a new one after that', async () => {
    const order = { id: 'o1', total: 40, currency: 'EUR' };
    await warehouse.load(
      event('add_to_cart_click', '10:00', { product: shoe }),
      event('checkout_complete', '10:05', { order }),
      event('cart_view', '10:05', { cart: { currency: 'EUR', items: [shoe] }, sequence: 9 }),
      event('checkout_complete', '10:30', { order }),
    );
    await warehouse.load(event('add_to_cart_click', '11:00', { product: hat }));
    expect(await carts()).toEqual([
      { key: 'client-1', number: 1, value: 40, items: 1, order: 'o1' },
      { key: 'client-1', number: 2, value: 15.5, items: 1, order: null },
    ]);
  });

  it('takes events that name none, where their client has named it', async () => {
    await warehouse.load(
      event('add_to_cart_click', '10:00', { product: shoe }),
      event('cart_view', '10:01', { cart: { id: 'c' } }),
      event('add_to_cart_click', '10:02', { product: hat }),
      event('checkout_complete', '10:03', { order: { id: 'o1', total: 55.5, currency: 'EUR' } }),
    );
    expect(await carts()).toEqual([{ key: 'c', number: 1, value: 55.5, items: 2, order: 'o1' }]);
  });

  it('is what the shop last showed whole, and never holds less than nothing', async () => {
    await warehouse.load(
      event('remove_from_cart_click', '10:01', { product: { ...hat, quantity: 5 } }),
      event('add_to_cart_click', '10:00', { product: shoe }),
      event('cart_view', '10:03', { cart: { items: [{ ...shoe, quantity: 3 }] } }),
      event('add_to_cart_click', '10:04', { product: hat }),
    );
    expect(await carts()).toEqual([{ key: 'client-1', number: 1, value: 135.5, items: 4, order: null }]);
  });

  it('is worth what its lines cost, else what was reported; never a sum of two currencies', async () => {
    await warehouse.load(
      event('add_to_cart_click', '10:00', { product: shoe }),
      event('add_to_cart_click', '10:01', { product: { ...hat, currency: 'JPY' } }),
    );
    expect(await warehouse.query('select currency, value from carts')).toEqual([{ currency: null, value: null }]);
    await warehouse.load(event('cart_view', '10:02', { cart: { total: 60, currency: 'EUR' } }));
    expect(await warehouse.query('select currency, value::float from carts')).toEqual([{ currency: 'EUR', value: 60 }]);
  });

  it('goes from open over abandoned to recovered, and lapses at last', async () => {
    await warehouse.load(event('add_to_cart_click', '10:00', { product: shoe }));
    expect(await state(at('11:00'))).toEqual(['open']);
    expect(await state(at('14:00'))).toEqual(['abandoned']);
    await warehouse.load(event('cart_view', '20:00'));
    expect(await state(at('21:00'))).toEqual(['recovered']);
    expect(await state(at('00:00', 21))).toEqual(['abandoned']);
    expect(await state('2026-12-20T20:00:00Z')).toEqual(['lapsed']);
    const [row] = await warehouse.query('select is_recovered, recovered_after::text as after from dash.carts_at($1)', [
      at('21:00'),
    ]);
    expect(row).toEqual({ is_recovered: true, after: '10:00:00' });
    await warehouse.load(event('remove_from_cart_click', '21:00', { product: shoe }));
    expect(await state(at('22:00'))).toEqual(['empty']);
  });

  it('was recovered and purchased, by its currency', async () => {
    await warehouse.load(
      event('add_to_cart_click', '10:00', { product: shoe }),
      event('checkout_complete', at('10:00', 21), { order: { id: 'o1', total: 40, currency: 'EUR' } }),
    );
    expect(
      await warehouse.query(
        `select state, currency, carts::int, recovered::int, value::float from dash.cart_states('2026-11-20', '2026-11-20')`,
      ),
    ).toEqual([{ state: 'purchased', currency: 'EUR', carts: 1, recovered: 1, value: 40 }]);
    expect(
      await warehouse.query(
        `select carts::int, abandoned::int, purchased_after::int, recovery::float from dash.cart_recovery('2026-11-20', '2026-11-20')`,
      ),
    ).toEqual([{ carts: 1, abandoned: 1, purchased_after: 1, recovery: 1 }]);
  });
});

describe('Carts', () => {
  it('are bought by whoever else reported the order, where the first turns out to be a bot', async () => {
    const order = { order: { id: 'o1', total: 40, currency: 'EUR' } };
    await warehouse.load(
      event('add_to_cart_click', '10:00', { product: shoe, clientId: 'person', sessionId: 'visit' }),
      event('checkout_complete', '10:10', { ...order, clientId: 'copy', sessionId: 'copied' }),
      event('checkout_complete', '10:20', { ...order, clientId: 'person', sessionId: 'visit' }),
    );
    const bought = () => warehouse.query('select client_id, order_id from carts');
    expect(await bought()).toEqual([{ client_id: 'person', order_id: null }]);
    const [late] = event('page_view', '10:30', { clientId: 'copy', sessionId: 'copied' });
    await warehouse.load([late, { userAgent: 'Mozilla/5.0 (compatible; bingbot/2.0)' }]);
    expect(await bought()).toEqual([{ client_id: 'person', order_id: 'o1' }]);
  });

  it('equal a replay of their events, in whatever order and pieces they were loaded', {
    timeout: 60_000 + RUNS * 10_000,
  }, async () => {
    let compared = 0;
    for (let run = 0; run < RUNS; run++) {
      const random = seeded(run);
      const events = randomShop({ random, run: `r${run}`, count: 40 }).map(
        ([fields, ingest]): Sent => [{ eventId: newId(), ...fields }, ingest],
      );
      for (const piece of delivery(events, random)) await warehouse.load(...piece);
      const people = peopleOf(events);
      const carts = await stored(`r${run}-`);
      expect(carts, `run ${run}`).toEqual(inOrder(replayCarts(people)));
      compared += carts.length;
    }
    expect(compared).toBeGreaterThan(RUNS);
  });
});

async function stored(prefix: string) {
  const rows = await warehouse.query(
    `select cart_key as key, is_derived as derived, cart_number as number, client_id as client, order_id as order, currency,
       (value * 1000)::float as value, count_adds as adds, count_activities as activities, opened_at as opened,
       last_active_at as active, silent_from, silent_to, purchased_at as purchased,
       (select coalesce(jsonb_object_agg(coalesce(i ->> 'id', i ->> 'name', ''), (i ->> 'quantity')::numeric), '{}')
        from jsonb_array_elements(items) as i) as items
     from carts where starts_with(cart_key, $1)`,
    [prefix],
  );
  const iso = (date: Date | null) => date?.toISOString() ?? null;
  return inOrder(
    rows.map(({ silent_from, silent_to, ...row }) => ({
      ...row,
      opened: iso(row.opened),
      active: iso(row.active),
      purchased: iso(row.purchased),
      silence: silent_from && [iso(silent_from), iso(silent_to)],
    })),
  );
}

const nameOf = (cart: Record<string, unknown>) => `${cart.derived} ${cart.key} ${String(cart.number).padStart(3, '0')}`;
const inOrder = <T extends object>(carts: T[]) =>
  carts.sort((a, b) => (nameOf(a as never) < nameOf(b as never) ? -1 : 1));
