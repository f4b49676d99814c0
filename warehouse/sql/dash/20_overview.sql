-- The key figures of a period.

create function dash.overview(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_login text[] default null,
    p_bots boolean default false
)
returns table (
    events bigint,
    page_views bigint,
    visitors bigint,
    sessions bigint,
    orders bigint,
    converting_sessions bigint,
    bounced_sessions bigint,
    conversion numeric,
    bounce_rate numeric,
    engaged_seconds_avg numeric
)
language sql
stable
parallel safe
as $$
    with clients as (
        select e.client_id, count(*) as events, count(*) filter (where e.event_name = 'page_view') as page_views
        from dash.events_in(p_from, p_to, p_tz, p_login, p_bots) as e
        group by e.client_id
    ),
    event_totals as (
        select
            coalesce(sum(c.events), 0)::bigint as events,
            coalesce(sum(c.page_views), 0)::bigint as page_views,
            count(c.client_id) as visitors
        from clients as c
    ),
    session_totals as (
        select
            count(*) as sessions,
            count(*) filter (where s.has_purchase) as converting_sessions,
            count(*) filter (where s.is_bounce) as bounced_sessions,
            avg(s.engaged_seconds) as engaged_seconds_avg
        from dash.sessions_in(p_from, p_to, p_tz, p_login, p_bots) as s
    ),
    order_totals as (
        select count(*) as orders from dash.orders_in(p_from, p_to, p_tz, p_login)
    )
    select
        e.events,
        e.page_views,
        e.visitors,
        s.sessions,
        o.orders,
        s.converting_sessions,
        s.bounced_sessions,
        s.converting_sessions::numeric / nullif(s.sessions, 0) as conversion,
        s.bounced_sessions::numeric / nullif(s.sessions, 0) as bounce_rate,
        s.engaged_seconds_avg
    from event_totals as e
    cross join session_totals as s
    cross join order_totals as o
$$;
comment on function dash.overview is
'One row. visitors: different clients; orders: by their own time, whoever placed them; conversion: sessions with a purchase '
'by sessions; bounce_rate: bounced sessions by sessions; engaged_seconds_avg: mean of the sessions that reported it. The '
'last three are null where there is nothing to divide by';

create function dash.top_events(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_login text[] default null,
    p_bots boolean default false,
    p_limit integer default 20
)
returns table (event_name text, events bigint, visitors bigint, share numeric)
language sql
stable
parallel safe
as $$
    with clients as (
        select e.event_name, e.client_id, count(*) as events
        from dash.events_in(p_from, p_to, p_tz, p_login, p_bots) as e
        group by e.event_name, e.client_id
    ),
    names as (
        select c.event_name, sum(c.events)::bigint as events, count(c.client_id) as visitors
        from clients as c
        group by c.event_name
    ),
    shares as (
        select n.event_name, n.events, n.visitors, n.events / sum(n.events) over () as share
        from names as n
    )
    select * from shares as s
    order by s.events desc, s.event_name
    limit p_limit
$$;
comment on function dash.top_events is
'The p_limit most frequent event names. share: of all events of the period and filter, also of those not listed';
