-- Those of some events that the facts have already, or had before they were dropped, and when they were received.
-- By the index, whatever the planner thinks: a loader asks for 20,000 ids at once, of which a table of less than a gigabyte would be
-- read as a whole, again and again while it grows.
create or replace function public.receipts_of(event_ids uuid[])
returns table (event_id uuid, received_at timestamptz)
language sql
stable
set enable_seqscan = off
set plan_cache_mode = force_custom_plan
as $$
    select e.event_id, e.received_at
    from clickstream_events as e
    where e.event_id = any(event_ids)
    union all
    -- what was dropped is never contested: nothing was received before it
    select d.event_id, 'epoch'::timestamptz
    from dropped_events as d
    where d.event_id = any(event_ids)
$$;
