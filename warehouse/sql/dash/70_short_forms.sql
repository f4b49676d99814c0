-- What reports and analysts ask most, by login state and bots only: the dashboards' figures under fewer words.

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
    with event_totals as (
        select coalesce(sum(e.events), 0)::bigint as events, coalesce(sum(e.page_views), 0)::bigint as page_views
        from dash.event_totals(p_from, p_to, p_tz, 'year', dash.filter_of(p_login, p_bots)) as e
    ),
    session_totals as (
        select
            coalesce(sum(t.visitors), 0)::bigint as visitors,
            coalesce(sum(t.sessions), 0)::bigint as sessions,
            coalesce(sum(t.converting), 0)::bigint as converting_sessions,
            coalesce(sum(t.bounced), 0)::bigint as bounced_sessions,
            sum(t.engaged_seconds) / nullif(sum(t.count_engaged), 0) as engaged_seconds_avg
        from dash.visit_totals(p_from, p_to, p_tz, null, dash.filter_of(p_login, p_bots), true) as t
    ),
    order_totals as (
        select count(*) as orders from dash.placed_orders(p_from, p_to, p_tz, dash.filter_of(p_login))
    )
    select
        e.events,
        e.page_views,
        s.visitors,
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
'One row. visitors: different clients of the sessions; events and page_views happened in the period, sessions began in it; orders: by their '
'own time, whoever placed them; conversion: sessions with a purchase by sessions; bounce_rate: bounced sessions by sessions; '
'engaged_seconds_avg: mean of the sessions that reported it. The last three are null where there is nothing to divide by. p_login: login '
'states of the sessions, unknown stands for none sent; null for all. p_bots: bots too';

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
    select t.event_name, t.events, t.visitors, t.share
    from dash.top_happenings(p_from, p_to, p_tz, dash.filter_of(p_login, p_bots), p_limit) as t
$$;
comment on function dash.top_events is
'The p_limit most frequent event names. visitors: clients of the visits in which it happened; share: of all events of the period and filter, '
'also of those not listed';

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
    select k.bucket, k.bucket_at, k.events, k.page_views, k.visitors, k.sessions, k.orders
    from dash.key_trend(p_from, p_to, p_tz, p_grain, dash.filter_of(p_login, p_bots)) as k
    order by k.bucket_at
$$;
comment on function dash.trend is
'A row for each hour, day or week (p_grain) of the period, also where nothing happened. bucket: its beginning on the clocks '
'of zone p_tz; bucket_at: the same as an instant, which tells apart the two equal hours of a day on which clocks go back. visitors: '
'different clients of the sessions that began in it; they do not add up over buckets, since who comes twice is counted in both';

create function dash.funnel(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_login text[] default null,
    p_bots boolean default false
)
returns table (
    step_number integer,
    step text,
    sessions bigint,
    dropped bigint,
    share_of_first numeric,
    share_of_previous numeric
)
language sql
stable
parallel safe
as $$
    with steps as (
        select s.step_number, s.step, coalesce(f.subjects, 0) as sessions, f.dropped, f.share_of_first, f.share_of_previous
        from (values (1, 'product view'), (2, 'add to cart'), (3, 'checkout'), (4, 'purchase')) as s (step_number, step)
        -- which has no rows where nobody came
        left join dash.shop_funnel(p_from, p_to, p_tz, 'session', dash.filter_of(p_login, p_bots)) as f on f.step = s.step
    )
    select
        s.step_number,
        s.step,
        s.sessions,
        case when s.step_number > 1 then coalesce(s.dropped, 0) end as dropped,
        s.share_of_first,
        s.share_of_previous
    from steps as s
    order by s.step_number
$$;
comment on function dash.funnel is
'Sessions that did a step and all steps before it, in whatever order within the session. dropped: sessions of the step before '
'that did not do this one. dropped and share_of_previous are null for the first step, shares where there is nothing to '
'divide by';

create function dash.funnel_of(
    p_steps text[],
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_by text default 'session',
    p_in_order boolean default true,
    p_window interval default null,
    p_site text default null,
    p_device text default null,
    p_channel text default null,
    p_login text[] default null,
    p_bots boolean default false
)
returns table (step_number integer, step text, subjects bigint, dropped bigint, share_of_first numeric, share_of_previous numeric)
language sql
stable
parallel safe
as $$
    select f.step_number, f.step, f.subjects, f.dropped, f.share_of_first, f.share_of_previous
    from dash.funnel_steps(
        p_steps, p_from, p_to, p_tz, p_by, p_in_order,
        dash.filter_of(p_login, p_bots, p_site, p_device, p_channel),
        p_window
    ) as f
    order by f.step_number
$$;
comment on function dash.funnel_of is
'dash.funnel_steps with a parameter for each filter: the visit''s site, device, channel and login state (unknown: none sent); null for all';

create function dash.products(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_login text[] default null,
    p_bots boolean default false
)
returns table (
    product_id text,
    name text,
    category text,
    brand text,
    currency text,
    views bigint,
    viewers bigint,
    adds bigint,
    removes bigint,
    orders bigint,
    units numeric,
    revenue numeric,
    conversion numeric
)
language sql
stable
parallel safe
as $$
    select
        f.product_id, f.name, f.category, f.brand, f.currency, f.views, f.viewers, f.adds, f.removes, f.orders, f.units,
        f.revenue, f.conversion
    from dash.product_figures(p_from, p_to, p_tz, dash.filter_of(p_login, p_bots)) as f
    order by coalesce(f.revenue, 0) desc, f.views desc, f.product_id
$$;
comment on function dash.products is
'A row for each product and each currency it was sold in; one with currency and revenue null where it was not sold. views, '
'viewers, adds and removes know no currency and stand on each row of the product. viewers: different clients with a product '
'view; orders: that contain it; revenue: quantity x price paid, before refunds; conversion: orders by viewers, null without '
'viewers. Order lines without a product id are left out';

create function dash.visitors(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_bots boolean default false
)
returns table (visitors bigint, new_visitors bigint, returning_visitors bigint)
language sql
stable
parallel safe
as $$
    select
        coalesce(sum(n.visitors), 0)::bigint as visitors,
        coalesce(sum(n.visitors) filter (where n.kind = 'new'), 0)::bigint as new_visitors,
        coalesce(sum(n.visitors) filter (where n.kind = 'returning'), 0)::bigint as returning_visitors
    from dash.new_and_returning(p_from, p_to, p_tz, dash.filter_of(null, p_bots)) as n
$$;
comment on function dash.visitors is
'Different clients with a session that began in the period, each once; days'' visitors do not add up. new: never seen before it';
