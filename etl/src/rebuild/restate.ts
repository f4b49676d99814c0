import { SECOND_SCHEMA } from '@footfall/warehouse';
import type pg from 'pg';

/** Figures of reported days, as the ledger of restatements counts them, of a schema's tables. */
const figuresOf = (schema: string) => `
  select (e.event_timestamp at time zone r.zone)::date as day, null::text as currency, count(*) as events, 0::bigint as sessions,
    0::bigint as orders, 0::numeric as gross, 0::numeric as refunded
  from ${schema}.clickstream_events as e cross join reported as r
  where not e.is_bot and e.event_timestamp < r.until
  group by 1
  union all
  select (s.started_at at time zone r.zone)::date, null, 0, count(*), 0, 0, 0
  from ${schema}.sessions as s cross join reported as r
  where not s.is_bot and s.started_at < r.until
  group by 1
  union all
  select (o.ordered_at at time zone r.zone)::date, null, 0, 0, count(*), 0, 0
  from ${schema}.orders as o cross join reported as r
  where o.ordered_at < r.until
  group by 1
  union all
  select (o.ordered_at at time zone r.zone)::date, o.currency, 0, 0, 0, sum(coalesce(o.total, 0)), sum(o.refunded)
  from ${schema}.orders as o cross join reported as r
  where o.ordered_at < r.until
  group by 1, 2`;

/**
 * Compares the figures of reported days in `public` and in the second schema, and keeps what differs in a temporary table until the
 * swap. Whoever calls it holds the loader's lock of `public` until then.
 */
export async function compareFigures(client: pg.Client): Promise<void> {
  await client.query(
    `create temporary table footfall_restated as
     with reported as (
       select public.reported_until() as until, public.shop_zone() as zone
     ),
     figures as (
       select 1 as sign, f.* from (${figuresOf(SECOND_SCHEMA)}) as f
       union all
       select -1, f.* from (${figuresOf('public')}) as f
     )
     select day, currency, sum(sign * events) as events, sum(sign * sessions) as sessions, sum(sign * orders) as orders,
       sum(sign * gross) as gross, sum(sign * refunded) as refunded
     from figures
     group by day, currency`,
  );
}

/**
 * Writes what {@link compareFigures} found to the ledger of restatements, in the swap's transaction: it is true with the swap and not
 * without. What a run that was killed has left to say is said before.
 *
 * @returns how many days the rebuild restated
 */
export async function writeRestated(client: pg.Client): Promise<number> {
  const { rows: runs } = await client.query<{ id: string }>(
    `select max(run_id) as id from ${SECOND_SCHEMA}.etl_runs where trigger = 'rebuild'`,
  );
  await client.query('set local search_path = public');
  await client.query('select write_restatements($1)', [runs[0]?.id]);
  const { rows } = await client.query<{ days: number }>(
    `with written as (
       insert into restatements (run_id, day, time_zone, reason, currency, events, sessions, orders, gross, refunded)
       select $1, f.day, shop_zone(), 'rebuild', f.currency, f.events, f.sessions, f.orders, f.gross, f.refunded
       from pg_temp.footfall_restated as f
       where f.events <> 0 or f.sessions <> 0 or f.orders <> 0 or f.gross <> 0 or f.refunded <> 0
       order by f.day, f.currency nulls first
       returning day
     )
     select count(distinct day)::integer as days from written`,
    [runs[0]?.id],
  );
  await client.query("set local search_path = ''");
  return rows[0]?.days ?? 0;
}
