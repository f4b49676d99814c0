-- Builds the refunds of some orders anew, and sets orders.refunded to what of them counts. refresh_orders ends with it.
create or replace function public.refresh_refunds(order_keys text[])
returns void
language sql
set plan_cache_mode = force_custom_plan
as $$
    delete from refunds where order_id = any(order_keys);

    insert into refunds (
        event_id, order_id, refund_id, currency, amount, counted, items, mark, is_trusted, refunded_at
    )
    with reports as (
        select
            e.event_id,
            e.order_id,
            coalesce(e.properties ->> 'refundId', e.properties ->> 'refund_id') as refund_id,
            coalesce(e.currency, o.currency) as currency,
            e.order_total,
            e.items,
            e.is_trusted,
            e.event_timestamp,
            coalesce(e.sequence, 2147483647) as step,
            o.order_id is null as is_unknown,
            o.total,
            o.currency is not null and e.currency is not null and e.currency <> o.currency as is_other_currency
        from clickstream_events as e
        left join orders as o on o.order_id = e.order_id
        where e.order_id = any(order_keys) and e.event_name = 'refund'
    ),
    -- null where a line has no price: a part of it would be a guess
    lines as (
        select
            r.event_id,
            case when bool_and(i.line ?| '{discountPrice,price}') then sum(
                coalesce((i.line ->> 'quantity')::numeric, 1)
                * coalesce((i.line ->> 'discountPrice')::numeric, (i.line ->> 'price')::numeric)
            ) end as amount
        from reports as r
        cross join lateral jsonb_array_elements(r.items) as i (line)
        group by r.event_id
    ),
    valued as (
        select
            r.*,
            case
                when r.order_total is not null then r.order_total
                when r.items is not null then l.amount
                else r.total
            end as amount,
            -- the shop's server knows best which of two it was
            row_number() over (
                partition by r.order_id, coalesce(r.refund_id, r.event_id::text), r.refund_id is null
                order by (not r.is_trusted), r.event_timestamp, r.step, r.event_id
            ) as report_number
        from reports as r
        left join lines as l on l.event_id = r.event_id
    ),
    judged as (
        select
            v.*,
            case
                when v.report_number > 1 then 'repeated'
                when v.is_unknown then 'unknown_order'
                when v.is_other_currency then 'other_currency'
                when v.amount is null then 'no_amount'
                when v.amount < 0 then 'negative'
            end as mark
        from valued as v
    ),
    taken as (
        select
            j.*,
            sum(j.amount) filter (where j.mark is null) over (
                partition by j.order_id order by j.event_timestamp, j.step, j.event_id
            ) as amount_so_far
        from judged as j
    ),
    counted as (
        select
            t.*,
            -- an order without a total has none that could be exceeded
            case when t.mark is not null then 0
                when t.total is null then t.amount
                else greatest(0, least(t.amount, t.total - (t.amount_so_far - t.amount)))
            end as counted
        from taken as t
    )
    select
        c.event_id,
        c.order_id,
        c.refund_id,
        c.currency,
        c.amount,
        c.counted,
        c.items,
        case when c.mark is null and c.counted < c.amount then 'exceeds' else c.mark end as mark,
        c.is_trusted,
        c.event_timestamp as refunded_at
    from counted as c;

    update orders as o
    set refunded = s.refunded
    from (
        select k.key as order_id, coalesce(sum(r.counted), 0) as refunded
        from unnest(order_keys) as k (key)
        left join refunds as r on r.order_id = k.key
        group by k.key
    ) as s
    where o.order_id = s.order_id and o.refunded <> s.refunded;
$$;

-- Notes which reports of some orders say something else than the one that is the order.
create or replace function public.refresh_order_conflicts(order_keys text[])
returns void
language sql
set plan_cache_mode = force_custom_plan
as $$
    delete from order_conflicts where order_id = any(order_keys);

    insert into order_conflicts (
        order_id, event_id, currency, total, kept_event_id, kept_currency, kept_total, is_trusted, reported_at
    )
    select
        e.order_id,
        e.event_id,
        e.currency,
        e.order_total as total,
        o.event_id as kept_event_id,
        o.currency as kept_currency,
        o.total as kept_total,
        e.is_trusted,
        e.event_timestamp as reported_at
    from orders as o
    inner join clickstream_events as e on e.order_id = o.order_id and e.event_name = 'checkout_complete'
    where o.order_id = any(order_keys) and e.event_id <> o.event_id
    and e.order_total is not null
    and (e.order_total, coalesce(e.currency, '')) is distinct from (o.total, coalesce(o.currency, ''));
$$;
