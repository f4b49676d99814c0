import pg from 'pg';
import { WarehouseError } from '../errors.js';
import { inTransaction } from '../transaction.js';
import { dataTables, existing, REFERENCE_TABLES, SECOND_SCHEMA } from './tables.js';

const quoted = pg.escapeIdentifier;
export const second = (table: string) => `${SECOND_SCHEMA}.${quoted(table)}`;

/**
 * Run ids that a rebuild takes from `public`'s sequence, so that its own runs get none that a run beside it has: it needs one
 * for all it loads and one each time it fetches what came meanwhile.
 */
const RESERVED_RUNS = 100;

/**
 * Settings of the connections that fill the second schema. What is lost with the machine is a schema that the next rebuild removes
 * anyway: the swap itself is synchronous.
 */
const SETTINGS = {
  search_path: SECOND_SCHEMA,
  synchronous_commit: 'off',
  work_mem: '64MB',
};

/** The connection URL of the same login, on which names without schema mean the second schema, and nothing else. */
export function secondSchemaUrl(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  const given = url.searchParams.get('options') ?? '';
  const ours = Object.entries(SETTINGS).map(([name, value]) => `-c ${name}=${value}`);
  url.searchParams.set('options', [given, ...ours].join(' ').trim());
  return url.href;
}

/**
 * Makes the second schema, empty and as `public` is. What an earlier rebuild left behind is removed.
 *
 * Its indexes are there from the beginning: models are built while facts are loaded, and that takes less time than one after the
 * other without indexes.
 *
 * On a connection whose search_path is the second schema alone, no name without schema can reach a table of `public`: functions are
 * copied, and reference data is seen through views.
 *
 * @returns the tables
 * @throws WarehouseError where `public` has something that cannot be copied
 */
export async function createSecondSchema(client: pg.Client): Promise<string[]> {
  return inTransaction(client, async () => {
    await refuseUncopyable(client);
    await client.query(`drop schema if exists ${SECOND_SCHEMA} cascade; create schema ${SECOND_SCHEMA}`);
    // Names that PostgreSQL gives back are then whole, `public.` before all that is ours.
    await client.query("set local search_path = ''");
    const tables = await dataTables(client);
    for (const table of tables) await copyTable(client, table);
    for (const table of await existing(client, REFERENCE_TABLES))
      await client.query(`create view ${second(table)} as table public.${quoted(table)}`);
    await copyFunctions(client);
    for (const statement of await missingParts(client)) await client.query(statement);
    await reserveRuns(client);
    return tables;
  });
}

/** What a killed rebuild had begun goes on for seconds; each attempt waits one of them (`deadlock_timeout`) before it is refused. */
const DROP_ATTEMPTS = 10;
const DEADLOCK_DETECTED = '40P01';

/** Removes the second schema, if there is one. */
export async function dropSecondSchema(client: pg.Client): Promise<void> {
  for (let attempt = 1; ; attempt++)
    try {
      await client.query(`drop schema if exists ${SECOND_SCHEMA} cascade`);
      return;
    } catch (error) {
      const isInTheWay = error instanceof pg.DatabaseError && error.code === DEADLOCK_DETECTED;
      if (!isInTheWay || attempt === DROP_ATTEMPTS) throw error;
    }
}

/** Refuses to go on unless names without schema mean the second schema and nothing else on such a connection. */
export async function checkSearchPath(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ schemas: string[] }>('select current_schemas(false)::text[] as schemas');
  if (rows[0]?.schemas.join() !== SECOND_SCHEMA)
    throw new WarehouseError(
      `A connection to the warehouse does not keep its search_path (${rows[0]?.schemas.join(', ')}). ` +
        'Connect to PostgreSQL itself: a pooler between loses it.',
    );
}

async function refuseUncopyable(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ what: string }>(
    `select 'trigger ' || t.tgname || ' of ' || t.tgrelid::regclass as what
     from pg_trigger as t inner join pg_class as c on c.oid = t.tgrelid
     where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
     union all
     select 'relation ' || c.relname from pg_class as c
     where c.relnamespace = 'public'::regnamespace and c.relkind not in ('r', 'i', 'S')
     union all
     select 'function ' || p.oid::regprocedure || ', which names a schema' from pg_proc as p
     where p.pronamespace = 'public'::regnamespace
     and (p.prosrc ~* '\\mpublic\\s*\\.' or p.proconfig::text ~ 'search_path' or p.prosqlbody is not null)`,
  );
  if (rows.length > 0)
    throw new WarehouseError(
      `The warehouse cannot be made in a second schema, because of ${rows.map((row) => row.what).join('; ')}.`,
    );
}

async function copyTable(client: pg.Client, table: string): Promise<void> {
  const source = `public.${quoted(table)}`;
  await client.query(
    `create table ${second(table)} (like ${source} including all excluding indexes excluding statistics)`,
  );
  const { rows } = await client.query<{ statement: string }>(
    `select format('alter table %s add constraint %I %s', $2::text, conname, pg_get_constraintdef(oid)) as statement
     from pg_constraint where conrelid = $1::text::regclass and contype in ('p', 'u', 'x')
     union all
     select format('comment on table %s is %L', $2::text, obj_description($1::text::regclass))
     union all
     select format('alter table %s set (%s)', $2::text, array_to_string(reloptions, ', '))
     from pg_class where oid = $1::text::regclass and reloptions is not null
     union all
     select format('select setval(%L, (select last_value from %s), true)', pg_get_serial_sequence($2::text, attname),
       pg_get_serial_sequence($1::text, attname))
     from pg_attribute where attrelid = $1::text::regclass and attidentity <> ''`,
    [source, second(table)],
  );
  for (const { statement } of rows) await client.query(statement);
}

/** Indexes, references and statistics that tables without them lack. */
async function missingParts(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ statement: string }>(
    `with tables as (
      select oid, relname from pg_class where relnamespace = 'public'::regnamespace and relname = any($1::text[])
    ),
    indexes as (
      select 1 as place, replace(pg_get_indexdef(i.indexrelid), ' ON public.', ' ON ${SECOND_SCHEMA}.') as statement
      from pg_index as i
      inner join tables as t on t.oid = i.indrelid
      where not exists (select from pg_constraint as c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
    ),
    foreign_keys as (
      select 2 as place, format('alter table ${SECOND_SCHEMA}.%I add constraint %I %s', t.relname, c.conname,
        case when f.oid is null then pg_get_constraintdef(c.oid)
          else replace(pg_get_constraintdef(c.oid), ' REFERENCES public.', ' REFERENCES ${SECOND_SCHEMA}.') end) as statement
      from pg_constraint as c
      inner join tables as t on t.oid = c.conrelid
      left join tables as f on f.oid = c.confrelid
      where c.contype = 'f'
    ),
    statistics as (
      select 3 as place, replace(pg_get_statisticsobjdef(s.oid), ' public.', ' ${SECOND_SCHEMA}.') as statement
      from pg_statistic_ext as s
      inner join tables as t on t.oid = s.stxrelid
    ),
    missing as (
      select * from indexes
      union all
      select * from foreign_keys
      union all
      select * from statistics
    )
    select statement from missing order by place, statement`,
    [await dataTables(client)],
  );
  return rows.map((row) => row.statement);
}

async function copyFunctions(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `select regexp_replace(pg_get_functiondef(p.oid), ' public\\.', ' ${SECOND_SCHEMA}.') as statement
     from pg_proc as p
     where p.pronamespace = 'public'::regnamespace and p.prokind in ('f', 'p')
     and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e')`,
  );
  await client.query('set local check_function_bodies = off'); // one may call another that comes later
  for (const { statement } of rows) await client.query(statement);
  // Nobody has read the figures of these tables, so that what comes later restates none of them; the swap compares both.
  await client.query(
    `create or replace function ${SECOND_SCHEMA}.reported_until() returns timestamptz
     language sql stable parallel safe as $$ select null::timestamptz $$`,
  );
}

async function reserveRuns(client: pg.Client): Promise<void> {
  await client.query(
    `with reserved as (
       select nextval(pg_get_serial_sequence('public.etl_runs', 'run_id')) as run_id from generate_series(1, $1::int)
     )
     select setval(pg_get_serial_sequence('${SECOND_SCHEMA}.etl_runs', 'run_id'), min(run_id), false) from reserved`,
    [RESERVED_RUNS],
  );
}
