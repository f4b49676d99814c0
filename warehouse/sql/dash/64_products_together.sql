-- What else the viewers of a product bought, and what they viewed with it.

create function dash.viewers_also_bought(
    p_product text,
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_limit integer default 20,
    p_filter jsonb default '{}'
)
returns table (product_id text, name text, buyers bigint, share numeric)
language sql
stable
parallel safe
as $$
    with viewers as (
        select distinct t.client_hash
        from dash.product_touches(p_from, p_to, p_tz, p_filter - array['category', 'brand']) as t
        where t.product_id = p_product and t.views > 0 and t.client_hash is not null
    ),
    bought as (
        select i.product_id, max(i.product_name) as name, count(distinct o.client_id) as buyers
        from dash.placed_orders(p_from, p_to, p_tz, p_filter - array['category', 'brand']) as o
        inner join viewers as v on v.client_hash = dash.path_hash(o.client_id)
        inner join dash.order_items as i on i.order_id = o.order_id
        where i.product_id <> p_product
        group by i.product_id
    )
    select b.product_id, b.name, b.buyers, b.buyers / (select count(*) from viewers)::numeric as share
    from bought as b
    order by b.buyers desc, b.product_id
    limit p_limit
$$;
comment on function dash.viewers_also_bought is
'What else those bought in the period who viewed the product in it, views and orders of visits that fit p_filter, whatever its category and '
'brand. share: of its viewers';

create function dash.viewed_together(p_from date, p_to date, p_tz text default 'UTC', p_min_sessions integer default 2)
returns table (product_id text, other_product_id text, sessions bigint, share numeric)
language sql
stable
parallel safe
as $$
    with visits as materialized (
        select t.session_id, array_agg(distinct t.product_id order by t.product_id) as product_ids
        from dash.product_touches(p_from, p_to, p_tz) as t
        where t.views > 0 and t.session_id is not null
        group by t.session_id
    ),
    products as (
        select p.product_id, count(*)::numeric as sessions
        from visits as v
        cross join lateral unnest(v.product_ids) as p (product_id)
        group by p.product_id
    ),
    -- each pair once, the lesser id first
    pairs as materialized (
        select a.product_id, b.product_id as other_product_id, count(*) as sessions
        from visits as v
        cross join lateral unnest(v.product_ids) with ordinality as a (product_id, place)
        cross join lateral unnest(v.product_ids[a.place + 1:]) as b (product_id)
        -- who opens a catalogue's worth of products compares nothing; without this limit one such visit makes millions of pairs
        where cardinality(v.product_ids) between 2 and 50
        group by a.product_id, b.product_id
        having count(*) >= p_min_sessions
    ),
    both_ways as (
        select p.product_id, p.other_product_id, p.sessions from pairs as p
        union all
        select p.other_product_id, p.product_id, p.sessions from pairs as p
    )
    select p.product_id, p.other_product_id, p.sessions, p.sessions / x.sessions as share
    from both_ways as p
    inner join products as x on x.product_id = p.product_id
    order by p.sessions desc, p.product_id, p.other_product_id
$$;
comment on function dash.viewed_together is
'Products that were viewed in the same session (of at most 50 products) at least p_min_sessions times. share: of the sessions '
'with the product, those with the other too';
