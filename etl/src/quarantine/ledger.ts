import type pg from 'pg';
import type { RefusedLine, RefusedState } from './refused.js';

/** Which refused events are meant; everything where a field is missing. */
export interface QuarantineFilter {
  /** A reason as the ledger has it, or as `refusedReasons` groups it. */
  reason?: string | undefined;
  eventName?: string | undefined;
  states?: readonly RefusedState[] | undefined;
  /** Received in one of these times, each from its start to before its end. */
  received?: readonly { from: Date; to: Date }[] | undefined;
}

/** Refused events of one reason. */
export interface ReasonGroup {
  reason: string;
  by: 'collector' | 'etl';
  events: number;
  /** Of them, never sent again. */
  open: number;
  accepted: number;
  /** Refused again. */
  refused: number;
  dropped: number;
  /** Some names of events. */
  eventNames: string[];
  firstAt: Date;
  lastAt: Date;
}

/** Places in a list and numbers of bytes differ from event to event where the reason is the same. */
const GROUP = String.raw`regexp_replace(regexp_replace(r.reason, '\.\d+(?=[.:])', '.*', 'g'), 'has \d+ bytes', 'has … bytes')`;

const REFUSED = `
  select r.rejected_id as id, case when o.object_key like 'rejected/%' then 'collector' else 'etl' end as by, r.reason,
    ${GROUP} as reason_group, r.event_name as "eventName", r.received_at as "receivedAt",
    coalesce(q.outcome, 'open') as state, q.reason as "retryReason", o.object_key as "objectKey",
    r.line_number as "lineNumber", coalesce(r.origin_key, o.object_key) as "originKey",
    coalesce(r.origin_line, r.line_number) as "originLine"
  from rejected_events as r
  inner join etl_objects as o on o.object_id = r.object_id
  left join quarantine_retries as q
    on q.object_key = coalesce(r.origin_key, o.object_key) and q.line_number = coalesce(r.origin_line, r.line_number)`;

const MATCHES = `
  ($1::text is null or $1 in (reason, reason_group)) and ($2::text is null or "eventName" = $2)
  and ($3::text[] is null or state = any($3))
  and ($4::timestamptz[] is null or exists (
    select from unnest($4::timestamptz[], $5::timestamptz[]) as t (starts, ends)
    where "receivedAt" >= t.starts and "receivedAt" < t.ends))`;

const valuesOf = ({ reason, eventName, states, received }: QuarantineFilter) => [
  reason ?? null,
  eventName ?? null,
  states ?? null,
  received?.map(({ from }) => from) ?? null,
  received?.map(({ to }) => to) ?? null,
];

/** Refused events by reason, most frequent first. */
export async function refusedReasons(client: pg.Client, filter: QuarantineFilter = {}): Promise<ReasonGroup[]> {
  const { rows } = await client.query<ReasonGroup>(
    `with refused as (${REFUSED})
     select reason_group as reason, by, count(*)::int as events,
       count(*) filter (where state = 'open')::int as open,
       count(*) filter (where state = 'accepted')::int as accepted,
       count(*) filter (where state = 'refused')::int as refused,
       count(*) filter (where state = 'dropped')::int as dropped,
       coalesce((array_agg(distinct "eventName") filter (where "eventName" is not null))[1:5], '{}') as "eventNames",
       min("receivedAt") as "firstAt", max("receivedAt") as "lastAt"
     from refused
     where ${MATCHES}
     group by reason_group, by
     order by events desc, reason_group, by`,
    valuesOf(filter),
  );
  return rows;
}

/** Some refused lines, oldest in the ledger first, after the one with the id `after`. */
export async function refusedLines(
  client: pg.Client,
  filter: QuarantineFilter,
  { after = '0', limit }: { after?: string; limit: number },
): Promise<RefusedLine[]> {
  const { rows } = await client.query<RefusedLine>(
    `with refused as (${REFUSED})
     select * from refused where ${MATCHES} and id > $6::bigint order by id limit $7`,
    [...valuesOf(filter), after, limit],
  );
  return rows;
}

/** Where some refused lines stand by now: a compaction may have moved them. */
export async function placesNow(client: pg.Client, ids: readonly string[]): Promise<RefusedLine[]> {
  const { rows } = await client.query<RefusedLine>(
    `with refused as (${REFUSED}) select * from refused where id = any($1::bigint[])`,
    [ids],
  );
  return rows;
}
