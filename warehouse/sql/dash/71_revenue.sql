-- Money, always apart by currency.

create function dash.revenue(p_from date, p_to date, p_tz text default 'UTC', p_login text[] default null)
returns table (currency text, orders bigint, gross numeric, refunded numeric, net numeric, average_order numeric)
language sql
stable
parallel safe
as $$
    select
        o.currency,
        count(*) as orders,
        coalesce(sum(o.total), 0) as gross,
        sum(o.refunded) as refunded,
        coalesce(sum(o.total), 0) - sum(o.refunded) as net,
        round(avg(o.total), 2) as average_order
    from dash.placed_orders(p_from, p_to, p_tz, dash.filter_of(p_login)) as o
    group by o.currency
    order by coalesce(sum(o.total), 0) desc, o.currency
$$;
comment on function dash.revenue is
'A row a currency, null for orders that named none. gross: order totals as reported; refunded: what was given back of these '
'orders, whenever; net: gross - refunded; average_order: mean total of the orders that carry one, rounded to 2 decimals';

create function dash.revenue_trend(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_grain text default 'day',
    p_login text[] default null,
    p_bots boolean default false
)
returns table (bucket timestamp, bucket_at timestamptz, currency text, orders bigint, net numeric)
language sql
stable
parallel safe
as $$
    with orders as (
        select o.currency, o.total, o.refunded, date_trunc(p_grain, o.ordered_at, p_tz) as bucket_at
        from dash.placed_orders(p_from, p_to, p_tz, dash.filter_of(p_login)) as o
    ),
    currencies as (
        select distinct o.currency from orders as o
    ),
    cells as (
        select b.bucket_at, c.currency
        from dash.buckets(p_from, p_to, p_tz, p_grain) as b
        cross join currencies as c
    ),
    sums as (
        select o.bucket_at, o.currency, count(*) as orders, coalesce(sum(o.total), 0) - sum(o.refunded) as net
        from orders as o
        group by o.bucket_at, o.currency
    )
    select
        date_trunc(p_grain, c.bucket_at at time zone p_tz) as bucket,
        c.bucket_at,
        c.currency,
        coalesce(s.orders, 0) as orders,
        coalesce(s.net, 0) as net
    from cells as c
    left join sums as s on s.bucket_at = c.bucket_at and s.currency is not distinct from c.currency
    order by c.bucket_at, c.currency
$$;
comment on function dash.revenue_trend is
'Net revenue by the time of the order, a row for each bucket and each currency of the period, also where nothing was sold. '
'p_bots changes nothing, since an order counts whoever placed it; it is there so that all trends are called alike';
