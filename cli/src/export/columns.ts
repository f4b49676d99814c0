import type { ClientBase } from 'pg';

/** A column on its way from PostgreSQL to Parquet, as text in between. */
export interface ExportColumn {
  name: string;
  /** What PostgreSQL writes. `t` is the table. */
  sql: string;
  /** What DuckDB reads, and Parquet keeps. */
  type: string;
}

/**
 * Types of PostgreSQL that are not text to whoever reads Parquet. Times are UTC without a zone, since Athena's tables have none.
 * Decimals are exact to nine places after the point: no currency has more than four.
 */
const TYPES: Record<string, string> = {
  boolean: 'BOOLEAN',
  smallint: 'SMALLINT',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  real: 'REAL',
  'double precision': 'DOUBLE',
  numeric: 'DECIMAL(38, 9)',
  date: 'DATE',
  'timestamp with time zone': 'TIMESTAMP',
};

/** The columns of a table, in their order. */
export async function exportColumns(client: ClientBase, table: string): Promise<ExportColumn[]> {
  const { rows } = await client.query<{ name: string; type: string; is_array: boolean }>(
    `select a.attname as name, format_type(a.atttypid, null) as type, t.typcategory = 'A' as is_array
     from pg_attribute as a inner join pg_type as t on t.oid = a.atttypid
     where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [table],
  );
  return rows.map(({ name, type, is_array: isArray }) => {
    const column = `t."${name}"`;
    return { name, sql: isArray ? `array_to_json(${column})` : textOf(column, type), type: TYPES[type] ?? 'VARCHAR' };
  });
}

function textOf(column: string, type: string): string {
  if (type === 'timestamp with time zone') return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`;
  // Two numbers that PostgreSQL has and decimals have not.
  return type === 'numeric' ? `case when ${column} not in ('NaN', 'Infinity', '-Infinity') then ${column} end` : column;
}
