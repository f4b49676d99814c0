-- Builds the orders anew that were reported again, corrected or refunded.
create or replace function public.refresh_orders(order_keys text[])
returns void
language sql
set plan_cache_mode = force_custom_plan
as $$
    with removed as (
        delete from orders
        where order_id = any(order_keys)
        returning order_id, currency, total, refunded, ordered_at
    )
    insert into etl_day_changes (day, order_id, currency, orders, gross, refunded)
    select shop_day(r.ordered_at), r.order_id, r.currency, -1, -coalesce(r.total, 0), -r.refunded
    from removed as r
    where r.ordered_at < (select reported_until());

    insert into orders
    with reports as (
        select
            e.*,
            row_number() over (
                partition by e.order_id
                order by (e.order_total is null), (not e.is_trusted), e.event_timestamp, e.sequence, e.event_id
            ) as rank
        from clickstream_events as e
        where e.order_id = any(order_keys) and e.event_name = 'checkout_complete'
    ),
    kept as (
        select * from reports
        where rank = 1
    ),
    -- the server's report knows no browser: what it lacks comes from the browser's
    gathered as (
        select
            r.order_id,
            (array_agg(r.client_id order by r.rank) filter (where r.client_id is not null))[1] as client_id,
            (array_agg(r.session_id order by r.rank) filter (where r.session_id is not null))[1] as session_id,
            (array_agg(r.user_id order by r.rank) filter (where r.user_id is not null))[1] as user_id,
            (array_agg(r.site order by r.rank) filter (where r.site is not null))[1] as site,
            count(*) as count_reports,
            count(*) filter (
                where r.order_total is not null
                and (r.order_total, coalesce(r.currency, '')) is distinct from (k.order_total, coalesce(k.currency, ''))
            ) as count_conflicts
        from reports as r
        inner join kept as k on k.order_id = r.order_id
        group by r.order_id
    ),
    units as (
        select k.order_id, sum(coalesce((i.line ->> 'quantity')::numeric, 1)) as item_count
        from kept as k
        cross join lateral jsonb_array_elements(k.items) as i (line)
        group by k.order_id
    )
    select
        k.order_id,
        k.event_id,
        g.client_id,
        g.session_id,
        g.user_id,
        g.site,
        k.order_number,
        k.currency,
        k.order_coupon as coupon,
        k.order_total as total,
        k.order_tax as tax,
        k.order_shipping as shipping,
        0 as refunded, -- until refresh_refunds says how much
        u.item_count,
        g.count_reports,
        g.count_conflicts,
        k.is_trusted,
        k.event_timestamp as ordered_at
    from kept as k
    inner join gathered as g on g.order_id = k.order_id
    left join units as u on u.order_id = k.order_id;

    insert into order_items
    with lines as (
        select o.order_id, o.currency, i.line, i.line_number
        from orders as o
        inner join clickstream_events as e on e.event_id = o.event_id
        cross join lateral jsonb_array_elements(e.items) with ordinality as i (line, line_number)
        where o.order_id = any(order_keys)
    ),
    typed as (
        select
            l.order_id,
            l.line_number,
            l.line ->> 'id' as product_id,
            l.line ->> 'name' as product_name,
            l.line ->> 'category' as category,
            l.line ->> 'brand' as brand,
            coalesce(l.line ->> 'currency', l.currency) as currency,
            coalesce((l.line ->> 'quantity')::numeric, 1) as quantity,
            coalesce((l.line ->> 'discountPrice')::numeric, (l.line ->> 'price')::numeric) as price
        from lines as l
    )
    select t.*, t.quantity * t.price as revenue from typed as t;

    select refresh_refunds(order_keys);
    select refresh_order_conflicts(order_keys);

    insert into etl_day_changes (day, order_id, currency, orders, gross, refunded)
    select shop_day(o.ordered_at), o.order_id, o.currency, 1, coalesce(o.total, 0), o.refunded
    from orders as o
    where o.order_id = any(order_keys) and o.ordered_at < (select reported_until());
$$;
