import { DuckDBInstance } from '@duckdb/node-api';
import type { Page } from '@playwright/test';

/** Clicks a link that gives a file. @returns where it lies */
export async function downloaded(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name, exact: true }).click(),
  ]);
  return await download.path();
}

/** The rows of a Parquet file as DuckDB reads them. */
export async function rowsOf(parquetFile: string): Promise<Record<string, unknown>[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const reader = await connection.runAndReadAll(`select * from read_parquet('${parquetFile}')`);
  connection.closeSync();
  return reader.getRowObjectsJson();
}
