/** How often a warehouse has each of the events that were acknowledged, and whether its books are right. */
const COUNTS = `
  with acknowledged as (
    select unnest($1::uuid[]) as event_id
  ),
  refused as (
    select unnest($2::uuid[]) as event_id
  ),
  found as (
    select a.event_id, count(e.event_id) as times
    from acknowledged as a
    left join public.clickstream_events as e on e.event_id = a.event_id
    group by a.event_id
  )
  select
    (select count(*) from found where times = 0)::integer as lost,
    (select count(*) from found where times > 1)::integer as doubled,
    (select count(*) from public.clickstream_events)::integer as facts,
    (select count(*) from public.clickstream_events as e inner join refused as r on r.event_id = e.event_id)::integer as wrongly_loaded,
    (select count(*) from dash.balance where not is_balanced)::integer as hours_out_of_balance,
    (select coalesce(sum(loaded), 0) from dash.balance)::integer as booked,
    (select coalesce(sum(rejected), 0) from dash.balance)::integer as booked_rejected`;

/** Compares what a warehouse has with what was acknowledged. */
export async function compare(client, { acknowledged, refused }) {
  const { rows } = await client.query(COUNTS, [[...acknowledged], [...refused]]);
  return { ...rows[0], acknowledged: acknowledged.size, refused: refused.size };
}

/** What is wrong, in words; nothing where every acknowledged event is there once and the books balance. */
export function problemsOf(counts) {
  const { lost, doubled, facts, wrongly_loaded, hours_out_of_balance, booked, booked_rejected, refused } = counts;
  return [
    lost > 0 && `${lost} acknowledged events are lost`,
    doubled > 0 && `${doubled} events are there more than once`,
    wrongly_loaded > 0 && `${wrongly_loaded} refused events are among the facts`,
    hours_out_of_balance > 0 && `dash.balance does not balance for ${hours_out_of_balance} hours`,
    booked !== facts && `the ledger has loaded ${booked} events, the facts have ${facts}`,
    booked_rejected < refused &&
      `the ledger has rejected ${booked_rejected} lines, the collector refused ${refused} events`,
  ].filter(Boolean);
}
