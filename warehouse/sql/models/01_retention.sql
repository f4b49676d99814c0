-- Dropping old facts, and what that freezes (docs/decisions/0036).

create or replace function public.frozen_until()
returns timestamptz
language sql
stable
parallel safe
as $$
    select coalesce(max(d.frozen_before), '-infinity') from fact_drops as d
$$;
comment on function public.frozen_until is
'Days before this instant, and visits that ended before it, stay as they are, since their facts are dropped; -infinity where none are';

create or replace function public.set_facts_keep_days(days integer)
returns void
language plpgsql
as $$
begin
    if days < 100 then
        raise exception 'FOOTFALL_FACTS_KEEP_DAYS is %, but facts are kept for at least 100 days, or for ever (off)', days
        using errcode = 'invalid_parameter_value';
    end if;
    update settings set facts_keep_days = days where facts_keep_days is distinct from days;
end
$$;
comment on function public.set_facts_keep_days is 'Sets for how many days facts are kept, at least 100; null for ever';

-- Never goes back: what is dropped stays so when the shop wants to keep more.
create or replace function public.facts_limit(as_of timestamptz)
returns timestamptz
language sql
stable
as $$
    select greatest(shop_day_start(shop_day(as_of) - s.facts_keep_days), frozen_until())
    from settings as s
    where s.facts_keep_days is not null
$$;
comment on function public.facts_limit is 'The midnight before which facts may go, at an instant; null where they are kept for ever';

create or replace function public.is_replayed(event_name text)
returns boolean
language sql
immutable
parallel safe
as $$
    select event_name in (
        'add_to_cart_click', 'remove_from_cart_click', 'cart_view', 'checkout_start', 'checkout_step', 'checkout_complete',
        'refund'
    )
$$;
comment on function public.is_replayed is
'Whether orders, refunds or carts are replayed from facts of this name, whatever their age: they are never dropped';

-- Of a visit that goes on past the limit all facts stay.
create or replace function public.facts_to_drop(from_at timestamptz, to_at timestamptz, until_at timestamptz)
returns table (event_id uuid, event_timestamp timestamptz)
language sql
stable
set plan_cache_mode = force_custom_plan
as $$
    with open_visits as materialized (
        select s.session_id, s.client_id, s.is_derived, s.started_at
        from sessions as s
        where s.started_at < until_at and s.ended_at >= until_at
    )
    select e.event_id, e.event_timestamp
    from clickstream_events as e
    where e.event_timestamp >= from_at and e.event_timestamp < least(to_at, until_at)
    and not is_replayed(e.event_name)
    and not exists (select from open_visits as o where o.session_id = e.session_id and not o.is_derived)
    and not exists (
        select from open_visits as o
        where e.session_id is null and o.client_id = e.client_id and o.is_derived and o.started_at <= e.event_timestamp
    )
$$;
comment on function public.facts_to_drop is 'Facts of a span that go when days before the limit are frozen';

create or replace function public.hours_to_drop(until_at timestamptz)
returns table (hour_at timestamptz, facts bigint)
language sql
stable
as $$
    select date_trunc('hour', f.event_timestamp, 'UTC') as hour_at, count(*) as facts
    from facts_to_drop('-infinity', until_at, until_at) as f
    group by 1
    order by 1
$$;
comment on function public.hours_to_drop is 'UTC hours with facts that go when days before the limit are frozen';

-- In the loader's transaction, after the limit was noted in fact_drops. Returns how many facts went.
create or replace function public.drop_facts(from_at timestamptz, to_at timestamptz, until_at timestamptz)
returns bigint
language sql
set plan_cache_mode = force_custom_plan
as $$
    with gone as (
        delete from clickstream_events as e
        using facts_to_drop(from_at, to_at, until_at) as f
        where e.event_id = f.event_id
        returning e.event_id, e.ingest_object
    ),
    remembered as (
        insert into dropped_events (event_id)
        select g.event_id from gone as g
    ),
    counts as (
        select g.ingest_object as object_id, count(*) as facts from gone as g
        group by g.ingest_object
    ),
    -- the row of an object that a compaction has taken over is that of the compacted object
    by_row as (
        select coalesce(o.object_id, t.object_id) as object_id, sum(c.facts) as facts
        from counts as c
        left join etl_objects as o on o.object_id = c.object_id
        left join etl_compacted as m on m.object_id = c.object_id and o.object_id is null
        left join etl_objects as t on t.object_key = m.target_key
        group by 1
    ),
    accounted as (
        update etl_objects as o
        set dropped = o.dropped + b.facts
        from by_row as b
        where o.object_id = b.object_id
    ),
    gone_views as (
        delete from page_views as p
        using sessions as s
        where p.viewed_at >= from_at and p.viewed_at < to_at and s.session_id = p.session_id and s.ended_at < until_at
        returning p.session_id
    ),
    gone_searches as (
        delete from searches as r
        using sessions as s
        where r.searched_at >= from_at and r.searched_at < to_at and s.session_id = r.session_id and s.ended_at < until_at
        returning r.session_id
    ),
    noted as (
        update fact_drops as d
        set
            facts = d.facts + (select count(*) from gone),
            page_views = d.page_views + (select count(*) from gone_views),
            searches = d.searches + (select count(*) from gone_searches)
        where d.frozen_before = until_at
    )
    select count(*) from gone
$$;
comment on function public.drop_facts is
'Drops the facts of a span with their page views and searches, remembers their ids and accounts for them in etl_objects';
