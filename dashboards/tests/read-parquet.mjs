// Prints a Parquet file as JSON, read by DuckDB: the type of each column and its values, whole numbers and days as text.
import { DuckDBInstance } from '@duckdb/node-api';

const connection = await (await DuckDBInstance.create(':memory:')).connect();
const file = process.argv[2].replaceAll("'", "''");
const reader = await connection.runAndReadAll(`select * from read_parquet('${file}')`);
const types = reader.columnTypes().map(String);
const values = reader.getColumnsJson();
const columns = reader.columnNames().map((name, at) => ({ name, type: types[at], values: values[at] ?? [] }));
process.stdout.write(JSON.stringify(columns));
