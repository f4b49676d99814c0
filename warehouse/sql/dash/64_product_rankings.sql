-- Products that ask for a look: viewed much and bought little, removed most, viewed while sold out.

create function dash.ranked_products(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
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
    sold_out_views bigint,
    all_orders numeric,
    all_conversion numeric,
    bought_little_place bigint,
    removed_place bigint,
    sold_out_place bigint
)
language sql
stable
parallel safe
as $$
    with figures as materialized (
        select row_number() over () as row_number, f.*
        from dash.product_figures(p_from, p_to, p_tz, p_filter) as f
    ),
    -- a product sold in several currencies is one here
    products as (
        select
            f.product_id, max(f.views) as views, max(f.viewers) as viewers, max(f.removes) as removes, sum(f.orders) as orders,
            max(f.sold_out_views) as sold_out_views
        from figures as f
        group by f.product_id
    ),
    compared as (
        select
            p.*,
            percent_rank() over (order by p.views) as views_rank,
            sum(p.orders) over () / nullif(sum(p.viewers) over (), 0) as usual_conversion
        from products as p
    ),
    weighed as (
        select c.*, case when c.views_rank >= 0.75 then c.usual_conversion * c.viewers - c.orders end as missed_orders
        from compared as c
    ),
    placed as (
        select
            w.*,
            row_number() over (order by w.missed_orders desc nulls last, w.product_id) as missed_place,
            row_number() over (order by w.removes desc, w.product_id) as removed_place,
            row_number() over (order by w.sold_out_views desc, w.product_id) as sold_out_place
        from weighed as w
    )
    select
        f.product_id,
        f.name,
        f.category,
        f.brand,
        f.currency,
        f.views,
        f.viewers,
        f.adds,
        f.removes,
        f.orders,
        f.units,
        f.revenue,
        f.conversion,
        f.cart_to_view,
        f.removal,
        f.sold_out_views,
        p.orders as all_orders,
        p.orders / nullif(p.viewers, 0) as all_conversion,
        case when p.missed_orders > 0 then p.missed_place end as bought_little_place,
        case when p.removes > 0 then p.removed_place end as removed_place,
        case when p.sold_out_views > 0 then p.sold_out_place end as sold_out_place
    from figures as f
    inner join placed as p on p.product_id = f.product_id
    order by f.row_number
$$;
comment on function dash.ranked_products is
'dash.product_figures with the product''s orders of all currencies, its conversion by them, and its place, null where it has none, among those '
'viewed much and bought little (of the quarter viewed most, those that miss most orders against the mean conversion of all products), removed '
'most (by removes) and viewed while sold out';

create function dash.product_rankings(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_filter jsonb default '{}',
    p_limit integer default 50
)
returns table (
    ranking text, place bigint, product_id text, name text, views bigint, adds bigint, removes bigint, orders numeric, conversion numeric,
    removal numeric, sold_out_views bigint
)
language sql
stable
parallel safe
as $$
    with products as (
        select distinct on (f.product_id) f.*
        from dash.ranked_products(p_from, p_to, p_tz, p_filter) as f
        order by f.product_id
    )
    select
        r.ranking,
        r.place,
        p.product_id,
        p.name,
        p.views,
        p.adds,
        p.removes,
        p.all_orders as orders,
        p.all_conversion as conversion,
        p.removal,
        p.sold_out_views
    from products as p
    cross join lateral (
        values
        ('viewed much, bought little', p.bought_little_place),
        ('removed most', p.removed_place),
        ('sold out', p.sold_out_place)
    ) as r (ranking, place)
    where r.place is not null and (p_limit is null or r.place <= p_limit)
    order by r.ranking, r.place
$$;
comment on function dash.product_rankings is
'The p_limit first products of each of the rankings of dash.ranked_products: viewed much, bought little; removed most; sold out';

create function dash.product_ranking(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_which text default 'removed most',
    p_filter jsonb default '{}',
    p_limit integer default 50
)
returns table (
    product_id text, name text, views bigint, adds bigint, removes bigint, orders numeric, conversion numeric, removal numeric,
    sold_out_views bigint
)
language sql
stable
parallel safe
as $$
    select r.product_id, r.name, r.views, r.adds, r.removes, r.orders, r.conversion, r.removal, r.sold_out_views
    from dash.product_rankings(p_from, p_to, p_tz, p_filter, p_limit) as r
    where r.ranking = p_which
    order by r.place
$$;
comment on function dash.product_ranking is 'The p_limit products of one of dash.product_rankings';
