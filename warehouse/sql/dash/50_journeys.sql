-- Ways through the shop, what goes together, and what was lost.
create function dash.journeys(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_pages integer default 4,
    p_limit integer default 50,
    p_filter jsonb default '{}'
)
returns table (paths text[], sessions bigint, purchases bigint, share numeric)
language sql
stable
parallel safe
as $$
    with journeys as (
        select s.session_id, s.has_purchase, (array_agg(v.path order by v.view_number))[1:p_pages] as paths
        from dash.visits(p_from, p_to, p_tz, p_filter) as s
        inner join dash.page_views as v on v.session_id = s.session_id
        -- a page that is loaded again is no step
        where (v.is_entry or v.path is distinct from v.previous_path)
        group by s.session_id, s.has_purchase
    )
    select
        j.paths,
        count(*) as sessions,
        count(*) filter (where j.has_purchase) as purchases,
        count(*) / sum(count(*)) over () as share
    from journeys as j
    group by j.paths
    order by count(*) desc, j.paths
    limit p_limit
$$;
comment on function dash.journeys is
'The most frequent first p_pages pages of the period''s sessions that fit p_filter, a repeated page once; purchases: sessions that bought, then or later. '
'share: of all sessions with a page view';

create function dash.bought_together(p_from date, p_to date, p_tz text default 'UTC', p_min_orders integer default 2)
returns table (product_id text, other_product_id text, orders bigint, share numeric, lift numeric)
language sql
stable
parallel safe
as $$
    with lines as (
        select distinct o.order_id, i.product_id
        from dash.orders as o
        inner join dash.order_items as i on i.order_id = o.order_id
        where o.ordered_at >= dash.day_start(p_from, p_tz)
        and o.ordered_at < dash.day_start(p_to + 1, p_tz)
        and i.product_id is not null
    ),
    products as (
        select l.product_id, count(*)::numeric as orders from lines as l
        group by l.product_id
    ),
    baskets as (
        select count(distinct l.order_id)::numeric as orders from lines as l
    ),
    pairs as (
        select a.product_id, b.product_id as other_product_id, count(*) as orders
        from lines as a
        inner join lines as b on b.order_id = a.order_id and b.product_id <> a.product_id
        group by a.product_id, b.product_id
        having count(*) >= p_min_orders
    )
    select
        p.product_id,
        p.other_product_id,
        p.orders,
        p.orders / x.orders as share,
        p.orders * n.orders / (x.orders * y.orders) as lift
    from pairs as p
    inner join products as x on x.product_id = p.product_id
    inner join products as y on y.product_id = p.other_product_id
    cross join baskets as n
    order by p.orders desc, p.product_id, p.other_product_id
$$;
comment on function dash.bought_together is
'Products that stood in the same order of the period at least p_min_orders times. share: of the product''s orders, those with the other '
'too; lift: how many times more often than if both were bought independently';

create view dash.sold_out_views as
select
    e.event_id,
    e.event_timestamp,
    e.context_product_id as product_id,
    e.context_product_category as category,
    e.is_bot
from public.clickstream_events as e
where e.event_name = 'product_view' and e.context_product_id is not null
and lower(regexp_replace(e.properties ->> 'availability', '[^A-Za-z]', '', 'g')) in ('outofstock', 'soldout');
comment on view dash.sold_out_views is
'One row a view of a product that could not be bought: properties.availability is out_of_stock or sold_out, in any spelling';

create function dash.lost_demand(p_from date, p_to date)
returns table (cause text, what text, currency text, occasions bigint, value_each numeric, lost numeric)
language sql
stable
parallel safe
as $$
    with bounds as (
        select
            dash.day_start(p_from, z.time_zone) as from_at,
            dash.day_start(p_to + 1, z.time_zone) as to_at
        from dash.settings as z
    ),
    found as (
        select count(*) as searches
        from dash.searches as s
        cross join bounds as b
        where s.searched_at >= b.from_at and s.searched_at < b.to_at and not s.is_bot and s.results > 0
    ),
    search_values as (
        select o.currency, (coalesce(sum(o.total), 0) - sum(o.refunded)) / f.searches as value_each
        from dash.searches as s
        cross join bounds as b
        cross join found as f
        cross join lateral unnest(s.order_ids) as i (order_id)
        inner join dash.orders as o on o.order_id = i.order_id
        where s.searched_at >= b.from_at and s.searched_at < b.to_at and not s.is_bot and s.results > 0
        group by o.currency, f.searches
    ),
    missed as (
        select d.query, sum(d.zero_results)::bigint as occasions
        from dash.search_daily as d
        where d.day between p_from and p_to
        group by d.query
        having sum(d.zero_results) > 0
    ),
    sold_out as (
        select e.product_id, max(e.category) as category, count(*) as occasions
        from dash.sold_out_views as e
        cross join bounds as b
        where e.event_timestamp >= b.from_at and e.event_timestamp < b.to_at and not e.is_bot
        group by e.product_id
    ),
    product_views as (
        select s.product_id, s.category, s.occasions, coalesce(sum(d.views), 0) - s.occasions as views
        from sold_out as s
        left join dash.product_daily as d on d.product_id = s.product_id and d.day between p_from and p_to
        group by s.product_id, s.category, s.occasions
    ),
    product_values as (
        select v.product_id, v.occasions, d.currency, sum(d.revenue) / v.views as value_each
        from product_views as v
        inner join dash.product_daily as d on d.product_id = v.product_id and d.day between p_from and p_to
        where v.views > 0
        group by v.product_id, v.occasions, v.views, d.currency
        having sum(d.revenue) > 0
    ),
    category_views as (
        select d.category, sum(d.views) as views from dash.category_daily as d
        where d.day between p_from and p_to
        group by d.category
    ),
    category_values as (
        select v.product_id, v.occasions, d.currency, sum(d.revenue) / nullif(c.views, 0) as value_each
        from product_views as v
        inner join category_views as c on c.category = v.category
        inner join dash.category_daily as d on d.category = v.category and d.day between p_from and p_to
        where v.views = 0
        group by v.product_id, v.occasions, c.views, d.currency
        having sum(d.revenue) > 0
    ),
    losses as (
        select 'zero_results' as cause, m.query as what, v.currency, m.occasions, v.value_each
        from missed as m
        cross join search_values as v
        union all
        select 'out_of_stock', p.product_id, p.currency, p.occasions, p.value_each from product_values as p
        union all
        select 'out_of_stock', c.product_id, c.currency, c.occasions, c.value_each from category_values as c
    )
    select l.cause, l.what, l.currency, l.occasions, l.value_each, l.occasions * l.value_each as lost
    from losses as l
    where l.value_each > 0
    order by lost desc, l.cause, l.what, l.currency
$$;
comment on function dash.lost_demand is
'What demand that met nothing would have brought, by currency, from the days p_from to p_to of the shop''s zone: occasions x value_each. '
'zero_results: searches that found nothing x (net money of orders after searches that found something / such searches). out_of_stock: views '
'of a product with properties.availability out_of_stock or sold_out x (its revenue / its other views), or, where it had no other '
'views, (its category''s revenue / views). An estimate: it takes for granted that these shoppers would have bought like the others';
