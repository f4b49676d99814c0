-- Money by the day of the order or of the refund, and what looks wrong about it.
create view dash.refunds as
select * from public.refunds;
comment on view dash.refunds is 'One row a refund report; counted is what it takes off its order, mark says why that is less than amount';

create view dash.order_conflicts as
select * from public.order_conflicts;
comment on view dash.order_conflicts is 'One row a report of an order that gives another total or currency than the one that counts';

create view dash.order_issues as
with amounts as (
    select o.order_id, o.currency, a.name, a.amount
    from public.orders as o
    cross join lateral (
        values ('total', o.total), ('tax', o.tax), ('shipping', o.shipping)
    ) as a (name, amount)
),
issues as (
    select
        a.order_id,
        'too_many_decimals' as issue,
        a.name || ' ' || trim_scale(a.amount) || ' ' || a.currency || ', which has ' || c.exponent || ' decimals' as detail
    from amounts as a
    inner join public.currencies as c on c.currency = a.currency
    where scale(trim_scale(a.amount)) > c.exponent
    union all
    select o.order_id, 'no_currency' as issue, 'counts for no currency' as detail
    from public.orders as o
    where o.currency is null and o.total is not null
    union all
    select o.order_id, 'unknown_currency' as issue, o.currency as detail
    from public.orders as o
    where o.currency is not null
    and not exists (select 1 from public.currencies as c where c.currency = o.currency)
    union all
    select o.order_id, 'no_total' as issue, 'no report carried one' as detail
    from public.orders as o
    where o.total is null
    union all
    select
        c.order_id,
        'conflict' as issue,
        'also reported as ' || c.total || coalesce(' ' || c.currency, '') || ' by event ' || c.event_id as detail
    from public.order_conflicts as c
    union all
    select r.order_id, 'refund_' || r.mark as issue, 'event ' || r.event_id as detail
    from public.refunds as r
    where r.mark is not null
)
select * from issues;
comment on view dash.order_issues is
'A row for each thing about an order that somebody should look at: too_many_decimals (by ISO 4217), no_currency, unknown_currency, '
'no_total, conflict, refund_… (a refund of which not all counts)';

create function dash.net_revenue(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_grain text default 'day',
    p_refunds_on text default 'order'
)
returns table (
    bucket timestamp,
    currency text,
    orders bigint,
    gross numeric,
    tax numeric,
    shipping numeric,
    refunded numeric,
    net numeric
)
language sql
stable
parallel safe
as $$
    with ordered as (
        select
            date_trunc(p_grain, o.ordered_at at time zone p_tz) as bucket,
            o.currency,
            count(*) as orders,
            coalesce(sum(o.total), 0) as gross,
            coalesce(sum(o.tax), 0) as tax,
            coalesce(sum(o.shipping), 0) as shipping,
            case when p_refunds_on = 'refund' then 0 else sum(o.refunded) end as refunded
        from dash.orders as o
        where o.ordered_at >= dash.day_start(p_from, p_tz)
        and o.ordered_at < dash.day_start(p_to + 1, p_tz)
        group by 1, 2
    ),
    -- in the order's currency, since that is what counted is in
    given_back as (
        select
            date_trunc(p_grain, r.refunded_at at time zone p_tz) as bucket,
            o.currency,
            0 as orders,
            0 as gross,
            0 as tax,
            0 as shipping,
            sum(r.counted) as refunded
        from dash.refunds as r
        inner join dash.orders as o on o.order_id = r.order_id
        where p_refunds_on = 'refund' and r.counted > 0
        and r.refunded_at >= dash.day_start(p_from, p_tz)
        and r.refunded_at < dash.day_start(p_to + 1, p_tz)
        group by 1, 2
    ),
    parts as (
        select * from ordered
        union all
        select * from given_back
    )
    select
        p.bucket,
        p.currency,
        sum(p.orders)::bigint as orders,
        sum(p.gross) as gross,
        sum(p.tax) as tax,
        sum(p.shipping) as shipping,
        sum(p.refunded) as refunded,
        sum(p.gross) - sum(p.refunded) as net
    from parts as p
    group by p.bucket, p.currency
    order by p.bucket, p.currency
$$;
comment on function dash.net_revenue is
'A row for each bucket (p_grain: hour, day, week, month; on the clocks of p_tz) and currency with orders or refunds; currencies are never '
'added. p_refunds_on: order takes a refund off the day of its order, whenever it was given; refund, off the day on which it was given, '
'so that past days stay as they were. gross, tax and shipping as reported; net: gross - refunded';

create function dash.coupons(p_from date, p_to date, p_tz text default 'UTC')
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
    from dash.orders as o
    where o.ordered_at >= dash.day_start(p_from, p_tz)
    and o.ordered_at < dash.day_start(p_to + 1, p_tz)
    group by 1, 2
    order by count(*) desc, 1, 2
$$;
comment on function dash.coupons is
'Orders of the period by coupon (null: without one) and currency; coupons that differ only in case and outer spaces are one';
