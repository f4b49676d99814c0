// Where a warehouse's bytes go, by event: tables, their indexes, and the columns of the facts.
//   npm run bytes -- [--events 10000000] [--database postgres://footfall_owner:…/clickstream_dw]
import { parseArgs } from 'node:util';
import { withClient } from '../warehouse/dist/index.js';
import { MOST_BYTES_AN_EVENT } from './lib/etl/scale-figures.mjs';
import { report } from './lib/report.mjs';
import { withShopWarehouse } from './lib/shop-warehouse.mjs';

/** Pages of the facts that are looked at for the columns, in percent. */
const SAMPLE_PERCENT = 5;

const RELATIONS = `
  select relname as name, pg_table_size(oid)::float8 as rows, pg_indexes_size(oid)::float8 as indexes
  from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'm')
  order by pg_total_relation_size(oid) desc`;

const INDEXES = `
  select c.relname as name, pg_relation_size(c.oid)::float8 as bytes
  from pg_index as i
  inner join pg_class as c on c.oid = i.indexrelid
  where i.indrelid = 'public.clickstream_events'::regclass
  order by 2 desc`;

async function columnBytes(client) {
  const { rows: columns } = await client.query(
    `select attname as name from pg_attribute
     where attrelid = 'public.clickstream_events'::regclass and attnum > 0 and not attisdropped`,
  );
  const sums = columns.map(({ name }) => `coalesce(sum(pg_column_size("${name}")), 0)::float8 / count(*) as "${name}"`);
  const { rows } = await client.query(
    `select count(*) as sampled, ${sums.join(', ')} from public.clickstream_events tablesample system (${SAMPLE_PERCENT})`,
  );
  const { sampled: _, ...bytes } = rows[0];
  return Object.entries(bytes).sort(([, a], [, b]) => b - a);
}

const line = (name, ...figures) =>
  console.log(`${name.padEnd(34)}${figures.map((figure) => figure.toFixed(1).padStart(9)).join('')}`);

const HELP = `Bytes an event of each table, index and column of the facts.

  npm run bytes -- [options]

  --events N       of a shop over 90 days, made and loaded for it (10000000: half an hour, 20 GB)
  --folder DIR     where lake and warehouse are made for the time being (the system's temporary folder)
  --database URL   a warehouse that is there instead, as footfall_owner`;

async function main() {
  const text = { type: 'string' };
  const { values } = parseArgs({ options: { events: text, folder: text, database: text, help: { type: 'boolean' } } });
  if (values.help) return console.log(HELP);
  if (values.database) return withClient(values.database, sayBytes);
  await withShopWarehouse({ events: Number(values.events ?? 10_000_000), folder: values.folder }, (warehouse) =>
    withClient(warehouse.url('footfall_owner'), sayBytes),
  );
}

async function sayBytes(client) {
  const events = Number((await client.query('select count(*) as n from public.clickstream_events')).rows[0].n);
  if (events === 0) throw new Error('This warehouse has no events');
  const { rows: relations } = await client.query(RELATIONS);
  console.log(`${events} events; bytes an event\n\n${'table'.padEnd(37)}rows  indexes      all`);
  for (const { name, rows, indexes } of relations)
    if ((rows + indexes) / events >= 0.1) line(name, rows / events, indexes / events, (rows + indexes) / events);
  console.log('\nindexes of clickstream_events');
  for (const { name, bytes } of (await client.query(INDEXES)).rows) line(name, bytes / events);
  console.log('\ncolumns of clickstream_events, without each row’s own 36 to 44 bytes');
  for (const [name, bytes] of await columnBytes(client)) if (bytes >= 1) line(name, bytes);
  console.log('');
  const value = relations.reduce((sum, { rows, indexes }) => sum + rows + indexes, 0) / events;
  report({
    figure: `bytes an event at ${events} events`,
    value,
    unit: 'B',
    against: 'at most',
    limit: MOST_BYTES_AN_EVENT,
  });
}

await main();
