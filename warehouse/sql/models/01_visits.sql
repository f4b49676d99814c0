-- What the models of a visit's inside share: which visits a step rebuilds, and the events of a visit.

-- The sessions of some keys and orders as they stand, to be compared before and after they are rebuilt. Frozen ones are not.
create or replace function public.visits_now(session_keys text[], client_keys text[], order_keys text[])
returns jsonb
language sql
stable
set plan_cache_mode = force_custom_plan
as $$
    with touched as (
        select s.session_id from sessions as s
        where s.session_id = any(session_keys)
        union
        select s.session_id from sessions as s
        where s.is_derived and s.client_id = any(client_keys)
        union
        select o.session_id from orders as o
        where o.order_id = any(order_keys) and o.session_id is not null
        union
        select s.session_id from orders as o
        inner join sessions as s
            on s.client_id = o.client_id and s.is_derived and o.ordered_at between s.started_at and s.ended_at
        where o.order_id = any(order_keys) and o.session_id is null
    ),
    visits as (
        select
            s.session_id, s.client_id, s.site, s.device_type, s.country, s.channel, s.user_login_state, s.event_count, s.is_bot,
            s.started_at, s.ended_at
        from touched as t
        inner join sessions as s on s.session_id = t.session_id
        where s.ended_at >= (select frozen_until())
    )
    select coalesce(jsonb_agg(to_jsonb(v)), '[]') from visits as v
$$;

-- The events of some visits, bots' too. Events without a session id are found by the span of the visit that they make up: visits of a
-- client that 30 minutes of silence part never overlap. Without settings of its own, so that it is planned with the query that asks.
create or replace function public.visit_members(visit_keys text[])
returns table (
    visit_id text,
    event_id uuid,
    event_timestamp timestamptz,
    sequence integer,
    event_name text,
    client_id text,
    user_id text,
    site text,
    page_view_id text,
    page_path text,
    engaged_ms integer,
    scroll_depth numeric,
    search_query text,
    search_results integer,
    is_bot boolean
)
language sql
stable
as $$
    select
        e.session_id as visit_id, e.event_id, e.event_timestamp, e.sequence, e.event_name, e.client_id, e.user_id, e.site,
        e.page_view_id, e.page_path, e.engaged_ms, e.scroll_depth, e.search_query, e.search_results, e.is_bot
    from clickstream_events as e
    where e.session_id = any(visit_keys)
    union all
    select
        s.session_id as visit_id, e.event_id, e.event_timestamp, e.sequence, e.event_name, e.client_id, e.user_id, e.site,
        e.page_view_id, e.page_path, e.engaged_ms, e.scroll_depth, e.search_query, e.search_results, e.is_bot
    from sessions as s
    inner join clickstream_events as e
        on e.client_id = s.client_id and e.session_id is null
        and e.event_timestamp between s.started_at and s.ended_at
    where s.session_id = any(visit_keys) and s.is_derived
$$;

drop function if exists public.visit_events(text[]);
