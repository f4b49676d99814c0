import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

const SQL = fileURLToPath(new URL('../../../warehouse/sql/lakehouse/', import.meta.url));
export const sqlFile = (name: string) => readFileSync(`${SQL}${name}`, 'utf8');

/** The files that run on Athena, in their order; the first one reads the raw lake. */
const MODELS = ['20_sessions.sql', '30_orders.sql', '40_revenue_daily.sql', '50_funnel_daily.sql'];

/** DuckDB with the shared models over the lake as it lies. */
export async function overLake(lakeFolder: string): Promise<DuckDBConnection> {
  return over(
    `create view events as
     select * exclude (filename), regexp_extract(filename, 'events/(\\d{4}/\\d{2}/\\d{2}/\\d{2})/', 1) as hour
     from read_json(
         '${lakeFolder}/events/*/*/*/*/*.ndjson.gz', format = 'newline_delimited', columns = {${jsonColumns()}},
         ignore_errors = true, filename = true
     )`,
    sqlFile('10_clickstream_events.sql'),
  );
}

/** DuckDB with the shared models over an export. */
export async function overParquet(folder: string): Promise<DuckDBConnection> {
  return over(
    `create view clickstream_events as select * from read_parquet('${folder}/clickstream_events/*/data.parquet', hive_partitioning = true)`,
  );
}

async function over(...facts: string[]): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create()).connect();
  for (const sql of ["set timezone = 'UTC'", sqlFile('duckdb.sql'), ...facts, ...MODELS.map(sqlFile)])
    await connection.run(sql);
  return connection;
}

/** Athena's types, written for DuckDB: all scalars are strings. */
function jsonColumns(): string {
  const columns: Record<string, string> = JSON.parse(sqlFile('columns.json'));
  const typeOf = (type: string) => {
    const fields = /^struct<(.*)>$/.exec(type)?.[1];
    return fields ? `STRUCT(${fields.replace(/(\w+):string/g, '"$1" VARCHAR')})` : 'VARCHAR';
  };
  return Object.entries(columns)
    .map(([name, type]) => `"${name}": '${typeOf(type)}'`)
    .join(', ');
}

/** Rows as texts, so that engines can be compared. */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRowsJson();
}
