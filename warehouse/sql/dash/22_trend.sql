-- The key figures of a period over time.

create function dash.trend(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_grain text default 'day',
    p_login text[] default null,
    p_bots boolean default false
)
returns table (
    bucket timestamp,
    bucket_at timestamptz,
    events bigint,
    page_views bigint,
    visitors bigint,
    sessions bigint,
    orders bigint
)
language sql
stable
parallel safe
as $$
    with clients as (
        select
            date_trunc(p_grain, e.event_timestamp, p_tz) as bucket_at,
            e.client_id,
            count(*) as events,
            count(*) filter (where e.event_name = 'page_view') as page_views
        from dash.events_in(p_from, p_to, p_tz, p_login, p_bots) as e
        group by 1, 2
    ),
    event_totals as (
        select
            c.bucket_at,
            sum(c.events)::bigint as events,
            sum(c.page_views)::bigint as page_views,
            count(c.client_id) as visitors
        from clients as c
        group by c.bucket_at
    ),
    session_totals as (
        select date_trunc(p_grain, s.started_at, p_tz) as bucket_at, count(*) as sessions
        from dash.sessions_in(p_from, p_to, p_tz, p_login, p_bots) as s
        group by 1
    ),
    order_totals as (
        select date_trunc(p_grain, o.ordered_at, p_tz) as bucket_at, count(*) as orders
        from dash.orders_in(p_from, p_to, p_tz, p_login) as o
        group by 1
    )
    select
        date_trunc(p_grain, b.bucket_at at time zone p_tz) as bucket,
        b.bucket_at,
        coalesce(e.events, 0) as events,
        coalesce(e.page_views, 0) as page_views,
        coalesce(e.visitors, 0) as visitors,
        coalesce(s.sessions, 0) as sessions,
        coalesce(o.orders, 0) as orders
    from dash.buckets(p_from, p_to, p_tz, p_grain) as b
    left join event_totals as e on e.bucket_at = b.bucket_at
    left join session_totals as s on s.bucket_at = b.bucket_at
    left join order_totals as o on o.bucket_at = b.bucket_at
    order by b.bucket_at
$$;
comment on function dash.trend is
'A row for each hour, day or week (p_grain) of the period, also where nothing happened. bucket: its beginning on the clocks '
'of zone p_tz; bucket_at: the same as an instant, which tells apart the two equal hours of a day on which clocks go back. '
'visitors do not add up over buckets, since who comes twice is counted in both';
