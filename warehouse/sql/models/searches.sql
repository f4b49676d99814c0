create or replace function public.normalised_query(query text)
returns text
language sql
immutable
parallel safe
as $$
    select nullif(lower(regexp_replace(btrim(query, E' \t\r\n'), '\s+', ' ', 'g')), '')
$$;

-- Builds the searches of some visits anew, and notes the days on which they were and are.
create or replace function public.refresh_searches(visit_keys text[])
returns void
language plpgsql
set plan_cache_mode = force_custom_plan
as $$
declare
    -- few visits search, and the others need not be put in order
    searching_keys text[] := (
        select coalesce(array_agg(distinct v.visit_id), '{}') from visit_members(visit_keys) as v
        where v.event_name = 'search'
    );
begin
    perform note_days_of(array_agg(s.searched_at)) from searches as s where s.session_id = any(visit_keys);
    delete from searches where session_id = any(visit_keys);

    insert into searches (
        event_id, session_id, client_id, site, query, normalised_query, results, clicks, order_ids, is_bot, searched_at
    )
    with facts as (
        select
            m.*,
            row_number() over visit as place,
            count(*) filter (where m.event_name = 'search') over visit as search_number
        from visit_members(searching_keys) as m
        where m.event_name in ('search', 'product_view')
        window visit as (partition by m.visit_id order by m.event_timestamp, m.sequence, m.event_id)
    ),
    clicks as (
        select f.visit_id, f.search_number, count(*) as clicks
        from facts as f
        where f.event_name = 'product_view'
        group by f.visit_id, f.search_number
    ),
    found as (
        select
            f.*,
            lead(f.event_timestamp) over (partition by f.visit_id order by f.place) as next_search_at
        from facts as f
        where f.event_name = 'search'
    ),
    purchases as (
        select o.session_id as visit_id, o.order_id, o.ordered_at
        from orders as o
        where o.session_id = any(searching_keys)
        union
        select s.session_id as visit_id, o.order_id, o.ordered_at
        from sessions as s
        inner join orders as o
            on o.client_id = s.client_id and o.session_id is null and o.ordered_at between s.started_at and s.ended_at
        where s.session_id = any(searching_keys) and s.is_derived
    ),
    -- of two searches at the same instant the later in the visit has the order, since the other's time is empty
    bought as (
        select f.event_id, array_agg(p.order_id order by p.order_id) as order_ids
        from found as f
        inner join purchases as p
            on p.visit_id = f.visit_id and p.ordered_at >= f.event_timestamp
            and (f.next_search_at is null or p.ordered_at < f.next_search_at)
        group by f.event_id
    )
    select
        f.event_id,
        f.visit_id as session_id,
        f.client_id,
        f.site,
        f.search_query as query,
        normalised_query(f.search_query) as normalised_query,
        f.search_results as results,
        coalesce(c.clicks, 0) as clicks,
        coalesce(b.order_ids, '{}') as order_ids,
        f.is_bot, -- as its visit's, since a visit's mark is lent to its events
        f.event_timestamp as searched_at
    from found as f
    left join clicks as c on c.visit_id = f.visit_id and c.search_number = f.search_number
    left join bought as b on b.event_id = f.event_id;

    perform note_days_of(array_agg(s.searched_at)) from searches as s where s.session_id = any(searching_keys);
end
$$;

create or replace function public.refresh_search_day(of_day date, starts_at timestamptz, ends_at timestamptz)
returns void
language sql
as $$
    delete from search_daily where day = of_day;

    insert into search_daily (
        day, query, searches, searchers, zero_results, count_results, results_sum, clicked, clicks, orders
    )
    select
        of_day as day,
        s.normalised_query as query,
        count(*) as searches,
        count(distinct s.client_id) as searchers,
        count(*) filter (where s.results = 0) as zero_results,
        count(s.results) as count_results,
        coalesce(sum(s.results), 0) as results_sum,
        count(*) filter (where s.clicks > 0) as clicked,
        sum(s.clicks) as clicks,
        sum(cardinality(s.order_ids)) as orders
    from searches as s
    where s.searched_at >= starts_at and s.searched_at < ends_at and not s.is_bot
    group by s.normalised_query;
$$;
