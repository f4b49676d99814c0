import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ModelWarehouse, type Sent, startModelWarehouse } from '../helpers/model-warehouse.js';

let warehouse: ModelWarehouse;
const event = (eventName: string, at: string, fields: Record<string, unknown> = {}): Sent => [
  { eventName, eventTimestamp: `2026-11-${at}:00.000Z`, pageUrl: 'https://shop.example/', ...fields },
];
const order = (id: string, total: number) => ({
  order: { id, total, currency: 'EUR', items: [{ id: 'desk', quantity: 1, price: total }] },
});
const product = (id: string, category: string) => ({ product: { id, name: id, category } });

/** One visitor comes by a letter, and again by himself; one comes by himself alone. */
beforeAll(async () => {
  warehouse = await startModelWarehouse();
  const letter = { clientId: 'reader', sessionId: 'letter', pageUrl: 'https://shop.example/sale?utm_medium=email' };
  const again = { clientId: 'reader', sessionId: 'again' };
  const direct = { clientId: 'other', sessionId: 'direct' };
  await warehouse.load(
    event('page_view', '09T10:00', { ...letter, sequence: 1 }),
    event('search', '09T10:01', { ...letter, sequence: 3, search: { query: 'desk', results: 4 } }),
    event('product_view', '09T10:02', { ...letter, sequence: 4, ...product('desk', 'Desks') }),
    event('product_view', '09T10:03', { ...letter, sequence: 5, ...product('lamp', 'Lamps') }),
    event('add_to_cart_click', '09T10:04', { ...letter, sequence: 6, ...product('desk', 'Desks') }),
    event('checkout_start', '09T10:05', { ...letter, sequence: 7 }),
    event('checkout_complete', '09T10:06', { ...letter, sequence: 8, ...order('o1', 100) }),
    event('page_view', '17T10:00', { ...again, sequence: 1, pageUrl: 'https://shop.example/help' }),
    event('checkout_complete', '17T10:01', { ...again, sequence: 2, ...order('o2', 30) }),
    event('page_view', '10T10:00', { ...direct, sequence: 1 }),
    event('page_view', '10T10:01', { ...direct, sequence: 2, pageUrl: 'https://shop.example/sale' }),
    event('search', '10T10:02', { ...direct, sequence: 3, search: { query: 'lamp', results: 1 } }),
    event('product_view', '10T10:03', { ...direct, sequence: 4, ...product('desk', 'Desks') }),
    event('checkout_complete', '10T10:04', { ...direct, sequence: 5, ...order('o3', 7) }),
  );
});
afterAll(() => warehouse.stop());

/** Answers of a function for November, all and for one channel, as lists of one text a row. */
async function asked(call: (filter: string) => string): Promise<Record<string, string[]>> {
  const answers: Record<string, string[]> = {};
  for (const [who, filter] of [
    ['all', '{}'],
    ['by letter', '{"channel": ["Email"]}'],
    ['nobody', '{"device": ["tablet"]}'],
  ]) {
    const rows = await warehouse.query<{ row: string }>(call(`'2026-11-01', '2026-11-30', p_filter => '${filter}'`));
    answers[who as string] = rows.map(({ row }) => row);
  }
  return answers;
}

describe('A filter', () => {
  it('keeps the orders of visits that fit, and divides their money among all visits of their client', async () => {
    const credits = (model: string) =>
      asked(
        (given) => `select concat_ws(' ', channel, orders::float, gross::float) as row
                        from dash.attribution(${given}, p_model => '${model}') order by 1`,
      );
    expect(await credits('last')).toEqual({
      all: ['Direct 2 37', 'Email 1 100'],
      'by letter': ['Email 1 100'],
      nobody: [],
    });
    const linear = await asked(
      (given) => `select sum(gross)::float::text as row from dash.attribution(${given}, p_model => 'linear')`,
    );
    expect(linear).toMatchObject({ all: ['137'], 'by letter': ['100'] });
  });

  it('keeps the customers of such orders', async () => {
    expect(
      await asked(
        (given) => `select concat_ws(' ', customers, repeat_customers) as row from dash.repeat_purchase(${given})`,
      ),
    ).toEqual({ all: ['2 1'], 'by letter': ['1 0'], nobody: ['0 0'] });
    const segments = await asked(
      (given) =>
        `select sum(net_revenue)::float::text as row from dash.customer_segments(${given}) having count(*) > 0`,
    );
    expect(segments).toEqual({ all: ['137'], 'by letter': ['100'], nobody: [] });
  });

  it('keeps the cohort of those whose first session fits, with whatever sessions came after', async () => {
    expect(
      await asked(
        (given) =>
          `select concat_ws(' ', cohort_week, week_number, clients) as row from dash.retention(${given}) order by 1`,
      ),
    ).toEqual({
      all: ['2026-11-09 0 2', '2026-11-09 1 1'],
      'by letter': ['2026-11-09 0 1', '2026-11-09 1 1'],
      nobody: [],
    });
  });

  it('keeps journeys, and neighbours of a page, of visits that fit', async () => {
    expect(
      await asked((given) => `select array_to_string(paths, ' ') as row from dash.journeys(${given}) order by 1`),
    ).toEqual({ all: ['/ /sale', '/help', '/sale'], 'by letter': ['/sale'], nobody: [] });
    expect(
      await asked(
        (given) =>
          `select concat_ws(' ', direction, path, views) as row from dash.page_steps(${given}, p_path => '/sale') order by 1`,
      ),
    ).toEqual({
      all: ['next (exit) 2', 'previous (entry) 1', 'previous / 1'],
      'by letter': ['next (exit) 1', 'previous (entry) 1'],
      nobody: [],
    });
  });

  it('keeps the money of searches of visits that fit', async () => {
    expect(
      await asked(
        (given) => `select concat_ws(' ', query, gross::float) as row from dash.search_revenue(${given}) order by 1`,
      ),
    ).toEqual({ all: ['desk 100', 'lamp 7'], 'by letter': ['desk 100'], nobody: [] });
  });

  it('keeps what is missing of visits that fit, by browser as by day', async () => {
    expect(
      await asked((given) => `select concat_ws(' ', day, received, missing) as row from dash.lost_events(${given})`),
    ).toEqual({
      all: ['2026-11-09 7 1', '2026-11-10 5 0', '2026-11-17 2 0'],
      'by letter': ['2026-11-09 7 1'],
      nobody: [],
    });
    expect(
      await asked(
        (given) =>
          `select concat_ws(' ', sum(sessions), sum(received), sum(missing)) as row from dash.lost_by_browser(${given})`,
      ),
    ).toEqual({ all: ['3 14 1'], 'by letter': ['1 7 1'], nobody: [''] });
  });

  it('keeps what else was bought by viewers whose visits fit', async () => {
    expect(
      await asked(
        (given) => `select concat_ws(' ', product_id, buyers) as row from dash.viewers_also_bought('lamp', ${given})`,
      ),
    ).toEqual({ all: ['desk 1'], 'by letter': ['desk 1'], nobody: [] });
  });
});

it('The funnel by category counts a visit for each category that it saw', async () => {
  const rows = (by: string) =>
    asked(
      (given) => `select concat_ws(' ', value, viewed, added, checked_out, purchased) as row
                      from dash.funnel_figures(${given}, p_by => 'category', p_subject => '${by}') order by 1`,
    );
  const right = {
    all: ['Desks 2 1 1 1', 'Lamps 1 0 0 0'],
    'by letter': ['Desks 1 1 1 1', 'Lamps 1 0 0 0'],
    nobody: [],
  };
  expect(await rows('session')).toEqual(right);
  expect(await rows('visitor')).toEqual(right);
});
