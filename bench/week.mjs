// Whether autovacuum keeps up with a week of hourly runs: rows that are dead, and bytes against the same lake loaded at once.
//   npm run week -- [--events 400000]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { runEtl } from '../etl/dist/index.js';
import { openLake } from '../lake/dist/index.js';
import { withClient } from '../warehouse/dist/index.js';
import { makeShop } from './lib/etl/footfall.mjs';
import { report, round } from './lib/report.mjs';
import { startWarehouse } from './lib/warehouse.mjs';

/** Four weeks of a shop, of which the last one is loaded hour by hour. */
const DAYS = 28;
const HOURLY_DAYS = 7;
const END = Date.UTC(2026, 10, 25);
const HOUR_MS = 3_600_000;
/** An hour passes in about a second, so autovacuum looks once a second and not once a minute. */
const NAPTIME = '1s';
/** autovacuum_vacuum_threshold and autovacuum_vacuum_scale_factor as PostgreSQL has them: above it a table is due. */
const DUE = { rows: 50, share: 0.2 };
/** What it has for what is due at the end, in milliseconds; a real hour is longer. */
const QUIET_MS = 60_000;
/** Tables of fewer rows take a page or two, however many of them are dead. */
const MIN_ROWS = 1000;
/** Of the same lake loaded at once: pages that are half full where rows came and went. */
const MOST_BYTES = 1.5;

const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
const prefixOf = (hour) => `events/${new Date(hour).toISOString().slice(0, 13).replace(/[-T]/g, '/')}/`;

async function main() {
  const { events } = parseArgs({ options: { events: { type: 'string', default: '400000' } } }).values;
  const folder = await mkdtemp(join(tmpdir(), 'footfall-bench-week-'));
  try {
    await makeShop(Number(events), join(folder, 'lake'), { days: DAYS });
    await measure(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(folder) {
  const lake = openLake(pathToFileURL(join(folder, 'lake')).href);
  const week = await withWarehouse(join(folder, 'hourly'), (warehouse) => loadHourly(lake, warehouse));
  const once = await withWarehouse(join(folder, 'once'), async (warehouse) => {
    await runEtl({ lake, databaseUrl: warehouse.url('footfall_etl'), logger });
    await ask(warehouse, 'vacuum analyze');
    return tablesOf(warehouse);
  });
  const rows = week.tables
    .filter(({ live, dead, autovacuums }) => live + dead >= MIN_ROWS || autovacuums > 0)
    .map((table) => ({
      table: table.name,
      rows: table.live,
      'dead at the end': table.dead,
      'most ever': week.mostDead[table.name],
      autovacuums: table.autovacuums,
      MiB: round(table.bytes / 2 ** 20),
      'MiB at once': round((once.find(({ name }) => name === table.name)?.bytes ?? 0) / 2 ** 20),
    }));
  console.table(rows);
  const worst = Math.max(
    ...week.tables.filter(({ live }) => live >= MIN_ROWS).map(({ live, dead }) => dead / (live + dead)),
  );
  const against = 'at most';
  const limit = 100 * DUE.share;
  report({ figure: 'dead rows after a week, in the worst table', value: 100 * worst, unit: '%', against, limit });
  const bytes = (tables) => tables.reduce((sum, table) => sum + table.bytes, 0);
  report({
    figure: 'bytes after a week of hourly runs',
    value: bytes(week.tables) / bytes(once),
    unit: 'times',
    against: 'those of the same lake loaded at once, at most',
    limit: MOST_BYTES,
  });
}

/** Loads all but a week, then that hour by hour, and waits for autovacuum. */
async function loadHourly(lake, warehouse) {
  await ask(warehouse, `alter system set autovacuum_naptime = '${NAPTIME}'`);
  await ask(warehouse, 'select pg_reload_conf()');
  const hours = Array.from({ length: DAYS * 24 }, (_, i) => END - (DAYS * 24 - i) * HOUR_MS);
  const load = (some, label) =>
    runEtl({
      lake,
      databaseUrl: warehouse.url('footfall_etl'),
      logger,
      scope: { label, prefixes: some.map(prefixOf), isExact: true },
    });
  await load(hours.slice(0, -HOURLY_DAYS * 24), 'before');
  const mostDead = {};
  const began = performance.now();
  for (const hour of hours.slice(-HOURLY_DAYS * 24)) {
    await load([hour], prefixOf(hour));
    for (const { name, dead } of await tablesOf(warehouse)) mostDead[name] = Math.max(mostDead[name] ?? 0, dead);
  }
  const seconds = (performance.now() - began) / 1000;
  console.log(`${HOURLY_DAYS * 24} hourly runs in ${round(seconds)} s, with autovacuum at work every ${NAPTIME}`);
  for (const end = performance.now() + QUIET_MS; performance.now() < end; await sleep(1000))
    if ((await tablesOf(warehouse)).every(({ live, dead }) => dead <= DUE.rows + DUE.share * live)) break;
  return { tables: await tablesOf(warehouse), mostDead };
}

async function withWarehouse(folder, work) {
  const warehouse = await startWarehouse(folder);
  try {
    return await work(warehouse);
  } finally {
    await warehouse.stop();
  }
}

const ask = ({ adminUrl }, sql) => withClient(adminUrl, (client) => client.query(sql));

/** Each table's live and dead rows as the server counts them, and its bytes with indexes. */
async function tablesOf(warehouse) {
  const { rows } = await ask(
    warehouse,
    `select relname as name, n_live_tup::float8 as live, n_dead_tup::float8 as dead, autovacuum_count::integer as autovacuums,
       pg_total_relation_size(relid)::float8 as bytes
     from pg_stat_user_tables where schemaname = 'public' order by bytes desc`,
  );
  return rows;
}

await main();
