-- What shoppers looked at, put into their carts and bought.

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
    with facts as (
        select
            e.context_product_id as product_id,
            e.context_product_name as name,
            e.context_product_category as category,
            e.context_product_brand as brand,
            e.event_name,
            e.client_id,
            e.event_timestamp as seen_at
        from dash.events_in(p_from, p_to, p_tz, p_login, p_bots) as e
        where e.context_product_id is not null
        and e.event_name in ('product_view', 'add_to_cart_click', 'remove_from_cart_click')
    ),
    lines as (
        select
            i.product_id,
            i.product_name as name,
            i.category,
            i.brand,
            i.currency,
            i.order_id,
            i.quantity,
            i.revenue,
            o.ordered_at as seen_at
        from dash.orders_in(p_from, p_to, p_tz, p_login) as o
        inner join dash.order_items as i on i.order_id = o.order_id
        where i.product_id is not null
    ),
    seen as (
        select
            f.product_id,
            count(*) filter (where f.event_name = 'product_view') as views,
            count(distinct f.client_id) filter (where f.event_name = 'product_view') as viewers,
            count(*) filter (where f.event_name = 'add_to_cart_click') as adds,
            count(*) filter (where f.event_name = 'remove_from_cart_click') as removes
        from facts as f
        group by f.product_id
    ),
    sold as (
        select
            l.product_id,
            l.currency,
            count(distinct l.order_id) as orders,
            sum(l.quantity) as units,
            coalesce(sum(l.revenue), 0) as revenue
        from lines as l
        group by l.product_id, l.currency
    ),
    descriptions as (
        select f.product_id, f.name, f.category, f.brand, f.seen_at from facts as f
        union all
        select l.product_id, l.name, l.category, l.brand, l.seen_at from lines as l
    ),
    -- the latest that was said of it; an event that says nothing does not unname a product
    described as (
        select
            d.product_id,
            (array_agg(d.name order by d.seen_at desc) filter (where d.name is not null))[1] as name,
            (array_agg(d.category order by d.seen_at desc) filter (where d.category is not null))[1] as category,
            (array_agg(d.brand order by d.seen_at desc) filter (where d.brand is not null))[1] as brand
        from descriptions as d
        group by d.product_id
    )
    select
        d.product_id,
        d.name,
        d.category,
        d.brand,
        s.currency,
        coalesce(v.views, 0) as views,
        coalesce(v.viewers, 0) as viewers,
        coalesce(v.adds, 0) as adds,
        coalesce(v.removes, 0) as removes,
        coalesce(s.orders, 0) as orders,
        coalesce(s.units, 0) as units,
        s.revenue,
        coalesce(s.orders, 0)::numeric / nullif(v.viewers, 0) as conversion
    from described as d
    left join seen as v on v.product_id = d.product_id
    left join sold as s on s.product_id = d.product_id
    order by coalesce(s.revenue, 0) desc, coalesce(v.views, 0) desc, d.product_id
$$;
comment on function dash.products is
'A row for each product and each currency it was sold in; one with currency and revenue null where it was not sold. views, '
'viewers, adds and removes know no currency and stand on each row of the product. viewers: different clients with a product '
'view; orders: that contain it; revenue: quantity x price paid, before refunds; conversion: orders by viewers, null without '
'viewers. Order lines without a product id are left out';
