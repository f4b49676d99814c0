import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPORTED_TABLES } from '../../cli/dist/export/tables.js';
import { runEtl } from '../../etl/dist/index.js';
import { openLake } from '../../lake/dist/index.js';
import { withClient } from '../../warehouse/dist/index.js';
import { startTestWarehouse, type TestWarehouse } from '../../warehouse/tests/helpers/test-warehouse.js';
import { openSink } from '../lib/shop/open-sink.mjs';
import { readOptions } from '../lib/shop/options.mjs';
import { simulate } from '../lib/shop/simulate.mjs';
import { overLake, overParquet, rowsOf, sqlFile } from './helpers/duckdb.js';
import { LIVELY } from './helpers/made-shop.js';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'footfall-lakehouse-'));
const lakeFolder = join(folder, 'lake');
const exported = join(folder, 'parquet');
const FOOTFALL = fileURLToPath(new URL('../../cli/bin/footfall.js', import.meta.url));
let warehouse: TestWarehouse;

/** An hour ago, since the shared SQL asks for the last 90 days. */
const END = new Date(Date.now() - 3_600_000).toISOString();

/** The made shop's refunds are rare: an order of which a part was given back, and one that nobody can give back in another currency. */
const REFUNDED = [
  { eventName: 'checkout_complete', order: { id: 'refunded', currency: 'EUR', total: 100.1 } },
  { eventName: 'refund', order: { id: 'refunded', currency: 'EUR', total: 30.05 } },
  { eventName: 'refund', order: { id: 'refunded', currency: 'USD', total: 10 } },
].map((event, i) => ({
  ...event,
  eventId: `00000000-0000-7000-8000-00000000000${i}`,
  eventTimestamp: END,
  clientId: 'c-refunded',
  sessionId: 's-refunded',
  _ingest: { receivedAt: END, sentAt: END, userAgent: 'Mozilla/5.0' },
}));

beforeAll(async () => {
  warehouse = await startTestWarehouse();
  const options = readOptions(['--to', `lake:${lakeFolder}`, ...LIVELY, '--events', '20000', '--end', END]);
  await simulate(options, await openSink(options));
  const lake = openLake(pathToFileURL(lakeFolder).href);
  const hour = END.slice(0, 13).replace(/[-T]/g, '/');
  await lake.put(
    `events/${hour}/refunded.ndjson.gz`,
    gzipSync(REFUNDED.map((line) => `${JSON.stringify(line)}\n`).join('')),
  );
  const quiet = () => {};
  const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  await runEtl({
    lake,
    databaseUrl: warehouse.url('footfall_etl'),
    logger,
  } as never);
  await exportTo(exported);
});
afterAll(async () => {
  await warehouse.stop();
  rmSync(folder, { recursive: true });
});

const exportTo = async (place: string, ...more: string[]) => {
  const env = { ...process.env, FOOTFALL_DATABASE_URL: warehouse.url('footfall_etl') };
  const { stdout } = await run(process.execPath, [FOOTFALL, 'export', '--to', place, '--json', ...more], { env });
  return JSON.parse(stdout);
};
const utc = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')`;

/** A figure as PostgreSQL's models have it, and as the shared SQL asks another engine. */
const FIGURES = {
  events: {
    postgres: `select event_id::text, event_name, ${utc('event_timestamp')}, ${utc('received_at')}, clock_suspect::text,
        order_id, trim_scale(order_total)::text from clickstream_events`,
    shared: `select cast(event_id as varchar), event_name, strftime(event_timestamp, '%Y-%m-%d %H:%M:%S.%g'),
        strftime(received_at, '%Y-%m-%d %H:%M:%S.%g'), cast(clock_suspect as varchar), order_id,
        cast(cast(order_total as double) as varchar) from clickstream_events`,
  },
  sessions: {
    postgres: `select session_id, client_id, ${utc('started_at')}, ${utc('ended_at')}, event_count::text, page_view_count::text,
        (coalesce(engaged_seconds, 0))::float8::text, has_product_view::text, has_add_to_cart::text, has_checkout::text,
        has_purchase::text, is_bounce::text from sessions`,
    shared: `select session_id, client_id, strftime(started_at, '%Y-%m-%d %H:%M:%S.%g'),
        strftime(ended_at, '%Y-%m-%d %H:%M:%S.%g'), cast(event_count as varchar), cast(page_view_count as varchar),
        cast(coalesce(engaged_seconds, 0) as varchar), cast(has_product_view as varchar), cast(has_add_to_cart as varchar),
        cast(has_checkout as varchar), cast(has_purchase as varchar), cast(is_bounce as varchar) from lake_sessions`,
  },
  orders: {
    postgres: `select order_id, ${utc('ordered_at')}, currency, total::float8::text, refunded::float8::text, count_reports::text,
        count_conflicts::text, is_trusted::text from orders`,
    shared: `select order_id, strftime(ordered_at, '%Y-%m-%d %H:%M:%S.%g'), currency, cast(cast(total as double) as varchar),
        cast(cast(refunded as double) as varchar), cast(count_reports as varchar), cast(count_conflicts as varchar),
        cast(is_trusted as varchar) from lake_orders`,
  },
  revenue: {
    postgres: `select ((ordered_at at time zone 'UTC')::date)::text, currency, count(*)::text, sum(total)::float8::text,
        (sum(total) - sum(refunded))::float8::text from orders group by 1, 2`,
    shared: `select cast(day as varchar), currency, cast(orders as varchar), cast(cast(gross as double) as varchar),
        cast(cast(net as double) as varchar) from lake_revenue_daily`,
  },
  // As funnel_daily counts, which leaves bots out.
  funnel: {
    postgres: `select ((started_at at time zone 'UTC')::date)::text, count(*)::text, count(*) filter (where has_product_view)::text,
        count(*) filter (where has_product_view and has_add_to_cart)::text,
        count(*) filter (where has_product_view and has_add_to_cart and has_checkout)::text,
        count(*) filter (where has_product_view and has_add_to_cart and has_checkout and has_purchase)::text
      from sessions group by 1`,
    shared: `select cast(day as varchar), cast(sessions as varchar), cast(viewed as varchar), cast(added as varchar),
        cast(began_checkout as varchar), cast(bought as varchar) from lake_funnel_daily`,
  },
} as const;

/** Numbers as JavaScript writes them, since each engine has its own way; in one order. */
const comparable = (rows: unknown[][]) =>
  rows
    .map((row) => row.map((cell) => (typeof cell === 'string' && /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell)))
    .map((row) => JSON.stringify(row))
    .sort();

async function expectEqual(connection: DuckDBConnection, figure: keyof typeof FIGURES) {
  const { postgres, shared } = FIGURES[figure];
  const rows = await withClient(warehouse.url('footfall_owner'), async (client) => {
    return (await client.query({ text: postgres, rowMode: 'array' })).rows;
  });
  const expected = comparable(rows);
  expect(expected.length).toBeGreaterThan(3);
  expect(comparable(await rowsOf(connection, shared))).toEqual(expected);
}

describe('The SQL that runs on Athena, on DuckDB over the lake as it lies', () => {
  for (const figure of Object.keys(FIGURES) as (keyof typeof FIGURES)[])
    it(`gives the same ${figure} as the warehouse`, async () => expectEqual(await overLake(lakeFolder), figure));

  it('reads the columns that the table of Athena has', () => {
    const written = [...sqlFile('00_events.athena.sql').matchAll(/^ {4}`(\w+)` (\S+?),?$/gm)].map(([, name, type]) => [
      name,
      type,
    ]);
    const columns = Object.entries(JSON.parse(sqlFile('columns.json')));
    expect(written).toEqual(columns.map(([name, type]) => [name.toLowerCase(), type]));
  });
});

describe('The same SQL over exported Parquet', () => {
  for (const figure of Object.keys(FIGURES) as (keyof typeof FIGURES)[])
    it(`gives the same ${figure} as the warehouse`, async () => expectEqual(await overParquet(exported), figure));
});

describe('footfall export', () => {
  it('writes every row of every table once, below the UTC day that it belongs to', async () => {
    const connection = await overParquet(exported);
    for (const { table } of EXPORTED_TABLES) {
      const [[rows, strays]] = (await rowsOf(
        connection,
        `select count(*), ${table === 'clickstream_events' ? 'count(*) filter (where cast(event_timestamp as date) <> day)' : 0}
         from read_parquet('${exported}/${table}/*/data.parquet', hive_partitioning = true)`,
      )) as [[string, string | number]];
      const [{ count }] = (await warehouse.query(`select count(*)::text from ${table}`, [], 'footfall_owner')) as [
        { count: string },
      ];
      expect([table, rows, Number(strays)]).toEqual([table, count, 0]);
    }
  });

  it('keeps texts as they are: quotes, commas, line breaks, empty and missing ones', async () => {
    const texts = ['a "quoted", text', 'two\nlines\r\n', '', null, "it's \\ 'so'", '\u{1F6D2} \u00e9', 'NULL'];
    const [event] = await warehouse.query<{ event_id: string }>(
      'select event_id from clickstream_events limit 7',
      [],
      'footfall_owner',
    );
    expect(event).toBeDefined();
    await warehouse.query(
      `with numbered as (select event_id, row_number() over (order by event_id) as n from clickstream_events)
       update clickstream_events as e set page_title = ($1::text[])[n.n], is_bot = false
       from numbered as n where n.event_id = e.event_id and n.n <= 7`,
      [texts],
      'footfall_owner',
    );
    const place = join(folder, 'texts');
    await exportTo(place);
    const connection = await overParquet(place);
    const rows = await rowsOf(connection, 'select page_title from clickstream_events order by event_id limit 7');
    expect(rows.flat()).toEqual(texts);
  });

  it('replaces days, leaves those alone that were not asked for, and removes those that are empty by now', async () => {
    const days = () =>
      readdirSync(join(exported, 'sessions'), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.parquet'))
        .sort();
    const before = days();
    const [first, second] = before.map((name) => name.slice('day='.length).split('/')[0]) as [string, string];
    await warehouse.query(
      "delete from sessions where (started_at at time zone 'UTC')::date = any($1::date[])",
      [[first, second]],
      'footfall_owner',
    );
    const { tables } = await exportTo(exported, '--since', second);
    expect(tables.find(({ table }: { table: string }) => table === 'sessions').removed).toBe(1);
    expect(days()).toEqual(before.filter((name) => name !== `day=${second}/data.parquet`));
  });

  it('says what is wrong with days and places', async () => {
    await expect(exportTo(exported, '--since', '2026-02-31')).rejects.toThrow(/--since/);
    await expect(exportTo('s3://', '--since', '2026-02-01')).rejects.toThrow(/s3:\/\/bucket\/prefix/);
  });
});
