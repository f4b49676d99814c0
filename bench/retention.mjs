// Whether old facts go without bloat: a warehouse that keeps 100 days is as large after another month as before it.
//   npm run retention [-- --events 200000]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { retainFacts, runEtl } from '../etl/dist/index.js';
import { openLake } from '../lake/dist/index.js';
import { withClient } from '../warehouse/dist/index.js';
import { makeShop } from './lib/etl/footfall.mjs';
import { report } from './lib/report.mjs';
import { startWarehouse } from './lib/warehouse.mjs';

/** Of the shop's traffic, which ends on the day that `makeShop` says. */
const DAYS = 160;
const END = Date.UTC(2026, 10, 25);
const DAY_MS = 86_400_000;
const KEEP_DAYS = 100;
/** The lake's first days up to here are loaded before anything is dropped. */
const FIRST_DAYS = 130;
/** Of the heap, when a month went and a month came: what pages have no room for is in new ones. */
const MOST_GROWTH = 1.1;
/** Bytes of an id that stays for an event that went; 44 of the row, and a key of at most half-filled pages. */
const MOST_ID_BYTES = 100;

const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
const day = (number) => new Date(END - (DAYS - number) * DAY_MS);
const prefixOf = (number) => `events/${day(number).toISOString().slice(0, 10).replaceAll('-', '/')}/`;

async function main() {
  const { events } = parseArgs({ options: { events: { type: 'string', default: '200000' } } }).values;
  const folder = await mkdtemp(join(tmpdir(), 'footfall-bench-retention-'));
  const warehouse = await startWarehouse(folder);
  try {
    await measure(Number(events), join(folder, 'lake'), warehouse);
  } finally {
    await warehouse.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(events, lakeFolder, warehouse) {
  await makeShop(events, lakeFolder, { days: DAYS });
  const lake = openLake(pathToFileURL(lakeFolder).href);
  const common = { databaseUrl: warehouse.url('footfall_etl'), logger };
  const load = (from, to) => {
    const prefixes = Array.from({ length: to - from }, (_, i) => prefixOf(from + i));
    const scope = { label: `days ${from} to ${to}`, prefixes, isExact: true };
    return runEtl({ ...common, lake, scope });
  };
  const retain = async (now) => {
    const started = process.cpuUsage();
    const done = await retainFacts({ ...common, now, shop: { factsKeepDays: KEEP_DAYS } });
    const { user, system } = process.cpuUsage(started);
    await withClient(warehouse.url('footfall_owner'), (owner) => owner.query('vacuum (analyze)'));
    console.log(
      `dropped ${done.facts} facts from before ${done.frozenBefore}: ${done.seconds.toFixed(1)} s, ${Math.round((user + system) / 1000)} ms of ours`,
    );
  };
  const sizes = () => withClient(warehouse.url('footfall_owner'), sizesOf);

  await load(0, FIRST_DAYS);
  const before = await sizes();
  await retain(day(FIRST_DAYS));
  const dropped = await sizes();
  await load(FIRST_DAYS, DAYS);
  const after = await sizes();
  await retain(day(DAYS));
  console.table({ loaded: before, 'old ones dropped': dropped, 'a month loaded': after });
  const against = 'as before the drop, times';
  report({ figure: 'heap of the facts', value: after.heap / before.heap, unit: 'times', against, limit: MOST_GROWTH });
  const { ids, idBytes } = await sizes();
  report({ figure: 'an id that stays', value: idBytes / ids, unit: 'B', against: 'at most', limit: MOST_ID_BYTES });
}

async function sizesOf(client) {
  const { rows } = await client.query(
    `select (select count(*) from clickstream_events)::float8 as facts,
       pg_relation_size('clickstream_events')::float8 as heap,
       pg_indexes_size('clickstream_events')::float8 as indexes,
       pg_total_relation_size('page_views')::float8 as "pageViews",
       (select count(*) from dropped_events)::float8 as ids,
       pg_total_relation_size('dropped_events')::float8 as "idBytes"`,
  );
  return rows[0];
}

await main();
