-- Orders and money by hour, day or week.

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
