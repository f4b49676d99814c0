// Where a warehouse's bytes go, by event: tables, their indexes, and the columns of the facts.
//   npm run bytes -- --database postgres://footfall_owner:…/clickstream_dw
import { parseArgs } from 'node:util';
import { withClient } from '../warehouse/dist/index.js';
import { report } from './lib/report.mjs';

/** What we set ourselves for 10 million events: a small server's disk then holds years of a small shop. */
const LIMIT_BYTES = 300;
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

async function main() {
  const { values } = parseArgs({ options: { database: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help || !values.database) {
    console.log(
      'npm run bytes -- --database URL: bytes an event of each table, index and column; the URL is the owner’s',
    );
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  await withClient(values.database, async (client) => {
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
    report({ figure: 'bytes an event', value, unit: 'B', against: 'at most', limit: LIMIT_BYTES });
  });
}

await main();
