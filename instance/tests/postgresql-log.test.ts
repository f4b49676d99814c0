import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from '@footfall/warehouse';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../../warehouse/tests/helpers/test-warehouse.js';

const STEP = new URL('../machine/steps/50-postgresql.sh', import.meta.url);
/** What the bootstrap sets about the content of the log; where it goes is another matter. */
const SETTINGS = [...readFileSync(STEP, 'utf8').matchAll(/^(log_(?:error|min|parameter)\w*) = '?([\w-]+)'?$/gm)].map(
  ([, name = '', value = '']) => [name, value] as const,
);

let warehouse: TestWarehouse;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
});
afterAll(() => warehouse.stop());

const asAdmin = (...statements: string[]) =>
  withClient(warehouse.server.adminUrl, async (client) => {
    for (const statement of statements) await client.query(statement);
  });

/** A row that is refused, and a statement that fails: both name a person. @returns the log */
async function trouble(person: string): Promise<string> {
  await asAdmin(
    `create table if not exists people (name text primary key, age int)`,
    `insert into people values ('${person}', 1)`,
  );
  const failing = [`insert into people values ('${person}', 2)`, `insert into people select '${person}', 1 / 0`];
  for (const statement of failing) await expect(asAdmin(statement)).rejects.toThrow();
  return readFileSync(join(warehouse.folder, 'postgres.log'), 'utf8');
}

it("PostgreSQL's log on the instance has no rows and no statements, which may name persons", async () => {
  // As PostgreSQL comes it has both, so that this test would see them.
  expect(await trouble('ann@shop.example')).toContain('ann@shop.example');

  expect(SETTINGS.map(([name]) => name).sort()).toEqual([
    'log_error_verbosity',
    'log_min_duration_statement',
    'log_min_error_statement',
  ]);
  await asAdmin(...SETTINGS.map(([name, value]) => `alter system set ${name} = '${value}'`), 'select pg_reload_conf()');
  await expect
    .poll(() => warehouse.query<{ log_error_verbosity: string }>('show log_error_verbosity'))
    .toEqual([{ log_error_verbosity: 'terse' }]);
  const log = await trouble('bob@shop.example');
  expect(log).toContain('duplicate key value violates unique constraint "people_pkey"');
  expect(log).toContain('division by zero');
  expect(log).not.toContain('bob@shop.example');
});
