import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestWarehouse, type TestWarehouse } from '../helpers/test-warehouse.js';

let warehouse: TestWarehouse;
beforeAll(async () => {
  warehouse = await startTestWarehouse();
});
afterAll(() => warehouse.stop());

type Role = Parameters<TestWarehouse['url']>[0];
interface Relation {
  name: string;
  column: string;
}

/** Relations of a schema, by the catalogue, so that a new one is looked at without being named here. */
const relations = (schema: string) =>
  warehouse.query<Relation>(
    `select distinct on (1) format('%I.%I', n.nspname, c.relname) as name, quote_ident(a.attname) as column
     from pg_class as c
     inner join pg_namespace as n on n.oid = c.relnamespace
     inner join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and a.attidentity = '' and a.attgenerated = ''
     where n.nspname = $1 and c.relkind in ('r', 'p', 'v', 'm')
     order by 1, a.attnum`,
    [schema],
    'footfall_owner',
  );

/** What may be tried on a relation; nothing of it changes anything. */
const ATTEMPTS: Record<string, (relation: Relation) => string> = {
  select: ({ name }) => `select from ${name} limit 0`,
  insert: ({ name }) => `insert into ${name} default values`,
  update: ({ name, column }) => `update ${name} set ${column} = ${column} where false`,
  delete: ({ name }) => `delete from ${name} where false`,
  truncate: ({ name }) => `truncate ${name} cascade`,
  alter: ({ name }) => `alter table ${name} add column mine integer`,
  drop: ({ name }) => `drop table ${name} cascade`,
  trigger: ({ name }) =>
    `create trigger mine after insert on ${name} execute function suppress_redundant_updates_trigger()`,
  index: ({ name, column }) => `create index on ${name} (${column})`,
  policy: ({ name }) => `alter table ${name} disable row level security`,
};
const READ_OR_CHANGE = ['select', 'insert', 'update', 'delete'];
const DENIED = /permission denied|must be owner/;

/** What a role is refused of all that it may try on some relations, as "what relation". It is undone where it succeeds. */
async function refusedTo(role: Role, on: Relation[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: warehouse.url(role) });
  await client.connect();
  const refused: string[] = [];
  try {
    for (const relation of on)
      for (const [what, sql] of Object.entries(ATTEMPTS)) {
        await client.query('begin; set transaction read write');
        await client.query(sql(relation)).catch((error: Error) => {
          if (DENIED.test(error.message)) refused.push(`${what} ${relation.name}`);
        });
        await client.query('rollback');
      }
  } finally {
    await client.end();
  }
  return refused;
}

const everything = (on: Relation[], what = Object.keys(ATTEMPTS)) =>
  on.flatMap(({ name }) => what.map((attempt) => `${attempt} ${name}`));

describe('footfall_etl, on every table', () => {
  /** Beside the tables' own form, which is the owner's: the ledgers' history, and what is given. */
  const MUST_NOT: Record<string, string[]> = {
    'public.footfall_migrations': ['insert', 'update', 'delete'],
    'public.channel_sources': ['insert', 'update', 'delete'],
    'public.instance_status': ['insert', 'update', 'delete'],
    'public.etl_runs': ['update', 'delete'],
    'public.etl_touched': ['update'],
    'public.etl_compacted': ['delete'],
    'public.erasures': ['update', 'delete'],
    'public.erased_subjects': ['update', 'delete'],
    'public.erased_lines': ['delete'],
    'public.restatements': ['update', 'delete'],
  };

  it('may load and no more: neither their form, nor the history of the ledgers', async () => {
    const tables = await relations('public');
    const form = Object.keys(ATTEMPTS).filter((what) => !READ_OR_CHANGE.includes(what));
    const wanted = tables.flatMap((table) => everything([table], [...(MUST_NOT[table.name] ?? []), ...form]));
    expect((await refusedTo('footfall_etl', tables)).sort()).toEqual(wanted.sort());
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(MUST_NOT)));
  });

  it('may read the views of dashboards, and change none', async () => {
    const views = await relations('dash');
    const may = everything(views, ['select']);
    expect((await refusedTo('footfall_etl', views)).filter((refused) => may.includes(refused))).toEqual([]);
    const changes = everything(views, ['insert', 'update', 'delete']);
    expect(await succeeding('footfall_etl', changes)).toEqual([]);
  });

  it('can change of a run only how it ended, and of an erasure only what it did', async () => {
    const may = await warehouse.query<{ may: string }>(
      `select table_name || '.' || column_name as may from information_schema.column_privileges
       where grantee = 'footfall_etl' and privilege_type = 'UPDATE' and table_name in ('etl_runs', 'erasures') order by 1`,
      [],
      'footfall_owner',
    );
    expect(may.map((row) => row.may)).toEqual([
      ...['completed_at', 'facts', 'lake_events', 'lake_objects', 'lake_refused', 'orders', 'refused', 'sessions'].map(
        (column) => `erasures.${column}`,
      ),
      ...[
        'duplicate',
        'ended_at',
        'erased',
        'error',
        'is_complete',
        'loaded',
        'objects',
        'received',
        'rejected',
        'status',
      ].map((column) => `etl_runs.${column}`),
    ]);
  });
});

describe('footfall_dash', () => {
  it('is refused everything on every table, and every function and sequence beside them', async () => {
    const tables = await relations('public');
    expect((await refusedTo('footfall_dash', tables)).sort()).toEqual(everything(tables).sort());
    const open = await warehouse.query<{ open: string }>(
      `select 'function ' || oid::regprocedure as open from pg_proc
       where pronamespace = 'public'::regnamespace and has_function_privilege('footfall_dash', oid, 'execute')
       union all
       select 'sequence ' || oid::regclass from pg_class
       where case when relkind = 'S' and relnamespace in ('public'::regnamespace, 'dash'::regnamespace)
         then has_sequence_privilege('footfall_dash', oid, 'select, usage, update') end`,
      [],
      'footfall_owner',
    );
    expect(open).toEqual([]);
  });

  it('reads every view of dash, and is refused the rest on it', async () => {
    const views = await relations('dash');
    const refused = await refusedTo('footfall_dash', views);
    expect(refused.filter((what) => what.startsWith('select '))).toEqual([]);
    expect(
      await succeeding(
        'footfall_dash',
        everything(
          views,
          Object.keys(ATTEMPTS).filter((what) => what !== 'select'),
        ),
      ),
    ).toEqual([]);
  });
});

describe('footfall_owner', () => {
  it.each([
    'create role mine',
    'create database mine',
    'alter role footfall_etl password null',
    'alter role footfall_owner superuser',
    'grant pg_read_server_files to footfall_owner',
    'set role postgres',
    'set role footfall_etl',
    `set session authorization 'postgres'`,
    `alter system set shared_buffers = '1GB'`,
    'create language mine handler language_handler',
    `create function public.mine() returns int language c as 'mine'`,
    `create function public.mine() returns int language internal as 'pg_backend_pid'`,
    `select pg_read_file('postmaster.pid')`,
    `select pg_ls_dir('.')`,
    `copy public.settings to program 'true'`,
    `copy public.settings from '/etc/passwd'`,
    'select pg_reload_conf()',
    'select * from pg_authid',
    'create table pg_catalog.mine (a integer)',
    'create publication mine for all tables',
    `select pg_create_physical_replication_slot('mine')`,
  ])('must not: %s', async (sql) => {
    await expect(warehouse.query(sql, [], 'footfall_owner')).rejects.toThrow(
      /permission denied|must be (owner|superuser)|only roles? with|Only roles with/i,
    );
  });
});

/** Which of some attempts, as "what relation", go through as a role. */
async function succeeding(role: Role, attempts: string[]): Promise<string[]> {
  const known = new Map([...(await relations('public')), ...(await relations('dash'))].map((one) => [one.name, one]));
  const found: string[] = [];
  const client = new pg.Client({ connectionString: warehouse.url(role) });
  await client.connect();
  try {
    for (const attempt of attempts) {
      const [what = '', name = ''] = attempt.split(' ');
      await client.query('begin; set transaction read write');
      const sql = ATTEMPTS[what]?.(known.get(name) as Relation) ?? '';
      await client.query(sql).then(
        () => found.push(attempt),
        () => {},
      );
      await client.query('rollback');
    }
  } finally {
    await client.end();
  }
  return found;
}
