import { SECOND_SCHEMA } from '@footfall/warehouse';
import type pg from 'pg';

/** What a rebuild changes of the figures of a reported day; of a currency, or of all that has none. */
interface Restated {
  /** YYYY-MM-DD in the shop's zone. */
  day: string;
  currency: string | null;
  events: string;
  sessions: string;
  orders: string;
  gross: string;
  refunded: string;
}

/**
 * Figures of reported days, as the ledger of restatements counts them, of a schema's tables; $1 is the end of the last one. By quarters
 * of an hour, since all zones' midnights are at one, and a zone takes longer than all else.
 */
const figuresOf = (schema: string, sign: 1 | -1) => `
  select date_bin('15 minutes', e.event_timestamp, 'epoch') as quarter_at, null::text as currency, ${sign} * count(*) as events,
    0::bigint as sessions, 0::bigint as orders, 0::numeric as gross, 0::numeric as refunded
  from ${schema}.clickstream_events as e
  where not e.is_bot and e.event_timestamp < $1
  group by 1
  union all
  select date_bin('15 minutes', s.started_at, 'epoch'), null, 0, ${sign} * count(*), 0, 0, 0
  from ${schema}.sessions as s
  where not s.is_bot and s.started_at < $1
  group by 1
  union all
  select date_bin('15 minutes', o.ordered_at, 'epoch'), null, 0, 0, ${sign} * count(*), 0, 0
  from ${schema}.orders as o
  where o.ordered_at < $1
  group by 1
  union all
  select date_bin('15 minutes', o.ordered_at, 'epoch'), o.currency, 0, 0, 0, ${sign} * sum(coalesce(o.total, 0)),
    ${sign} * sum(o.refunded)
  from ${schema}.orders as o
  where o.ordered_at < $1
  group by 1, 2`;

/**
 * Compares the figures of reported days in `public` and in the second schema. Whoever calls it holds the loader's lock of `public`
 * until the swap, so that they stay.
 * @returns what differs
 */
export async function compareFigures(client: pg.Client): Promise<Restated[]> {
  const { rows: reported } = await client.query<{ until: string | null; zone: string }>(
    'select public.reported_until()::text as until, public.shop_zone() as zone',
  );
  const { rows } = await client.query<Restated>(
    `with figures as (${figuresOf(SECOND_SCHEMA, 1)} union all ${figuresOf('public', -1)})
     select (f.quarter_at at time zone $2)::date::text as day, f.currency, sum(f.events) as events, sum(f.sessions) as sessions,
       sum(f.orders) as orders, sum(f.gross) as gross, sum(f.refunded) as refunded
     from figures as f
     group by 1, 2
     having sum(f.events) <> 0 or sum(f.sessions) <> 0 or sum(f.orders) <> 0 or sum(f.gross) <> 0 or sum(f.refunded) <> 0`,
    [reported[0]?.until, reported[0]?.zone],
  );
  return rows;
}

/**
 * Writes what {@link compareFigures} found to the ledger of restatements, in the swap's transaction: it is true with the swap and not
 * without. What a run that was killed has left to say is said before.
 *
 * @returns how many days the rebuild restated
 */
export async function writeRestated(client: pg.Client, restated: Restated[]): Promise<number> {
  const { rows: runs } = await client.query<{ id: string }>(
    `select max(run_id) as id from ${SECOND_SCHEMA}.etl_runs where trigger = 'rebuild'`,
  );
  await client.query('set local search_path = public');
  await client.query('select write_restatements($1)', [runs[0]?.id]);
  const { rows } = await client.query<{ days: number }>(
    `with written as (
       insert into restatements (run_id, day, time_zone, reason, currency, events, sessions, orders, gross, refunded)
       select $1, f.day, shop_zone(), 'rebuild', f.currency, f.events, f.sessions, f.orders, f.gross, f.refunded
       from jsonb_to_recordset($2) as f (
         day date, currency text, events bigint, sessions bigint, orders bigint, gross numeric, refunded numeric
       )
       order by f.day, f.currency nulls first
       returning day
     )
     select count(distinct day)::integer as days from written`,
    [runs[0]?.id, JSON.stringify(restated)],
  );
  await client.query("set local search_path = ''");
  return rows[0]?.days ?? 0;
}
