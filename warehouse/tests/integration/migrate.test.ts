import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dumpSchema, migrate, withClient } from '../../src/index.js';
import { startTestWarehouse, type TestWarehouse } from '../helpers/test-warehouse.js';

const OURS = fileURLToPath(new URL('../../sql/', import.meta.url));
/** The last migration of the first release: warehouses with data exist from it on. */
const FIRST_RELEASE = 6;

let warehouse: TestWarehouse;
let sqlFolder: string;
const url = () => warehouse.url('footfall_owner');
const asOwner = (sql: string) => warehouse.query(sql, [], 'footfall_owner');
beforeAll(async () => {
  warehouse = await startTestWarehouse();
});
afterAll(async () => {
  await warehouse.stop();
  await rm(sqlFolder, { recursive: true, force: true });
});
beforeEach(async () => {
  await asOwner('drop schema if exists dash cascade; drop schema public cascade; create schema public');
  if (sqlFolder) await rm(sqlFolder, { recursive: true, force: true });
  sqlFolder = await mkdtemp(join(tmpdir(), 'footfall-sql-'));
  for (const folder of ['migrations', 'models', 'dash']) await mkdir(join(sqlFolder, folder));
  await writeFile(join(sqlFolder, 'roles.sql'), '');
  for (const file of await readdir(join(OURS, 'migrations')))
    if (Number.parseInt(file, 10) <= FIRST_RELEASE)
      await cp(join(OURS, 'migrations', file), join(sqlFolder, 'migrations', file));
});

/** Adds a migration to those of the first release. */
const addMigration = (id: number, sql: string) =>
  writeFile(join(sqlFolder, 'migrations', `${String(id).padStart(6, '0')}_more.sql`), sql);
const dump = () => withClient(url(), dumpSchema);

describe('A warehouse with data', () => {
  it('is brought up to date with all its rows, and its models are right', async () => {
    await migrate(url(), { sqlFolder });
    await asOwner(
      `insert into public.etl_runs (trigger, scope, status, backend_pid) values ('cli', 'all', 'succeeded', 1);
       insert into public.etl_objects (object_key, run_id, object_bytes, received, loaded, duplicate, rejected, hour)
         values ('events/2026/11/22/15/a.ndjson.gz', 1, 100, 2001, 2000, 0, 1, '2026-11-22T15:00Z');
       insert into public.rejected_events (object_id, line_number, reason, received_at) values (1, 3, 'x', '2026-11-22T15:00Z');
       insert into public.clickstream_events (event_id, event_timestamp, event_name, client_id, session_id, received_at, page_path,
         ingest_object, order_id, order_total, currency)
       select gen_random_uuid(), '2026-11-22T15:00Z'::timestamptz + n * interval '1 second',
         case when n % 100 = 0 then 'checkout_complete' else 'page_view' end, 'c', 's' || n % 100, '2026-11-22T15:00Z', '/', 1,
         case when n % 100 = 0 then 'o' || n end, case when n % 100 = 0 then 10 end, case when n % 100 = 0 then 'EUR' end
       from generate_series(1, 2000) as n;
       insert into public.etl_touched (kind, key) select distinct 'session', session_id from public.clickstream_events;
       insert into public.etl_touched (kind, key) select 'order', order_id from public.clickstream_events where order_id is not null`,
    );
    const { applied, refreshed } = await migrate(url());
    expect({ refreshed, applied: applied.every((name) => Number.parseInt(name, 10) > FIRST_RELEASE) }).toEqual({
      refreshed: true,
      applied: true,
    });
    await warehouse.query('select refresh_models()');
    const [counts] = await warehouse.query(
      `select (select count(*)::int from clickstream_events) as events, (select count(*)::int from sessions) as sessions,
         (select sum(event_count)::int from sessions) as session_events, (select sum(total)::int from orders) as total,
         (select bool_and(is_balanced) from dash.balance) as is_balanced, (select count(*)::int from rejected_events) as rejected`,
    );
    const wanted = { events: 2000, sessions: 100, session_events: 2000, total: 200, is_balanced: true, rejected: 1 };
    expect(counts).toEqual(wanted);
  });

  it('is as it was where a migration fails, and goes on from there', async () => {
    await migrate(url(), { sqlFolder });
    await asOwner(
      `insert into public.etl_runs (trigger, scope, status, backend_pid) values ('cli', 'all', 'succeeded', 1)`,
    );
    const before = await dump();
    await addMigration(
      900_001,
      `alter table public.etl_runs add column more text; delete from public.etl_runs; select 1 / 0`,
    );
    await expect(migrate(url(), { sqlFolder })).rejects.toThrow(/division by zero/);
    expect(await dump()).toBe(before);
    expect(await asOwner('select count(*)::int as n from public.etl_runs')).toEqual([{ n: 1 }]);
    await addMigration(900_001, 'alter table public.etl_runs add column more text');
    expect((await migrate(url(), { sqlFolder })).applied).toEqual(['900001_more.sql']);
  });

  it('knows how many rows it has after a migration', async () => {
    await migrate(url(), { sqlFolder });
    await addMigration(900_001, 'create table public.more as select n from generate_series(1, 5000) as n');
    await migrate(url(), { sqlFolder });
    expect(await asOwner(`select reltuples::int as n from pg_class where relname = 'more'`)).toEqual([{ n: 5000 }]);
  });

  it('is not kept waiting by a migration that waits for a long query, and the migration says what to do', async () => {
    await migrate(url(), { sqlFolder });
    await addMigration(900_001, 'alter table public.sessions add column more text');
    const reader = new pg.Client({ connectionString: url() });
    await reader.connect();
    await reader.query('begin; select from public.sessions');
    const migrating = migrate(url(), { sqlFolder, patienceMs: 2000 });
    const outcome = expect(migrating).rejects.toThrow(/900001_more\.sql waited 2 s .*End long queries/s);
    // others get at the table between two attempts
    for (let i = 0; i < 3; i++) await asOwner('select from public.sessions');
    await outcome;
    await reader.query('rollback');
    await reader.end();
    expect((await migrate(url(), { sqlFolder })).applied).toEqual(['900001_more.sql']);
  });
});
