-- Products: all of them, and one alone.

create function dash.product_figures(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
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
    conversion numeric,
    cart_to_view numeric,
    removal numeric,
    sold_out_views bigint
)
language sql
stable
parallel safe
as $$
    -- two passes, of which the one that compares people carries nothing else, are quicker than a copy
    with touches as not materialized (
        select
            t.product_hash, t.description_hash, t.client_hash, t.views, t.adds, t.removes, t.last_seen_at,
            (t.day - date '2000-01-01')::bigint << 32 | t.visit_number as place
        from dash.product_touches(p_from, p_to, p_tz, p_filter) as t
    ),
    -- by numbers; of each product's descriptions one row that has it
    parts as materialized (
        select
            t.product_hash,
            sum(t.views)::bigint as views,
            sum(t.adds)::bigint as adds,
            sum(t.removes)::bigint as removes,
            max(t.last_seen_at) as seen_at,
            max(t.place) as place
        from touches as t
        group by t.product_hash, t.description_hash
    ),
    viewers as (
        select v.product_hash, count(v.client_hash) as viewers
        from (select distinct t.product_hash, t.client_hash from touches as t where t.views > 0) as v
        group by v.product_hash
    ),
    seen as (
        select
            p.product_hash, sum(p.views)::bigint as views, coalesce(max(v.viewers), 0) as viewers, sum(p.adds)::bigint as adds,
            sum(p.removes)::bigint as removes
        from parts as p
        left join viewers as v on v.product_hash = p.product_hash
        group by p.product_hash
    ),
    lines as (
        select i.product_id, i.product_name as name, i.category, i.brand, i.currency, i.order_id, i.quantity, i.revenue, o.ordered_at
        from dash.placed_orders(p_from, p_to, p_tz, p_filter) as o
        inner join dash.order_items as i on i.order_id = o.order_id
        where i.product_id is not null and dash.fits_product(p_filter, i.category, i.brand)
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
        select d.product_id, d.product_name as name, d.category, d.brand, p.seen_at
        from parts as p
        -- row by row, since they are few
        cross join lateral (
            select v.product_id, v.product_name, v.category, v.brand
            from dash.product_visits as v
            where v.day = date '2000-01-01' + (p.place >> 32)::integer and v.visit_number = (p.place & 4294967295)::integer
            offset 0
        ) as d
        union all
        select l.product_id, l.name, l.category, l.brand, max(l.ordered_at) as seen_at
        from lines as l
        group by l.product_id, l.name, l.category, l.brand
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
    ),
    sold_out as (
        select e.product_id, count(*) as views
        from dash.sold_out_views as e
        where e.event_timestamp >= dash.day_start(p_from, p_tz)
        and e.event_timestamp < dash.day_start(p_to + 1, p_tz)
        and (dash.with_bots(p_filter) or not e.is_bot)
        group by e.product_id
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
        coalesce(s.orders, 0)::numeric / nullif(v.viewers, 0) as conversion,
        v.adds::numeric / nullif(v.views, 0) as cart_to_view,
        v.removes::numeric / nullif(v.adds, 0) as removal,
        coalesce(x.views, 0) as sold_out_views
    from described as d
    left join seen as v on v.product_hash = dash.path_hash(d.product_id)
    left join sold as s on s.product_id = d.product_id
    left join sold_out as x on x.product_id = d.product_id
    order by coalesce(s.orders, 0) desc, coalesce(v.views, 0) desc, d.product_id, s.currency
$$;
comment on function dash.product_figures is
'A row for each product and each currency it was sold in; one with currency and revenue null where it was not sold. views, viewers, adds, '
'removes and sold_out_views know no currency and stand on each row. revenue: quantity x price paid, before refunds; conversion: orders by '
'viewers; cart_to_view: adds by views; removal: removes by adds; null where there is nothing to divide by';

create function dash.product_trend(p_product text, p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (bucket timestamp, views bigint, adds bigint, removes bigint, orders bigint, units numeric)
language sql
stable
parallel safe
as $$
    with facts as (
        select (t.last_seen_at at time zone p_tz)::date as day, sum(t.views)::bigint as views, sum(t.adds)::bigint as adds, sum(t.removes)::bigint as removes
        from dash.product_touches(p_from, p_to, p_tz, p_filter) as t
        where t.product_id = p_product
        group by 1
    ),
    sold as (
        select
            date_trunc('day', o.ordered_at, p_tz) as bucket_at,
            count(distinct o.order_id) as orders,
            sum(i.quantity) as units
        from dash.placed_orders(p_from, p_to, p_tz, p_filter) as o
        inner join dash.order_items as i on i.order_id = o.order_id
        where i.product_id = p_product
        group by 1
    )
    select
        b.bucket_at at time zone p_tz as bucket,
        coalesce(f.views, 0) as views,
        coalesce(f.adds, 0) as adds,
        coalesce(f.removes, 0) as removes,
        coalesce(s.orders, 0) as orders,
        coalesce(s.units, 0) as units
    from dash.buckets(p_from, p_to, p_tz, 'day') as b
    left join facts as f on f.day = (b.bucket_at at time zone p_tz)::date
    left join sold as s on s.bucket_at = b.bucket_at
    order by b.bucket_at
$$;
comment on function dash.product_trend is 'One product by day, also where nothing happened';

create function dash.price_history(p_product text)
returns table (currency text, price numeric, discount_price numeric, valid_from timestamptz, valid_to timestamptz)
language sql
stable
parallel safe
as $$
    select d.currency, d.price, d.discount_price, d.valid_from, d.valid_to
    from dash.dim_product as d
    where d.product_id = p_product
    order by d.valid_from desc, d.currency
$$;
comment on function dash.price_history is 'What a product cost, as shoppers saw it, the newest price first; valid_to is null for the price that holds';

create function dash.seen_in_lists(p_product text, p_from date, p_to date)
returns table (list text, list_views bigint, position_avg numeric, clicks bigint, adds bigint, click_rate numeric)
language sql
stable
parallel safe
as $$
    select l.list, l.list_views, l.position_avg, l.clicks, l.adds, l.click_rate
    from dash.product_lists(p_from, p_to) as l
    where l.product_id = p_product
    order by l.list_views desc, l.list
$$;
comment on function dash.seen_in_lists is 'The lists in which a product was shown, from days of the shop''s zone; see dash.product_lists';
