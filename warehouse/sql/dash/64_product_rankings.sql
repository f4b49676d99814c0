-- Products that ask for a look: viewed much and bought little, removed most, viewed while sold out.

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
    -- a product sold in several currencies is one here
    with products as (
        select
            f.product_id, max(f.name) as name, max(f.views) as views, max(f.viewers) as viewers, max(f.adds) as adds,
            max(f.removes) as removes, sum(f.orders) as orders, max(f.sold_out_views) as sold_out_views
        from dash.product_figures(p_from, p_to, p_tz, p_filter) as f
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
        select
            c.*,
            r.ranking,
            row_number() over (partition by r.ranking order by r.weight desc, c.product_id) as place
        from compared as c
        cross join lateral (
            values
            (
                'viewed much, bought little',
                case when c.views_rank >= 0.75 then (c.usual_conversion * c.viewers - c.orders)::numeric end
            ),
            ('removed most', c.removes::numeric),
            ('sold out', c.sold_out_views::numeric)
        ) as r (ranking, weight)
        where r.weight > 0
    )
    select
        w.ranking,
        w.place,
        w.product_id,
        w.name,
        w.views,
        w.adds,
        w.removes,
        w.orders,
        w.orders / nullif(w.viewers, 0) as conversion,
        w.removes::numeric / nullif(w.adds, 0) as removal,
        w.sold_out_views
    from weighed as w
    where p_limit is null or w.place <= p_limit
    order by w.ranking, w.place
$$;
comment on function dash.product_rankings is
'The p_limit products of each ranking: viewed much, bought little (of the quarter viewed most, those that miss most orders against the mean '
'conversion of all products), removed most (by removes), sold out (by views while sold out)';

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
