import type pg from 'pg';
import { HASH_PREFIX, type Subject, type SubjectKind, type SubjectText } from './subjects.js';

/** Facts that are gone, and what of the models went with them. */
export interface DeletedFacts {
  facts: number;
  sessions: number;
  orders: number;
  /** Facts by the ledger's row that had loaded them. */
  byObject: Map<string, number>;
}

export interface WhoseFacts {
  erasedAt: string;
  subjects: readonly Subject[];
  /** The same by their ids, where those are known: a hundred times faster than a hash for each event. */
  texts?: readonly SubjectText[] | undefined;
}

/** Deletes the facts that an erasure covers and builds anew whatever model held them. In the loader's transaction. */
export async function deleteFacts(client: pg.Client, whose: WhoseFacts): Promise<DeletedFacts> {
  await client.query(
    `create temporary table if not exists etl_erased_facts
       (event_id uuid, object_id bigint, event_name text, client_id text, session_id text, order_id text,
        cart_id text, event_timestamp timestamptz, is_bot boolean)
     on commit delete rows`,
  );
  const { where, values } = conditionOf(whose);
  await client.query(
    `with gone as (
       delete from clickstream_events as e
       where least(e.received_at, e.event_timestamp) < $1::timestamptz and (${where})
       returning e.event_id, e.ingest_object, e.event_name, e.client_id, e.session_id, e.order_id,
         e.cart_id, e.event_timestamp, e.is_bot
     )
     insert into etl_erased_facts select * from gone`,
    [whose.erasedAt, ...values],
  );
  await client.query(`set local footfall.restatement_reason = 'erasure'`);
  await client.query(
    `insert into etl_day_changes (day, events)
     select shop_day(event_timestamp), -count(*) from etl_erased_facts
     where not is_bot and event_timestamp < (select reported_until()) group by 1`,
  );
  const frozen = await deleteFrozen(client, whose);
  const before = await modelRows(client);
  await touchModels(client);
  await client.query('select refresh_models()');
  const after = await modelRows(client);
  const byObject = await countByLedgerRow(client);
  const facts = [...byObject.values()].reduce((sum, count) => sum + count, 0);
  const sessions = frozen + before.sessions - after.sessions;
  return { facts, sessions, orders: before.orders - after.orders, byObject };
}

/**
 * Takes the person's frozen visits away by name: no fact leads there any more. Rollups of their days stay, and name nobody.
 * @returns how many visits went
 */
async function deleteFrozen(client: pg.Client, whose: WhoseFacts): Promise<number> {
  const { where, values } = conditionOf(whose);
  const { rows } = await client.query<{ sessions: number }>(
    `with visits as (
       delete from sessions as e
       where e.ended_at < least((select frozen_until()), $1::timestamptz) and (${where})
       returning e.session_id, e.client_id, e.is_bot, e.started_at
     ),
     known as (
       delete from sign_ins as e
       where e.last_at < least((select frozen_until()), $1::timestamptz)
         and ((${where}) or e.session_id in (select session_id from visits))
       returning e.client_id
     ),
     views as (
       delete from page_views as p using visits as v where p.session_id = v.session_id
     ),
     found as (
       delete from searches as s using visits as v where s.session_id = v.session_id
     ),
     changed as (
       insert into etl_day_changes (day, sessions)
       select shop_day(started_at), -count(*) from visits
       where not is_bot and started_at < (select reported_until()) group by 1
     ),
     touched as (
       insert into etl_touched (kind, key)
       select 'client', client_id from visits where client_id is not null
       union
       select 'client', client_id from known
     )
     select count(*)::int as sessions from visits`,
    [whose.erasedAt, ...values],
  );
  return rows[0]?.sessions ?? 0;
}

/** The id of a fact's subject of a kind, as `SubjectText` has it. */
const SUBJECT: Record<SubjectKind, string> = {
  client: 'e.client_id',
  user: 'e.user_id',
  visitor: 'e.client_id',
  visit: `coalesce(e.client_id, '') || chr(10) || e.session_id`,
};

function conditionOf({ subjects, texts }: WhoseFacts): { where: string; values: string[][] } {
  const values: string[][] = [];
  const conditions = (Object.keys(SUBJECT) as SubjectKind[]).flatMap((kind) => {
    const wanted = texts
      ? texts.filter((subject) => subject.kind === kind).map(({ text }) => text)
      : subjects.filter((subject) => subject.kind === kind).map(({ hash }) => hash);
    if (wanted.length === 0) return [];
    values.push(wanted);
    const hashed = `encode(sha256(convert_to('${HASH_PREFIX[kind]}' || chr(10) || ${SUBJECT[kind]}, 'UTF8')), 'hex')`;
    const isTheirs = `${texts ? SUBJECT[kind] : hashed} = any($${values.length + 1}::text[])`;
    return kind === 'visitor' || kind === 'visit' ? `(e.user_id is null and ${isTheirs})` : isTheirs;
  });
  return { where: conditions.join(' or ') || 'false', values };
}

async function touchModels(client: pg.Client): Promise<void> {
  await client.query(
    `insert into etl_touched (kind, key)
     select distinct 'session', session_id from etl_erased_facts where session_id is not null
     union all
     select distinct 'client', client_id from etl_erased_facts where session_id is null and client_id is not null
     union all
     select distinct 'order', order_id from etl_erased_facts
     where order_id is not null and event_name in ('checkout_complete', 'refund')
     union all
     select distinct 'cart', cart_id from etl_erased_facts where cart_id is not null
     union all
     select distinct 'hour', date_trunc('hour', event_timestamp, 'UTC')::text from etl_erased_facts`,
  );
}

async function modelRows(client: pg.Client): Promise<{ sessions: number; orders: number }> {
  const { rows } = await client.query<{ sessions: number; orders: number }>(
    `select
       (select count(*)::int from sessions as s
        where s.session_id in (select session_id from etl_erased_facts)
        or (s.is_derived and s.client_id in (select client_id from etl_erased_facts where session_id is null))) as sessions,
       (select count(*)::int from orders as o where o.order_id in (select order_id from etl_erased_facts)) as orders`,
  );
  return rows[0] as { sessions: number; orders: number };
}

/** The row of an object that a compaction has taken over is that of the compacted object. */
async function countByLedgerRow(client: pg.Client): Promise<Map<string, number>> {
  const { rows } = await client.query<{ row: string | null; facts: number }>(
    `with counts as (
       select object_id, count(*)::int as facts from etl_erased_facts group by object_id
     )
     select coalesce(o.object_id, t.object_id) as row, sum(c.facts)::int as facts
     from counts as c
     left join etl_objects as o on o.object_id = c.object_id
     left join etl_compacted as m on m.object_id = c.object_id and o.object_id is null
     left join etl_objects as t on t.object_key = m.target_key
     group by 1`,
  );
  return new Map(rows.map(({ row, facts }) => [String(row), facts]));
}
