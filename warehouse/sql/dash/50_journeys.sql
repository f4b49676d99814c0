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
    with is_counted as (
        -- dash.page_view_days knows the first four pages
        select coalesce(p_pages between 1 and 4 and dash.are_pages_counted(p_from, p_to, p_tz, p_filter), false) as answer
    ),
    days as materialized (
        select d.* from dash.whole_days(p_from, p_to, p_tz) as d
        where (select c.answer from is_counted as c)
    ),
    cells as not materialized (
        select p.*
        from dash.counted_pages(p_from - 2, p_to + 2, p_filter) as p
        where p.day >= (select d.first_day from days as d) and p.day <= (select d.last_day from days as d)
    ),
    -- of visits that midnight divides, on the day on which they began; and of those that began at the ends of another zone's period
    single as materialized (
        select s.session_id, s.has_purchase
        from (select c.day, unnest(c.divided_visits) as session_id from cells as c) as d
        inner join dash.sessions as s on s.session_id = d.session_id
        cross join dash.settings as z
        where (s.started_at at time zone z.time_zone)::date = d.day
        and (
            not dash.picks_products(p_filter)
            or s.session_id in (select f.session_id from dash.visits(p_from, p_to, p_tz, p_filter) as f)
        )
        union all
        select s.session_id, s.has_purchase
        from dash.visits(p_from, p_from + 1, p_tz, p_filter) as s
        where (select d.has_edges from days as d) and s.started_at < (select d.starts_at from days as d)
        and s.started_at < dash.day_start(p_to + 1, p_tz)
        union all
        select s.session_id, s.has_purchase
        from dash.visits(p_to - 1, p_to, p_tz, p_filter) as s
        where (select d.has_edges from days as d) and s.started_at >= (select d.ends_at from days as d)
        and s.started_at >= dash.day_start(p_from, p_tz)
    ),
    -- a page that is loaded again is no step
    walks as (
        select s.has_purchase, (array_agg(p.path order by p.view_number))[1:p_pages] as paths
        from dash.visits(p_from, p_to, p_tz, p_filter) as s
        inner join dash.page_views as p on p.session_id = s.session_id
        where not (select c.answer from is_counted as c) and (p.is_entry or p.path is distinct from p.previous_path)
        group by s.session_id, s.has_purchase
        union all
        -- by each one's id, since they are few
        select s.has_purchase, w.paths
        from single as s
        cross join lateral (
            select (array_agg(p.path order by p.view_number))[1:p_pages] as paths
            from dash.page_views as p
            where p.session_id = s.session_id and (p.is_entry or p.path is distinct from p.previous_path)
            offset 0
        ) as w
        where w.paths is not null
    ),
    walked as materialized (
        select w.paths, count(*) as sessions, count(*) filter (where w.has_purchase) as purchases
        from walks as w
        group by w.paths
    ),
    -- a number each, 0 where there was no further page
    pages as (
        select p.first_page, p.second_page, p.third_page, p.fourth_page, 1 as sessions, p.has_purchased::integer as purchases
        from (
            select
                unnest(c.first_pages) as first_page,
                unnest(case when p_pages >= 2 then c.second_pages else array_fill(0::bigint, array[cardinality(c.second_pages)]) end)
                as second_page,
                unnest(case when p_pages >= 3 then c.third_pages else array_fill(0::bigint, array[cardinality(c.third_pages)]) end)
                as third_page,
                unnest(case when p_pages >= 4 then c.fourth_pages else array_fill(0::bigint, array[cardinality(c.fourth_pages)]) end)
                as fourth_page,
                unnest(c.have_purchased) as has_purchased,
                unnest(c.journey_visits) as visit_number,
                c.day
            from cells as c
        ) as p
        where not dash.picks_products(p_filter)
        or (p.day, p.visit_number) in (select v.day, v.visit_number from dash.visit_parts(p_from - 2, p_to + 2, p_filter) as v)
        union all
        select
            dash.path_hash(w.paths[1]),
            case when cardinality(w.paths) >= 2 then dash.path_hash(w.paths[2]) else 0 end,
            case when cardinality(w.paths) >= 3 then dash.path_hash(w.paths[3]) else 0 end,
            case when cardinality(w.paths) >= 4 then dash.path_hash(w.paths[4]) else 0 end,
            w.sessions,
            w.purchases
        from walked as w
        where (select c.answer from is_counted as c)
    ),
    counted as (
        select
            p.first_page,
            p.second_page,
            p.third_page,
            p.fourth_page,
            sum(p.sessions) as sessions,
            sum(p.purchases) as purchases,
            sum(sum(p.sessions)) over () as all_sessions
        from pages as p
        group by p.first_page, p.second_page, p.third_page, p.fourth_page
        order by sum(p.sessions) desc
        -- whose names decide about the last places is not known yet
        fetch first (coalesce(p_limit, 2147483647)) rows with ties
    ),
    names as materialized (
        select n.path_hash, n.path from dash.path_names(p_from - 2, p_to + 2) as n
        union
        select dash.path_hash(p.path), p.path
        from walked as w
        cross join lateral unnest(w.paths) as p (path)
        where p.path is not null and (select c.answer from is_counted as c)
    ),
    journeys as (
        select
            (array[a.path, b.path, c.path, d.path])[
                1:1 + (n.second_page is distinct from 0)::integer + (n.third_page is distinct from 0)::integer
                + (n.fourth_page is distinct from 0)::integer
            ] as paths,
            n.sessions,
            n.purchases,
            n.sessions / n.all_sessions as share
        from counted as n
        left join names as a on a.path_hash = n.first_page
        left join names as b on b.path_hash = n.second_page
        left join names as c on c.path_hash = n.third_page
        left join names as d on d.path_hash = n.fourth_page
        union all
        select w.paths, w.sessions, w.purchases, w.sessions / sum(w.sessions) over () as share
        from walked as w
        where not (select c.answer from is_counted as c)
    )
    select j.paths, j.sessions::bigint as sessions, j.purchases::bigint as purchases, j.share
    from journeys as j
    order by j.sessions desc, j.paths
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
