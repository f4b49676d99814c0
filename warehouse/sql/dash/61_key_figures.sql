-- The key figures of a period, alone, beside those of another period, and by hour, day or week.

create function dash.key_values(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_grain text default 'day',
    p_filter jsonb default '{}',
    p_course boolean default true
)
returns table (bucket_at timestamptz, place integer, figure text, currency text, value numeric)
language sql
stable
parallel safe
as $$
    with money as materialized (
        select
            date_trunc(p_grain, o.ordered_at, p_tz) as bucket_at,
            o.currency,
            count(*) as orders,
            coalesce(sum(o.total), 0) as gross,
            count(o.total) as count_totals,
            sum(o.refunded) as refunded
        from dash.placed_orders(p_from, p_to, p_tz, p_filter) as o
        group by 1, 2
    ),
    buckets as materialized (
        select b.bucket_at from dash.buckets(p_from, p_to, p_tz, p_grain) as b
        -- a period without end has no buckets, but figures
        where p_course
        union all
        select null as bucket_at
    ),
    -- each with a row of the whole period, whose bucket_at is null
    visits as (
        select * from dash.visit_totals(p_from, p_to, p_tz, case when p_course then p_grain end, p_filter, true)
    ),
    events as (
        select e.bucket_at, sum(e.events) as events, sum(e.page_views) as page_views
        from dash.event_totals(p_from, p_to, p_tz, p_grain, p_filter) as e
        group by grouping sets ((e.bucket_at), ())
    ),
    orders as (
        select m.bucket_at, sum(m.orders) as orders
        from money as m
        group by grouping sets ((m.bucket_at), ())
    ),
    revenue as (
        select
            m.bucket_at,
            m.currency,
            sum(m.gross) as gross,
            sum(m.gross) - sum(m.refunded) as net,
            sum(m.count_totals) as count_totals
        from money as m
        group by grouping sets ((m.bucket_at, m.currency), (m.currency))
    )
    select b.bucket_at, v.place, v.figure, null as currency, v.value
    from buckets as b
    left join visits as s on coalesce(s.bucket_at, 'infinity') = coalesce(b.bucket_at, 'infinity')
    left join events as e on coalesce(e.bucket_at, 'infinity') = coalesce(b.bucket_at, 'infinity')
    left join orders as o on coalesce(o.bucket_at, 'infinity') = coalesce(b.bucket_at, 'infinity')
    cross join lateral (
        values
        (1, 'visitors', coalesce(s.visitors, 0)),
        (2, 'sessions', coalesce(s.sessions, 0)),
        (3, 'events', coalesce(e.events, 0)),
        (4, 'page_views', coalesce(e.page_views, 0)),
        (5, 'orders', coalesce(o.orders, 0)),
        (6, 'conversion', s.converting::numeric / nullif(s.sessions, 0)),
        (7, 'bounce_rate', s.bounced::numeric / nullif(s.sessions, 0)),
        (8, 'engaged_seconds', s.engaged_seconds / nullif(s.count_engaged, 0))
    ) as v (place, figure, value)
    union all
    select b.bucket_at, v.place, v.figure, c.currency, v.value
    from buckets as b
    cross join (select distinct m.currency from money as m) as c
    left join revenue as r on coalesce(r.bucket_at, 'infinity') = coalesce(b.bucket_at, 'infinity') and r.currency is not distinct from c.currency
    cross join lateral (
        values (9, 'net_revenue', coalesce(r.net, 0)), (10, 'average_order', r.gross / nullif(r.count_totals, 0))
    ) as v (place, figure, value)
$$;
comment on function dash.key_values is
'What dash.key_figures, dash.key_trend and dash.key_cards are made of: a row a figure, for money a row a currency, for each bucket of the period '
'(p_grain; none where p_course is false) and for the period itself, where bucket_at is null';

create function dash.key_figures(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (figure text, currency text, value numeric)
language sql
stable
parallel safe
as $$
    select v.figure, v.currency, v.value
    from dash.key_values(p_from, p_to, p_tz, 'year', p_filter, false) as v
    where v.bucket_at is null
    order by v.place, v.currency
$$;
comment on function dash.key_figures is
'A row a figure, for money a row a currency. visitors: different clients of the sessions; events and page_views happened in the period, '
'sessions began in it, orders were placed in it; conversion and bounce_rate: by sessions; engaged_seconds: mean of the sessions that '
'reported it; net_revenue: order totals less refunds; average_order: mean total. Null where there is nothing to divide by';

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
    select
        date_trunc(p_grain, v.bucket_at at time zone p_tz) as bucket,
        v.bucket_at,
        max(v.value) filter (where v.figure = 'visitors')::bigint as visitors,
        max(v.value) filter (where v.figure = 'sessions')::bigint as sessions,
        max(v.value) filter (where v.figure = 'events')::bigint as events,
        max(v.value) filter (where v.figure = 'page_views')::bigint as page_views,
        max(v.value) filter (where v.figure = 'orders')::bigint as orders,
        max(v.value) filter (where v.figure = 'conversion') as conversion,
        max(v.value) filter (where v.figure = 'bounce_rate') as bounce_rate,
        max(v.value) filter (where v.figure = 'engaged_seconds') as engaged_seconds
    from dash.key_values(p_from, p_to, p_tz, p_grain, p_filter) as v
    where v.bucket_at is not null
    group by v.bucket_at
    order by v.bucket_at
$$;
comment on function dash.key_trend is
'dash.key_figures without money, a row for each hour, day or week (p_grain), also where nothing happened; rates are then null. visitors do '
'not add up over buckets';

create function dash.key_cards(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_grain text default 'day',
    p_filter jsonb default '{}',
    p_vs_from date default null,
    p_vs_to date default null
)
returns table (figure text, currency text, value numeric, previous numeric, change numeric, course numeric[])
language sql
stable
parallel safe
as $$
    with courses as (
        select
            v.place,
            v.figure,
            v.currency,
            max(v.value) filter (where v.bucket_at is null) as value,
            array_agg(v.value order by v.bucket_at) filter (where v.bucket_at is not null) as course
        from dash.key_values(p_from, p_to, p_tz, coalesce(p_grain, 'year'), p_filter, p_grain is not null) as v
        group by v.place, v.figure, v.currency
    ),
    previous as (
        select v.place, v.figure, v.currency, v.value
        from dash.key_values(p_vs_from, p_vs_to, p_tz, 'year', p_filter, false) as v
        where p_vs_from is not null and v.bucket_at is null
    ),
    now_and_then as (
        select
            coalesce(n.place, t.place) as place,
            coalesce(n.figure, t.figure) as figure,
            coalesce(n.currency, t.currency) as currency,
            -- money of a currency in which nothing was sold is nought, of which there is no average
            case when coalesce(n.figure, t.figure) = 'net_revenue' then coalesce(n.value, 0) else n.value end as value,
            case
                when p_vs_from is not null and coalesce(n.figure, t.figure) = 'net_revenue' then coalesce(t.value, 0)
                else t.value
            end as previous,
            n.course
        from courses as n
        full join previous as t on t.figure || '/' || coalesce(t.currency, '') = n.figure || '/' || coalesce(n.currency, '')
    )
    select
        c.figure,
        c.currency,
        c.value,
        c.previous,
        (c.value - c.previous) / nullif(abs(c.previous), 0) as change,
        c.course
    from now_and_then as c
    order by c.place, c.currency
$$;
comment on function dash.key_cards is
'dash.key_figures with course, the figure by hour, day or week (p_grain; null for none), and with that of p_vs_from to p_vs_to as previous, where these are given. '
'change: difference by previous; null where that is nought or not known';

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
    select c.figure, c.currency, c.value, c.previous, c.value - c.previous as difference, c.change
    from dash.key_cards(p_from, p_to, p_tz, null, p_filter, p_vs_from, p_vs_to) as c
$$;
comment on function dash.key_changes is
'dash.key_figures of p_from to p_to, and of p_vs_from to p_vs_to as previous. change: difference by previous; null where that is nought or '
'not known';
