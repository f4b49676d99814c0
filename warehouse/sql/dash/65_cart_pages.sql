-- Carts and orders as the dashboards list them.

create function dash.opened_carts(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (
    cart text,
    state text,
    currency text,
    value numeric,
    item_count numeric,
    is_recovered boolean,
    recovered_hours numeric,
    opened_at timestamptz,
    last_active_at timestamptz
)
language sql
stable
parallel safe
as $$
    select
        c.cart_key as cart,
        c.state,
        c.currency,
        c.value,
        c.item_count,
        c.is_recovered,
        extract(epoch from c.recovered_after) / 3600 as recovered_hours,
        c.opened_at,
        c.last_active_at
    from dash.carts_at() as c
    where c.opened_at >= dash.day_start(p_from, p_tz)
    and c.opened_at < dash.day_start(p_to + 1, p_tz)
    and (
        not dash.picks_visits(p_filter)
        -- by each cart's own session: exists would have the planner read all sessions there are
        or (
            select dash.fits(p_filter, s.user_login_state, coalesce(c.site, s.site), s.device_type, s.country, s.channel)
            from dash.sessions as s
            where s.session_id = c.session_id
        )
    )
$$;
comment on function dash.opened_carts is
'Carts opened in the period, with their state now. p_filter picks by login, site, device, country and channel of the visit; a cart has no '
'one category or brand, and bots have none. recovered_hours: how long the cart''s longest silence lasted, of carts that came back';

create function dash.cart_list(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}', p_limit integer default 1000)
returns table (
    cart text,
    state text,
    currency text,
    value numeric,
    item_count numeric,
    is_recovered boolean,
    recovered_hours numeric,
    opened_at timestamptz,
    last_active_at timestamptz
)
language sql
stable
parallel safe
as $$
    select c.*
    from dash.opened_carts(p_from, p_to, p_tz, p_filter) as c
    -- the first of each currency, then the second of each: amounts of two currencies have no order
    order by row_number() over (partition by c.currency order by c.value desc nulls last, c.cart), c.currency
    limit p_limit
$$;
comment on function dash.cart_list is 'The p_limit of dash.opened_carts that are worth most in their currency';

create function dash.cart_figures(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (
    is_total boolean, state text, currency text, carts bigint, value numeric, abandoned bigint, recovered bigint, purchased bigint,
    abandonment numeric, recovery numeric, recovered_hours numeric
)
language sql
stable
parallel safe
as $$
    with counts as (
        select
            grouping(c.state) = 1 as is_total,
            c.state,
            c.currency,
            count(*) as carts,
            case grouping(c.state) when 0 then coalesce(sum(c.value), 0) end as value,
            count(*) filter (where c.is_recovered or c.state in ('abandoned', 'lapsed')) as abandoned,
            count(*) filter (where c.is_recovered) as recovered,
            count(*) filter (where c.state = 'purchased') as purchased,
            (percentile_cont(0.5) within group (order by c.recovered_hours::double precision))::numeric as recovered_hours
        from dash.opened_carts(p_from, p_to, p_tz, p_filter) as c
        group by grouping sets ((c.state, c.currency), ())
    )
    select
        n.is_total,
        n.state,
        n.currency,
        n.carts,
        n.value,
        n.abandoned,
        n.recovered,
        n.purchased,
        n.abandoned::numeric / nullif(n.carts, 0) as abandonment,
        n.recovered::numeric / nullif(n.abandoned, 0) as recovery,
        n.recovered_hours
    from counts as n
    order by
        n.is_total desc,
        array_position(array['open', 'recovered', 'abandoned', 'lapsed', 'purchased', 'empty'], n.state),
        n.currency
$$;
comment on function dash.cart_figures is
'Carts opened in the period: a row with all of them (is_total, its value null, since money of several currencies is never added), and one '
'for each state and currency (null: of several, or none known). abandoned: at least once; recovered: came back after that; '
'abandonment: abandoned by carts; recovery: recovered by abandoned; recovered_hours: median time they were away';

create function dash.cart_totals(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (state text, currency text, carts bigint, value numeric, recovered bigint, recovered_hours numeric)
language sql
stable
parallel safe
as $$
    select c.state, c.currency, c.carts, c.value, c.recovered, c.recovered_hours
    from dash.cart_figures(p_from, p_to, p_tz, p_filter) as c
    where not c.is_total
    order by array_position(array['open', 'recovered', 'abandoned', 'lapsed', 'purchased', 'empty'], c.state), c.currency
$$;
comment on function dash.cart_totals is 'Rows of dash.cart_figures by state and currency';

create function dash.cart_rates(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (carts bigint, abandoned bigint, recovered bigint, purchased bigint, abandonment numeric, recovery numeric, recovered_hours numeric)
language sql
stable
parallel safe
as $$
    select c.carts, c.abandoned, c.recovered, c.purchased, c.abandonment, c.recovery, c.recovered_hours
    from dash.cart_figures(p_from, p_to, p_tz, p_filter) as c
    where c.is_total
$$;
comment on function dash.cart_rates is 'The row of dash.cart_figures about all carts opened in the period';

create function dash.order_list(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}', p_limit integer default 1000)
returns table (
    order_id text,
    ordered_at timestamptz,
    currency text,
    total numeric,
    tax numeric,
    shipping numeric,
    refunded numeric,
    net numeric,
    coupon text,
    item_count numeric,
    channel text,
    is_trusted boolean,
    conflicts integer
)
language sql
stable
parallel safe
as $$
    select
        o.order_id,
        o.ordered_at,
        o.currency,
        o.total,
        o.tax,
        o.shipping,
        o.refunded,
        o.total - o.refunded as net,
        o.coupon,
        o.item_count,
        s.channel,
        o.is_trusted,
        o.count_conflicts as conflicts
    from dash.placed_orders(p_from, p_to, p_tz, p_filter) as o
    left join dash.sessions as s on s.session_id = o.session_id
    order by o.ordered_at desc, o.order_id
    limit p_limit
$$;
comment on function dash.order_list is 'The newest p_limit orders of the period. conflicts: reports that gave another total or currency';

create function dash.order_money(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (
    currency text, orders bigint, gross numeric, tax numeric, shipping numeric, refunded numeric, net numeric,
    average_order numeric, refunded_orders bigint, refund_rate numeric
)
language sql
stable
parallel safe
as $$
    select
        o.currency,
        count(*) as orders,
        coalesce(sum(o.total), 0) as gross,
        coalesce(sum(o.tax), 0) as tax,
        coalesce(sum(o.shipping), 0) as shipping,
        sum(o.refunded) as refunded,
        coalesce(sum(o.total), 0) - sum(o.refunded) as net,
        avg(o.total) as average_order,
        count(*) filter (where o.refunded > 0) as refunded_orders,
        count(*) filter (where o.refunded > 0)::numeric / count(*) as refund_rate
    from dash.placed_orders(p_from, p_to, p_tz, p_filter) as o
    group by o.currency
    order by count(*) desc, o.currency
$$;
comment on function dash.order_money is
'Orders of the period by currency, money as reported; refund_rate: orders of which something was given back, by orders';

create function dash.coupon_money(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (coupon text, currency text, orders bigint, gross numeric, refunded numeric, net numeric, average_order numeric)
language sql
stable
parallel safe
as $$
    select
        lower(trim(o.coupon)) as coupon,
        o.currency,
        count(*) as orders,
        coalesce(sum(o.total), 0) as gross,
        sum(o.refunded) as refunded,
        coalesce(sum(o.total), 0) - sum(o.refunded) as net,
        avg(o.total) as average_order
    from dash.placed_orders(p_from, p_to, p_tz, p_filter) as o
    where o.coupon is not null
    group by 1, 2
    order by count(*) desc, 1, 2
$$;
comment on function dash.coupon_money is 'Orders with a coupon by coupon and currency; coupons that differ only in case and outer spaces are one';

create function dash.issue_list(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_limit integer default 1000,
    p_filter jsonb default '{}'
)
returns table (order_id text, ordered_at timestamptz, issue text, detail text)
language sql
stable
parallel safe
as $$
    select i.order_id, o.ordered_at, replace(i.issue, '_', ' ') as issue, i.detail
    from dash.placed_orders(p_from, p_to, p_tz, p_filter) as o
    inner join dash.order_issues as i on i.order_id = o.order_id
    order by o.ordered_at desc, i.order_id, i.issue, i.detail
    limit p_limit
$$;
comment on function dash.issue_list is 'What somebody should look at among the period''s orders; see dash.order_issues';

create function dash.customer_segments(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (
    segment text, currency text, customers bigint, share numeric, orders numeric, net_revenue numeric, value_avg numeric,
    recency_days numeric
)
language sql
stable
parallel safe
as $$
    select
        r.segment,
        r.currency,
        count(*) as customers,
        count(*)::numeric / sum(count(*)) over (partition by r.currency) as share,
        sum(r.frequency) as orders,
        sum(r.value) as net_revenue,
        avg(r.value) as value_avg,
        avg(r.recency_days) as recency_days
    from dash.rfv(p_from, p_to, p_tz, p_filter) as r
    group by r.segment, r.currency
    order by r.currency, sum(r.value) desc, r.segment
$$;
comment on function dash.customer_segments is
'The segments of dash.rfv, each currency apart. share: of the currency''s customers; value_avg: net revenue a customer';
