import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HiveSQL, TrinoSQL } from 'dt-sql-parser';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../sql/lakehouse/', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.sql') && name !== 'duckdb.sql');

/** Athena reads tables in Hive's language, and asks in Trino's. */
const parserOf = (name: string) => (name.endsWith('.athena.sql') ? new HiveSQL() : new TrinoSQL());

describe('The SQL for Athena', () => {
  it.each(files)('is what its grammar knows: %s', (name) => {
    const sql = readFileSync(folder + name, 'utf8');
    expect(parserOf(name).validate(sql)).toEqual([]);
    expect(parserOf(name).validate(`${sql})`).length).toBeGreaterThan(0);
  });
});
