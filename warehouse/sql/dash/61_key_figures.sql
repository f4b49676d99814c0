-- The key figures of a period, one a row, beside those of another period.

create function dash.key_figures(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (figure text, currency text, value numeric)
language sql
stable
parallel safe
as $$
    with event_totals as (
        select coalesce(sum(e.events), 0) as events, coalesce(sum(e.page_views), 0) as page_views
        from dash.event_totals(p_from, p_to, p_tz, 'year', p_filter) as e
    ),
    session_totals as (
        select
            coalesce(sum(t.visitors), 0) as visitors,
            coalesce(sum(t.sessions), 0) as sessions,
            sum(t.converting) / nullif(sum(t.sessions), 0) as conversion,
            sum(t.bounced) / nullif(sum(t.sessions), 0) as bounce_rate,
            sum(t.engaged_seconds) / nullif(sum(t.count_engaged), 0) as engaged_seconds
        -- one bucket, over which alone visitors add up
        from dash.visit_totals(p_from, p_to, p_tz, 'millennium', p_filter) as t
    ),
    money as (
        select
            o.currency,
            count(*)::numeric as orders,
            coalesce(sum(o.total), 0) - sum(o.refunded) as net_revenue,
            avg(o.total) as average_order
        from dash.placed_orders(p_from, p_to, p_tz, p_filter) as o
        group by o.currency
    ),
    figures as (
        select v.place, v.figure, null as currency, v.value
        from session_totals as s
        cross join event_totals as e
        cross join (select coalesce(sum(m.orders), 0) as orders from money as m) as o
        cross join lateral (
            values
            (1, 'visitors', s.visitors),
            (2, 'sessions', s.sessions),
            (3, 'events', e.events),
            (4, 'page_views', e.page_views),
            (5, 'orders', o.orders),
            (6, 'conversion', s.conversion),
            (7, 'bounce_rate', s.bounce_rate),
            (8, 'engaged_seconds', s.engaged_seconds)
        ) as v (place, figure, value)
        union all
        select v.place, v.figure, m.currency, v.value
        from money as m
        cross join lateral (
            values (9, 'net_revenue', m.net_revenue), (10, 'average_order', m.average_order)
        ) as v (place, figure, value)
    )
    select f.figure, f.currency, f.value from figures as f
    order by f.place, f.currency
$$;
comment on function dash.key_figures is
'A row a figure, for money a row a currency. visitors: different clients of the sessions; events and page_views happened in the period, '
'sessions began in it, orders were placed in it; conversion and bounce_rate: by sessions; engaged_seconds: mean of the sessions that '
'reported it; net_revenue: order totals less refunds; average_order: mean total. Null where there is nothing to divide by';

create function dash.key_changes(
    p_from date,
    p_to date,
    p_vs_from date,
    p_vs_to date,
    p_tz text default 'UTC',
    p_filter jsonb default '{}'
)
returns table (figure text, currency text, value numeric, previous numeric, difference numeric, change numeric)
language sql
stable
parallel safe
as $$
    with now_and_then as (
        select
            coalesce(n.figure, t.figure) as figure,
            coalesce(n.currency, t.currency) as currency,
            -- money of a currency in which nothing was sold is nought, of which there is no average
            case when coalesce(n.figure, t.figure) = 'net_revenue' then coalesce(n.value, 0) else n.value end as value,
            case when coalesce(n.figure, t.figure) = 'net_revenue' then coalesce(t.value, 0) else t.value end as previous
        from dash.key_figures(p_from, p_to, p_tz, p_filter) as n
        full join dash.key_figures(p_vs_from, p_vs_to, p_tz, p_filter) as t
            on t.figure || '/' || coalesce(t.currency, '') = n.figure || '/' || coalesce(n.currency, '')
    )
    select
        c.figure,
        c.currency,
        c.value,
        c.previous,
        c.value - c.previous as difference,
        (c.value - c.previous) / nullif(abs(c.previous), 0) as change
    from now_and_then as c
$$;
comment on function dash.key_changes is
'dash.key_figures of p_from to p_to, and of p_vs_from to p_vs_to as previous. change: difference by previous; null where that is nought or '
'not known';

create function dash.key_trend(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_grain text default 'day',
    p_filter jsonb default '{}'
)
returns table (
    bucket timestamp,
    bucket_at timestamptz,
    visitors bigint,
    sessions bigint,
    events bigint,
    page_views bigint,
    orders bigint,
    conversion numeric,
    bounce_rate numeric,
    engaged_seconds numeric
)
language sql
stable
parallel safe
as $$
    with order_totals as (
        select date_trunc(p_grain, o.ordered_at, p_tz) as bucket_at, count(*) as orders
        from dash.placed_orders(p_from, p_to, p_tz, p_filter) as o
        group by 1
    )
    select
        date_trunc(p_grain, b.bucket_at at time zone p_tz) as bucket,
        b.bucket_at,
        coalesce(s.visitors, 0) as visitors,
        coalesce(s.sessions, 0) as sessions,
        coalesce(e.events, 0) as events,
        coalesce(e.page_views, 0) as page_views,
        coalesce(o.orders, 0) as orders,
        s.converting::numeric / s.sessions as conversion,
        s.bounced::numeric / s.sessions as bounce_rate,
        s.engaged_seconds / nullif(s.count_engaged, 0) as engaged_seconds
    from dash.buckets(p_from, p_to, p_tz, p_grain) as b
    left join dash.visit_totals(p_from, p_to, p_tz, p_grain, p_filter) as s on s.bucket_at = b.bucket_at
    left join dash.event_totals(p_from, p_to, p_tz, p_grain, p_filter) as e on e.bucket_at = b.bucket_at
    left join order_totals as o on o.bucket_at = b.bucket_at
    order by b.bucket_at
$$;
comment on function dash.key_trend is
'dash.key_figures without money, a row for each hour, day or week (p_grain), also where nothing happened; rates are then null. visitors do '
'not add up over buckets';

create function dash.money_trend(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_grain text default 'day',
    p_filter jsonb default '{}'
)
returns table (bucket timestamp, bucket_at timestamptz, currency text, orders bigint, net_revenue numeric, average_order numeric)
language sql
stable
parallel safe
as $$
    with orders as (
        select o.currency, o.total, o.refunded, date_trunc(p_grain, o.ordered_at, p_tz) as bucket_at
        from dash.placed_orders(p_from, p_to, p_tz, p_filter) as o
    ),
    cells as (
        select b.bucket_at, c.currency
        from dash.buckets(p_from, p_to, p_tz, p_grain) as b
        cross join (select distinct o.currency from orders as o) as c
    ),
    sums as (
        select
            o.bucket_at,
            o.currency,
            count(*) as orders,
            coalesce(sum(o.total), 0) - sum(o.refunded) as net_revenue,
            avg(o.total) as average_order
        from orders as o
        group by o.bucket_at, o.currency
    )
    select
        date_trunc(p_grain, c.bucket_at at time zone p_tz) as bucket,
        c.bucket_at,
        c.currency,
        coalesce(s.orders, 0) as orders,
        coalesce(s.net_revenue, 0) as net_revenue,
        s.average_order
    from cells as c
    left join sums as s on s.bucket_at = c.bucket_at and s.currency is not distinct from c.currency
    order by c.bucket_at, c.currency
$$;
comment on function dash.money_trend is
'Orders, net revenue and average order by the time of the order: a row for each bucket and each currency of the period, also where nothing '
'was sold';
