import { spawn } from 'node:child_process';
import { chown, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  documentMetrics,
  documentSchema,
  dumpSchema,
  freePort,
  migrate,
  pendingMigrations,
  startEmbeddedServer,
  withClient,
} from '../../src/index.js';
import { READERS_PATIENCE_MS } from '../../src/roles.js';
import { serverAccount } from '../../src/server-account.js';
import { startTestWarehouse, type TestWarehouse } from '../helpers/test-warehouse.js';

let warehouse: TestWarehouse;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
});
afterAll(() => warehouse.stop());

describe('Migrations', () => {
  it('change nothing when they run again', async () => {
    expect(await migrate(warehouse.url('footfall_owner'))).toEqual({ applied: [], refreshed: false });
    expect(await pendingMigrations(warehouse.url('footfall_owner'))).toEqual([]);
  });

  it('may run twice at the same time', async () => {
    const both = await Promise.all([1, 2].map(() => migrate(warehouse.url('footfall_owner'))));
    expect(both.every(({ applied }) => applied.length === 0)).toBe(true);
  });

  it('refuse a warehouse whose applied migration was edited', async () => {
    const set = (checksum: string) =>
      warehouse.query('update public.footfall_migrations set checksum = $1 where id = 1', [checksum], 'footfall_owner');
    const [row] = await warehouse.query<{ checksum: string }>(
      'select checksum from public.footfall_migrations where id = 1',
      [],
      'footfall_owner',
    );
    await set('another');
    await expect(migrate(warehouse.url('footfall_owner'))).rejects.toThrow(/edited after it was applied/);
    await set(row?.checksum ?? '');
  });

  it('refuse a warehouse that a newer version has migrated', async () => {
    await warehouse.query(
      `insert into public.footfall_migrations (id, name, checksum) values (999999, '999999_future.sql', 'x')`,
      [],
      'footfall_owner',
    );
    await expect(migrate(warehouse.url('footfall_owner'))).rejects.toThrow(/newer version/);
    await warehouse.query('delete from public.footfall_migrations where id = 999999', [], 'footfall_owner');
  });
});

/** What a reader must not do. */
const FORBIDDEN = [
  'select from public.sessions',
  'select from public.clickstream_events',
  'select from public.etl_runs',
  'create table public.mine (a int)',
  'create table dash.mine (a int)',
  'create temporary table mine (a int)',
  'delete from dash.sessions',
  'insert into dash.order_items (order_id, line_number, quantity) values (1, 1, 1)',
  'create schema mine',
  'create function dash.mine() returns int language sql return 1',
  'create function pg_temp.mine() returns int language sql return 1',
  'set search_path = dash, public; select from public.sessions',
  'select public.refresh_models()',
  `select nextval('public.etl_runs_run_id_seq')`,
  'select lo_create(0)',
  `select lo_from_bytea(0, 'x')`,
  'select pg_advisory_lock(1)',
  'select pg_try_advisory_lock(1)',
  `select pg_read_file('postmaster.pid')`,
  `copy (select 1) to program 'true'`,
  'set role footfall_owner',
];

describe('Roles', () => {
  it('have no rights beyond their task', async () => {
    const rows = await warehouse.query(
      `select rolname from pg_roles where rolname like 'footfall_%' and (rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls)`,
    );
    expect(rows).toEqual([]);
  });

  it.each(['footfall_dash', 'footfall_analyst'].flatMap((role) => FORBIDDEN.map((sql) => [role, sql] as const)))(
    '%s must not: %s',
    async (role, sql) => {
      // Whoever has its password can take off what its connections only begin with.
      const attempt = warehouse.query(`begin; set transaction read write; ${sql}`, [], role as 'footfall_dash');
      await expect(attempt).rejects.toThrow(/permission denied/);
    },
  );

  it('are waited for by migrations and swaps until their longest statement has ended', async () => {
    const limits = await warehouse.query<{ ms: number }>(
      `select extract(epoch from substr(c, length('statement_timeout=') + 1)::interval)::int * 1000 as ms
       from pg_db_role_setting, unnest(setconfig) as c where c like 'statement_timeout=%'`,
      [],
      'footfall_owner',
    );
    expect(limits.length).toBeGreaterThanOrEqual(2);
    expect(READERS_PATIENCE_MS).toBeGreaterThan(Math.max(...limits.map(({ ms }) => ms)));
  });

  it('footfall_dash begins each connection read-only and with little time', async () => {
    const [settings] = await warehouse.query(
      `select current_setting('transaction_read_only') as read_only, current_setting('statement_timeout') as timeout`,
      [],
      'footfall_dash',
    );
    expect(settings).toEqual({ read_only: 'on', timeout: '1min' });
  });

  it('footfall_analyst begins each connection read-only, with more time, and sees dash without naming it', async () => {
    const [settings] = await warehouse.query(
      `select current_setting('transaction_read_only') as read_only, current_setting('statement_timeout') as timeout,
         current_schemas(false)::text[] as schemas, (select count(*)::int from sessions) as sessions`,
      [],
      'footfall_analyst',
    );
    expect(settings).toEqual({ read_only: 'on', timeout: '5min', schemas: ['dash'], sessions: 0 });
  });

  it('cannot lend their rights: no function of ours runs with those of its owner', async () => {
    const lent = await warehouse.query(
      `select oid::regprocedure from pg_proc where prosecdef and pronamespace::regnamespace::text in ('public', 'dash')`,
    );
    expect(lent).toEqual([]);
  });

  it('may make nothing anywhere but for temporary tables of loading, and what everybody may is nothing of ours', async () => {
    const may = await warehouse.query<{ may: string }>(
      `with roles as (
         select unnest(array['footfall_etl', 'footfall_dash']) as role
       )
       select role || ' create in ' || nspname as may from roles, pg_namespace where has_schema_privilege(role, oid, 'create')
       union all
       select role || ' ' || p from roles, unnest(array['create', 'temporary']) as p
       where has_database_privilege(role, current_database(), p)
       union all
       select 'everybody ' || oid::regprocedure from pg_proc
       where pronamespace::regnamespace::text in ('public', 'dash')
       and (proacl is null or exists (select from aclexplode(proacl) as a where a.grantee = 0))`,
    );
    expect(may.map((row) => row.may)).toEqual(['footfall_etl temporary']);
  });

  it.each([
    'drop table public.sessions',
    'alter table public.sessions add column a int',
    'create table public.mine (a int)',
    'update public.footfall_migrations set checksum = checksum',
    'truncate public.clickstream_events',
    'delete from public.etl_runs',
    `update public.etl_runs set started_at = now()`,
    'update public.etl_runs set trigger = scope',
    'update public.etl_touched set key = key',
    'delete from public.etl_compacted',
    'delete from public.erasures',
    'delete from public.erased_subjects',
    'update public.restatements set events = 0',
    'delete from public.footfall_migrations',
    'create schema rebuild',
    'create view dash.mine as select 1',
    'create function public.refresh_models() returns void language sql return null',
    'alter function public.refresh_models(integer) strict',
    'select lo_create(0)',
    'set role footfall_owner',
    `copy public.sessions to '/tmp/sessions'`,
  ])('footfall_etl must not: %s', async (sql) => {
    await expect(warehouse.query(sql)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('footfall_dash reads every view of dash', async () => {
    const views = await warehouse.query<{ name: string }>(
      `select viewname as name from pg_views where schemaname = 'dash'`,
    );
    expect(views.length).toBeGreaterThan(5);
    for (const { name } of views) await warehouse.query(`select * from dash.${name} limit 1`, [], 'footfall_dash');
  });
});

describe('Dashboards', () => {
  it('may call every function of dash with the rights that they have', async () => {
    const given: Record<string, string> = {
      p_from: `'2026-11-01'`,
      p_to: `'2026-11-22'`,
      p_path: `'/'`,
      p_grain: `'day'`,
      p_steps: `'{page_view}'`,
      p_event_id: 'gen_random_uuid()',
      p_vs_from: `'2026-10-01'`,
      p_vs_to: `'2026-10-22'`,
      p_filter: `'{"device": ["mobile"]}'`,
      p_product: `'p-1'`,
      p_session_id: 'null',
      p_client_id: `'c-1'`,
      p_is_derived: 'false',
      p_started_at: 'now()',
      p_ended_at: 'now()',
      p_day: `'2026-11-20'`,
      p_tz: `'UTC'`,
      p_by: `'device'`,
      p_subject: `'session'`,
      p_category_hashes: `'{1}'`,
      p_brand_hashes: `'{1}'`,
      p_categories: `'{1}'`,
      p_brands: `'{1}'`,
    };
    for (const name of ['name', 'login', 'site', 'device', 'country', 'channel', 'category', 'brand'])
      given[`p_${name}`] = `'device'`;
    const functions = await warehouse.query<{ name: string; required: string[] }>(
      `select proname as name, coalesce(proargnames[1:pronargs - pronargdefaults], '{}') as required
       from pg_proc where pronamespace = 'dash'::regnamespace`,
    );
    expect(functions.length).toBeGreaterThan(20);
    for (const { name, required } of functions) {
      const call = `dash.${name}(${required.map((argument) => given[argument]).join(', ')})`;
      await warehouse.query(`select * from ${call}`, [], 'footfall_dash');
    }
  });
});

describe('The schema', () => {
  it('is committed as warehouse/schema.sql; where it is not, "npm run schema" writes it', async () => {
    const committed = await readFile(new URL('../../schema.sql', import.meta.url), 'utf8');
    const dump = await withClient(warehouse.url('footfall_owner'), dumpSchema);
    expect(dump === committed, 'warehouse/schema.sql is not up to date: run "npm run schema" and commit it').toBe(true);
  });

  it('is described in docs/warehouse.md; where it is not, "npm run schema" writes it', async () => {
    const committed = await readFile(new URL('../../../docs/warehouse.md', import.meta.url), 'utf8');
    const described = await withClient(warehouse.url('footfall_owner'), documentSchema);
    expect(described === committed, 'docs/warehouse.md is not up to date: run "npm run schema" and commit it').toBe(
      true,
    );
  });

  it('answers what docs/metrics-sql.md asks; where that is not current, "npm run schema" writes it', async () => {
    const read = (name: string) => readFile(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
    const [committed, metrics] = [await read('metrics-sql.md'), await read('metrics.md')];
    const described = await withClient(warehouse.url('footfall_owner'), (client) => documentMetrics(client, metrics));
    expect(described === committed, 'docs/metrics-sql.md is not up to date: run "npm run schema" and commit it').toBe(
      true,
    );
    const questions = [...committed.matchAll(/^select \* from dash\..*;$/gm)].map(([question]) => question);
    expect(questions.length).toBe(committed.match(/^## dash\./gm)?.length);
    for (const question of questions) await warehouse.query(question, [], 'footfall_dash');
  });

  it('says of every schema, table, column and function what it is', async () => {
    const silent = await warehouse.query(
      `select 'schema ' || nspname as what from pg_namespace
       where nspname in ('public', 'dash') and obj_description(oid, 'pg_namespace') is null
       union all
       select c.relname || coalesce('.' || a.attname, '')
       from pg_class as c
       left join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace::regnamespace::text in ('public', 'dash') and c.relkind in ('r', 'v')
       and (obj_description(c.oid, 'pg_class') is null or col_description(c.oid, a.attnum) is null)
       union all
       select oid::regprocedure::text from pg_proc
       where pronamespace::regnamespace::text in ('public', 'dash') and obj_description(oid, 'pg_proc') is null`,
    );
    expect(silent).toEqual([]);
  });

  it('keeps the 16 columns of existing queries first, under their names', async () => {
    const columns = await warehouse.query<{ column_name: string }>(
      `select column_name from information_schema.columns where table_schema = 'public' and table_name = 'clickstream_events'
       order by ordinal_position limit 16`,
    );
    expect(columns.map((c) => c.column_name).join(' ')).toBe(
      'event_id event_timestamp event_name user_id user_login_state identity_source client_id session_id is_first_visit ' +
        'context_product_id context_product_name context_product_category context_product_brand context_product_price ' +
        'context_product_discount_price context_product_url_path',
    );
  });
});

describe('Models', () => {
  it('say their grain, and have a key for it', async () => {
    const rows = await warehouse.query(
      `select c.relname as name from pg_class as c
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and obj_description(c.oid) like 'Grain:%'
       and not exists (select 1 from pg_constraint as k where k.conrelid = c.oid and k.contype in ('p', 'u'))`,
    );
    expect(rows).toEqual([]);
    const ledgers =
      /^(etl_|footfall_|clickstream_events|rejected_|quarantine_|settings|currencies|stale_days|user_agents|channel_sources|internal_referrers|eras|restatements)/;
    const others = await warehouse.query<{ name: string }>(
      `select c.relname as name from pg_class as c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
       and obj_description(c.oid) not like 'Grain:%'`,
    );
    expect(others.filter(({ name }) => !ledgers.test(name))).toEqual([]);
  });
});

describe('The embedded server', () => {
  const options = async () => ({
    dataDir: join(warehouse.folder, 'another'),
    logFile: join(warehouse.folder, 'another.log'),
    port: await freePort(),
    superuserPassword: 'secret',
  });

  it('takes its settings from the memory of the machine, and lets the superuser change them for good', async () => {
    const settings = await options();
    const settingOf = async (name: string) => {
      const server = await startEmbeddedServer(settings);
      try {
        return await withClient(server.adminUrl, async (client) => {
          const { rows } = await client.query(`select current_setting('${name}') as value`);
          await client.query(`alter system set ${name} = '9MB'`);
          return rows[0].value;
        });
      } finally {
        await server.stop();
      }
    };
    const first = await settingOf('work_mem');
    const made = await readFile(join(settings.dataDir, 'footfall.conf'), 'utf8');
    expect(made).toContain(`work_mem = ${first}\n`);
    // PostgreSQL's own, for any machine.
    expect(made).not.toContain('shared_buffers = 128MB');
    expect(await settingOf('work_mem')).toBe('9MB');
    const lines = await readFile(join(settings.dataDir, 'postgresql.conf'), 'utf8');
    expect(lines.match(/footfall\.conf/g)).toHaveLength(1);
  });

  it('names the flag when its port is taken', async () => {
    const taken = createServer();
    const settings = await options();
    await new Promise<void>((resolve) => taken.listen(settings.port, '127.0.0.1', resolve));
    await expect(startEmbeddedServer(settings)).rejects.toThrow(/--port-postgres/);
    taken.close();
  });

  it('takes over from a server whose process was killed, with all that was committed', async () => {
    const settings = await options();
    const first = await startEmbeddedServer(settings);
    const pg = await import('pg');
    const run = async (url: string, sql: string) => {
      const client = new pg.default.Client({ connectionString: url });
      client.on('error', () => {});
      await client.connect();
      const { rows } = await client.query(sql);
      await client.end();
      return rows;
    };
    await run(first.adminUrl, 'create table kept as select 42 as answer');
    const [{ pid }] = await run(first.adminUrl, `select pg_read_file('postmaster.pid')::text as pid`);
    process.kill(Number.parseInt(pid, 10), 'SIGKILL');
    expect(await first.died).toMatch(/SIGKILL/);
    const second = await startEmbeddedServer(settings);
    expect(await run(second.adminUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await second.stop();
  });

  it('leaves a program alone that has the number of a server which is gone, and starts', async () => {
    const settings = await options();
    await (await startEmbeddedServer(settings)).stop();
    const account = await serverAccount(); // as PostgreSQL's own account, whose programs it could signal
    const stranger = spawn('sleep', ['300'], { stdio: 'ignore', ...account });
    try {
      const note = join(settings.dataDir, 'postmaster.pid');
      await writeFile(note, `${stranger.pid}\n${settings.dataDir}\n1700000000\n${settings.port}\n\n127.0.0.1\n`);
      if (account) await chown(note, account.uid, account.gid);
      const server = await startEmbeddedServer(settings);
      await server.stop();
      expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null]);
    } finally {
      stranger.kill();
    }
  });

  it('stops a server that runs on without its parent, and starts anew in the same folder', async () => {
    const settings = await options();
    const orphan = await startEmbeddedServer(settings);
    const heir = await startEmbeddedServer(settings);
    expect(await orphan.died).toMatch(/ended/);
    await heir.stop();
  });
});
