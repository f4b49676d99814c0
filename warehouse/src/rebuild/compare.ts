import pg from 'pg';
import { type Bucket, type Difference, differencesOf } from './differences.js';
import { COMPARED_TABLES, type ComparedTable, dataTables } from './tables.js';

/**
 * Rows fall into so many buckets by their key, each with a sum of its own: where tables differ, only the rows of buckets that differ
 * are looked at.
 */
const BUCKETS = 4096;

/** How a table of the warehouse and the one that was made again compare. */
export interface TableComparison {
  table: string;
  isEqual: boolean;
  /** Rows of the warehouse, and of what was made again. */
  rows: number;
  rebuiltRows: number;
  /** Over all rows, whatever their order. */
  checksum: string;
  rebuiltChecksum: string;
  /** Columns that are not compared, and why. */
  without: Readonly<Record<string, string>>;
  /** How many rows differ; where very many do, at least so many. */
  differing: number;
  /** Some of them. */
  differences: Difference[];
}

/** A table that is not compared, and why. */
export interface SkippedTable {
  table: string;
  why: string;
}

/** Connections, each in a transaction whose names without schema mean one of the two schemas. */
export interface Sides {
  ours: pg.Client;
  rebuilt: pg.Client;
}

/** Compares each table of `public` with the second schema's by checksums over the text of their rows. */
export async function compareSchemas(sides: Sides): Promise<{ compared: TableComparison[]; skipped: SkippedTable[] }> {
  for (const side of [sides.ours, sides.rebuilt])
    await side.query("set local timezone = 'UTC'; set local datestyle = 'ISO'; set local extra_float_digits = 1");
  const compared: TableComparison[] = [];
  const skipped: SkippedTable[] = [];
  for (const table of await dataTables(sides.ours)) {
    const how = COMPARED_TABLES[table] ?? {};
    if ('skip' in how) {
      skipped.push({ table, why: how.skip });
      continue;
    }
    compared.push(await compareTable(sides, table, how));
  }
  return { compared, skipped };
}

/** What a table's rows are made of, as SQL over the alias t. */
export interface Shape {
  /** A query for the rows. */
  rows: string;
  /** A text that names a row. */
  key: string;
  /** The hash of what is compared. */
  hash: string;
  bucket: string;
  time: string;
  columns: readonly string[];
}

async function compareTable(sides: Sides, table: string, how: ComparedTable): Promise<TableComparison> {
  const { shape, without } = await shapeOf(sides.ours, table, how);
  const ours = await sumUp(sides.ours, shape);
  const rebuilt = await sumUp(sides.rebuilt, shape);
  const unequal = [...new Set([...ours.keys(), ...rebuilt.keys()])].filter((bucket) => {
    const [a, b] = [ours.get(bucket), rebuilt.get(bucket)];
    return a?.rows !== b?.rows || a?.sum !== b?.sum;
  });
  const found = unequal.length === 0 ? { differing: 0, differences: [] } : await differencesOf(sides, shape, unequal);
  const again = totalOf(rebuilt);
  return {
    table,
    isEqual: unequal.length === 0,
    ...totalOf(ours),
    rebuiltRows: again.rows,
    rebuiltChecksum: again.checksum,
    without,
    ...found,
  };
}

/** Sums do not depend on the order, and unlike an exclusive or they see rows that are there twice. */
async function sumUp(client: pg.Client, { rows, hash, bucket }: Shape): Promise<Map<number, Bucket>> {
  const { rows: sums } = await client.query<{ bucket: number; rows: string; sum: string }>(
    `select ${bucket} as bucket, count(*) as rows, sum(${hash}::numeric) as sum from (${rows}) as t group by 1`,
  );
  return new Map(sums.map(({ bucket, rows, sum }) => [bucket, { rows: Number(rows), sum }]));
}

/** Rows and checksum of a whole table. */
function totalOf(buckets: Map<number, Bucket>): { rows: number; checksum: string } {
  let rows = 0;
  let sum = 0n;
  for (const bucket of buckets.values()) {
    rows += bucket.rows;
    sum += BigInt(bucket.sum);
  }
  return { rows, checksum: BigInt.asUintN(64, sum).toString(16).padStart(16, '0') };
}

/** Names of columns that hold the time a row belongs to, the best first. */
const TIMES = ['event_timestamp', 'ordered_at', 'started_at', 'received_at', 'hour', 'day', 'date'];

async function shapeOf(
  client: pg.Client,
  table: string,
  how: ComparedTable,
): Promise<{ shape: Shape; without: Readonly<Record<string, string>> }> {
  const { rows } = await client.query<{
    name: string;
    is_identity: boolean;
    is_time: boolean;
    key_place: number | null;
  }>(
    `select a.attname as name, a.attidentity <> '' as is_identity, array_position(i.indkey::int2[], a.attnum) as key_place,
       a.atttypid in ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype) as is_time
     from pg_attribute as a
     left join pg_index as i on i.indrelid = a.attrelid and i.indisprimary
     where a.attrelid = ('public.' || quote_ident($1))::regclass and a.attnum > 0 and not a.attisdropped
     order by a.attnum`,
    [table],
  );
  const identity = rows.filter((row) => row.is_identity).map(({ name }) => [name, 'a number of the order of writing']);
  const without = { ...Object.fromEntries(identity), ...how.without };
  const columns = how.rows
    ? await columnsOf(client, how.rows)
    : rows.map((row) => row.name).filter((name) => !(name in without));
  const primary = rows
    .filter((row) => row.key_place !== null)
    .sort((a, b) => Number(a.key_place) - Number(b.key_place));
  const keys = (how.key ?? primary.map((row) => row.name)).filter((name) => !(name in without));
  const time = rows.filter((row) => row.is_time).map((row) => row.name);
  const best = TIMES.find((name) => time.includes(name)) ?? time[0];
  const list = (names: readonly string[]) => names.map((name) => `t.${pg.escapeIdentifier(name)}`).join(', ');
  const named = keys.length > 0 ? keys : columns;
  const key = named.length === 1 ? `${list(named)}::text` : `jsonb_build_array(${list(named)})::text`;
  return {
    shape: {
      rows: how.rows ?? `table ${pg.escapeIdentifier(table)}`,
      key,
      hash: `hashtextextended(row(${list(columns)})::text, 0)`,
      bucket: `(hashtextextended(${key}, 1) & ${BUCKETS - 1})::int`,
      time: how.time ?? (best ? `t.${pg.escapeIdentifier(best)}` : 'null'),
      columns,
    },
    without,
  };
}

async function columnsOf(client: pg.Client, rows: string): Promise<string[]> {
  const { fields } = await client.query(`select * from (${rows}) as t limit 0`);
  return fields.map((field) => field.name);
}
