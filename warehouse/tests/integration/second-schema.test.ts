import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkSearchPath,
  createSecondSchema,
  dataTables,
  dropSecondSchema,
  REFERENCE_TABLES,
  secondSchemaUrl,
  withClient,
} from '../../src/index.js';
import { startTestWarehouse, type TestWarehouse } from '../helpers/test-warehouse.js';

let warehouse: TestWarehouse;
const ownerUrl = () => warehouse.url('footfall_owner');
beforeAll(async () => {
  warehouse = await startTestWarehouse();
});
afterAll(() => warehouse.stop());

describe('The second schema', () => {
  it('is all that names without schema can reach, however the URL tries to widen it', async () => {
    await withClient(ownerUrl(), async (owner) => {
      const tables = await createSecondSchema(owner);
      const wide = new URL(ownerUrl());
      wide.searchParams.set('options', '-c search_path=public,rebuild');
      await withClient(secondSchemaUrl(wide.href), async (second) => {
        await checkSearchPath(second);
        const { rows } = await second.query(
          `select t.name, c.relnamespace::regnamespace::text as schema
           from unnest($1::text[]) as t (name) left join pg_class as c on c.oid = to_regclass(t.name)
           order by t.name`,
          [tables],
        );
        expect(rows.map(({ name, schema }) => `${schema}.${name}`)).toEqual(tables.map((name) => `rebuild.${name}`));
        for (const table of tables) {
          await owner.query(`drop table rebuild.${table} cascade`);
          await expect(second.query(`delete from ${table}`)).rejects.toThrow(/does not exist/);
        }
        await expect(second.query('select refresh_models()')).rejects.toThrow(/does not exist/);
      });
      await dropSecondSchema(owner);
      await expect(checkSearchPath(owner)).rejects.toThrow(/search_path/);
    });
  });

  it('goes although a killed rebuild still works in it, and each would wait for the other', async () => {
    await withClient(ownerUrl(), async (owner) => {
      await createSecondSchema(owner);
      await withClient(secondSchemaUrl(ownerUrl()), async (killed) => {
        await killed.query('begin; lock table sessions in access share mode');
        const dropped = dropSecondSchema(owner);
        const taken = async () =>
          warehouse.query<{ name: string }>(
            `select l.relation::regclass::text as name from pg_locks as l
             where l.granted and l.mode = 'AccessExclusiveLock' and l.relation in
               (select oid from pg_class where relnamespace = 'rebuild'::regnamespace and relkind = 'r')
             and exists (select from pg_locks as w where w.pid = l.pid and not w.granted) limit 1`,
          );
        let [other] = await taken();
        while (!other) [other] = await taken();
        // ends the attempt that holds it; where that has waited for more than deadlock_timeout, it ends this one
        await killed.query(`lock table ${other.name} in access share mode`).catch((error: { code?: string }) => {
          expect(error.code).toBe('40P01');
        });
        await killed.query('rollback');
        await dropped;
      });
      expect((await owner.query(`select to_regnamespace('rebuild') as schema`)).rows).toEqual([{ schema: null }]);
    });
  });

  it('is filled by the lake: what migrations or models fill is named as reference data', async () => {
    await withClient(ownerUrl(), async (owner) => {
      const filled: string[] = [];
      for (const table of await dataTables(owner))
        if ((await owner.query(`select from public.${table} limit 1`)).rowCount) filled.push(table);
      expect(filled, 'name these in REFERENCE_TABLES of warehouse/src/rebuild/tables.ts').toEqual([]);
      expect(await dataTables(owner)).not.toEqual(expect.arrayContaining([...REFERENCE_TABLES]));
    });
  });

  it.each([
    [
      'a trigger',
      `create trigger t before insert on orders for each statement execute function suppress_redundant_updates_trigger()`,
      'drop trigger t on orders',
    ],
    [
      'a function that names its schema',
      `create function public.f() returns bigint language sql as 'select count(*) from public.orders'`,
      'drop function public.f',
    ],
    ['a view in public', 'create view public.v as select 1', 'drop view public.v'],
  ])('is refused where public has %s, which would work on the wrong tables', async (_what, make, drop) => {
    await warehouse.query(make, [], 'footfall_owner');
    await withClient(ownerUrl(), async (owner) => {
      await expect(createSecondSchema(owner)).rejects.toThrow(/cannot be made in a second schema, because of/);
    });
    await warehouse.query(drop, [], 'footfall_owner');
  });
});
