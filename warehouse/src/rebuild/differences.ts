import pg from 'pg';
import type { Shape, Sides } from './compare.js';

/** Differing rows that are named for each table. */
const SAMPLE_ROWS = 10;
/** Differing buckets that are looked into: of 10 million rows, some 160,000. */
const MAX_BUCKETS = 64;

/** The sum over the rows of a bucket. */
export interface Bucket {
  rows: number;
  sum: string;
}

/** A row that differs. */
export interface Difference {
  key: string;
  /** Whether it is extra in the warehouse, missing there, or another than the lake gives. */
  kind: 'only in the warehouse' | 'only in the lake' | 'changed';
  /** Columns that differ, of a changed row. */
  columns: string[];
  /** The UTC day that the row belongs to, as 2026-11-22; null where it has no time. */
  day: string | null;
}

interface Row {
  key: string;
  hash: string;
  day: string | null;
}

/** Finds rows that differ in some buckets, and says of the first ones how. */
export async function differencesOf(
  { ours, rebuilt }: Sides,
  shape: Shape,
  buckets: readonly number[],
): Promise<{ differing: number; differences: Difference[] }> {
  const some = buckets.slice(0, MAX_BUCKETS);
  const [mine, theirs] = [await rowsOf(ours, shape, some), await rowsOf(rebuilt, shape, some)];
  const found: Difference[] = [];
  for (const [key, { hash, day }] of mine) {
    const other = theirs.get(key);
    if (!other) found.push({ key, kind: 'only in the warehouse', columns: [], day });
    else if (other.hash !== hash) found.push({ key, kind: 'changed', columns: [], day });
  }
  for (const [key, { day }] of theirs)
    if (!mine.has(key)) found.push({ key, kind: 'only in the lake', columns: [], day });
  found.sort((a, b) => (a.key < b.key ? -1 : 1));
  const sample = sampleOf(found);
  await nameColumns({ ours, rebuilt }, shape, sample);
  return { differing: found.length, differences: sample };
}

/** Some of each kind. */
function sampleOf(found: readonly Difference[]): Difference[] {
  const kinds = new Map<string, Difference[]>();
  for (const difference of found) {
    const some = kinds.get(difference.kind);
    if (some) some.push(difference);
    else kinds.set(difference.kind, [difference]);
  }
  return [...kinds.values()].flatMap((some) => some.slice(0, Math.ceil(SAMPLE_ROWS / kinds.size)));
}

async function rowsOf(client: pg.Client, shape: Shape, buckets: readonly number[]): Promise<Map<string, Row>> {
  const { rows } = await client.query<Row>(
    `select ${shape.key} as key, ${shape.hash}::text as hash,
       to_char((${shape.time})::timestamptz at time zone 'UTC', 'YYYY-MM-DD') as day
     from (${shape.rows}) as t where ${shape.bucket} = any($1::int[])`,
    [buckets],
  );
  return new Map(rows.map((row) => [row.key, row]));
}

async function nameColumns(sides: Sides, shape: Shape, differences: readonly Difference[]): Promise<void> {
  const keys = differences.filter(({ kind }) => kind === 'changed').map(({ key }) => key);
  if (keys.length === 0) return;
  const [mine, theirs] = [await contents(sides.ours, shape, keys), await contents(sides.rebuilt, shape, keys)];
  for (const difference of differences) {
    const [a, b] = [mine.get(difference.key), theirs.get(difference.key)];
    if (a && b) difference.columns = shape.columns.filter((_, i) => a[i] !== b[i]);
  }
}

/** The texts of some rows' columns. */
async function contents(
  client: pg.Client,
  shape: Shape,
  keys: readonly string[],
): Promise<Map<string, (string | null)[]>> {
  const texts = shape.columns.map((column) => `t.${pg.escapeIdentifier(column)}::text`).join(', ');
  const { rows } = await client.query<{ key: string; texts: (string | null)[] }>(
    `select ${shape.key} as key, array[${texts}] as texts from (${shape.rows}) as t where ${shape.key} = any($1::text[])`,
    [keys],
  );
  return new Map(rows.map((row) => [row.key, row.texts]));
}
