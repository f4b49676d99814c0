import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';

/** Every table that is made from the facts, parents first. */
export const MODELS = [
  'sessions',
  'orders',
  'order_items',
  'carts',
  'product_daily',
  'category_daily',
  'product_list_daily',
  'product_prices',
  'product_visits',
  'page_views',
  'page_daily',
  'refunds',
  'order_conflicts',
  'hourly',
  'daily',
  'event_daily',
  'funnel_daily',
  'quarter_events',
  'other_paths',
  'visit_cells',
  'visit_days',
  'page_view_days',
  'clients',
  'sign_ins',
  'identities',
  'searches',
  'search_daily',
];

/** The migration that has the models built from a warehouse's history. */
const TOUCH_EVERYTHING = readFileSync(
  new URL('../../../warehouse/sql/migrations/000029_models_from_history.sql', import.meta.url),
  'utf8',
);

/** Each model's rows, as they stand and as one rebuild from all facts makes them; nothing is changed. */
export async function comparedWithRebuild({ url }: TestWarehouse): Promise<[kept: string[], rebuilt: string[]][]> {
  const client = new pg.Client({ connectionString: url('footfall_etl') });
  await client.connect();
  try {
    await client.query('begin');
    const kept = await rowsOfModels(client);
    for (const table of MODELS.toReversed()) await client.query(`delete from ${table}`);
    await client.query(TOUCH_EVERYTHING);
    await client.query('select refresh_models()');
    const rebuilt = await rowsOfModels(client);
    return MODELS.map((_, i) => [kept[i] ?? [], rebuilt[i] ?? []]);
  } finally {
    await client.query('rollback');
    await client.end();
  }
}

async function rowsOfModels(client: pg.Client): Promise<string[][]> {
  const all: string[][] = [];
  for (const table of MODELS) {
    const { rows } = await client.query<{ row: string }>(
      `select '${table} ' || t::text as row from ${table} as t order by 1`,
    );
    all.push(rows.map(({ row }) => row));
  }
  return all;
}
