-- Builds a day of product_daily, category_daily, product_list_daily, product_prices and product_visits anew. The day's visit_cells are there.
create or replace function public.refresh_product_day(of_day date, starts_at timestamptz, ends_at timestamptz)
returns void
language sql
as $$
    delete from product_daily where day = of_day;
    delete from category_daily where day = of_day;
    delete from product_list_daily where day = of_day;
    delete from product_prices where day = of_day;
    delete from product_visits where day = of_day;

    with facts as materialized (
        select
            e.event_id,
            e.event_timestamp,
            e.event_name,
            e.client_id,
            e.session_id,
            e.sequence,
            e.context_product_id as product_id,
            e.context_product_name as product_name,
            e.context_product_category as category,
            e.context_product_brand as brand,
            e.context_product_price as price,
            e.context_product_discount_price as discount_price,
            e.currency,
            -- a product's own list; a cart's lines say nothing of where an event happened
            case when e.event_name <> 'product_view' and jsonb_array_length(e.items) <> 1 then null
                when e.items -> 0 ->> 'id' = e.context_product_id then e.items -> 0 ->> 'list'
            end as list,
            case when e.event_name in ('product_list_view', 'category_view', 'home_view', 'search') then e.items end as listed
        from clickstream_events as e
        where e.event_timestamp >= starts_at and e.event_timestamp < ends_at and not e.is_bot
        and e.event_name in (
            'product_view', 'add_to_cart_click', 'remove_from_cart_click', 'product_list_view', 'category_view', 'home_view',
            'search'
        )
    ),
    shown as (
        select
            i.line ->> 'id' as product_id,
            i.line ->> 'list' as list,
            coalesce(i.line ->> 'currency', f.currency) as currency,
            (i.line ->> 'position')::integer as position
        from facts as f
        cross join lateral jsonb_array_elements(f.listed) as i (line)
        where i.line ->> 'id' is not null
    ),
    sold as (
        select i.order_id, i.product_id, i.category, i.currency, i.quantity, i.revenue
        from orders as o
        inner join order_items as i on i.order_id = o.order_id
        where o.ordered_at >= starts_at and o.ordered_at < ends_at
    ),
    product_parts as (
        select
            f.product_id,
            f.currency,
            count(*) filter (where f.event_name = 'product_view') as views,
            count(distinct f.client_id) filter (where f.event_name = 'product_view') as viewers,
            0 as list_views,
            count(*) filter (where f.event_name = 'add_to_cart_click') as adds,
            count(*) filter (where f.event_name = 'remove_from_cart_click') as removes,
            0 as orders,
            0 as units,
            0 as revenue
        from facts as f
        where f.product_id is not null
        and f.event_name in ('product_view', 'add_to_cart_click', 'remove_from_cart_click')
        group by f.product_id, f.currency
        union all
        select s.product_id, s.currency, 0, 0, count(*), 0, 0, 0, 0, 0
        from shown as s
        group by s.product_id, s.currency
        union all
        select
            s.product_id, s.currency, 0, 0, 0, 0, 0, count(distinct s.order_id), sum(s.quantity), coalesce(sum(s.revenue), 0)
        from sold as s
        where s.product_id is not null
        group by s.product_id, s.currency
    ),
    product_rows as (
        insert into product_daily
        (day, product_id, currency, views, viewers, list_views, adds, removes, orders, units, revenue)
        select
            of_day, p.product_id, p.currency, sum(p.views), sum(p.viewers), sum(p.list_views), sum(p.adds), sum(p.removes),
            sum(p.orders), sum(p.units), sum(p.revenue)
        from product_parts as p
        group by p.product_id, p.currency
    ),
    category_parts as (
        select
            f.category,
            f.currency,
            count(*) filter (where f.event_name = 'category_view') as category_views,
            count(*) filter (where f.event_name = 'product_view') as views,
            count(distinct f.client_id) filter (where f.event_name = 'product_view') as viewers,
            count(*) filter (where f.event_name = 'add_to_cart_click') as adds,
            count(*) filter (where f.event_name = 'remove_from_cart_click') as removes,
            0 as orders,
            0 as units,
            0 as revenue
        from facts as f
        where f.category is not null
        and f.event_name in ('product_view', 'add_to_cart_click', 'remove_from_cart_click', 'category_view')
        group by f.category, f.currency
        union all
        select
            s.category, s.currency, 0, 0, 0, 0, 0, count(distinct s.order_id), sum(s.quantity), coalesce(sum(s.revenue), 0)
        from sold as s
        where s.category is not null
        group by s.category, s.currency
    ),
    category_rows as (
        insert into category_daily
        (day, category, currency, category_views, views, viewers, adds, removes, orders, units, revenue)
        select
            of_day, p.category, p.currency, sum(p.category_views), sum(p.views), sum(p.viewers), sum(p.adds), sum(p.removes),
            sum(p.orders), sum(p.units), sum(p.revenue)
        from category_parts as p
        group by p.category, p.currency
    ),
    list_parts as (
        select
            s.list, s.product_id, count(*) as list_views, coalesce(sum(s.position), 0) as position_sum,
            count(s.position) as count_positions, 0 as clicks, 0 as adds
        from shown as s
        where s.list is not null
        group by s.list, s.product_id
        union all
        select
            f.list, f.product_id, 0, 0, 0,
            count(*) filter (where f.event_name = 'product_view'),
            count(*) filter (where f.event_name = 'add_to_cart_click')
        from facts as f
        where f.list is not null and f.product_id is not null and f.event_name in ('product_view', 'add_to_cart_click')
        group by f.list, f.product_id
    ),
    list_rows as (
        insert into product_list_daily
        (day, list, product_id, list_views, position_sum, count_positions, clicks, adds)
        select
            of_day, p.list, p.product_id, sum(p.list_views), sum(p.position_sum), sum(p.count_positions), sum(p.clicks),
            sum(p.adds)
        from list_parts as p
        group by p.list, p.product_id
    ),
    priced as (
        select
            f.*,
            row_number() over product as place,
            lag(f.price) over product as old_price,
            lag(f.discount_price) over product as old_discount_price
        from facts as f
        where f.price is not null and f.product_id is not null
        and f.event_name in ('product_view', 'add_to_cart_click')
        window product as (
            partition by f.product_id, f.currency order by f.event_timestamp, f.sequence, f.event_id
        )
    ),
    changes as (
        select
            p.*,
            row_number() over (partition by p.product_id, p.currency order by p.place) as change_number
        from priced as p
        where p.place = 1 or (p.price, p.discount_price) is distinct from (p.old_price, p.old_discount_price)
    )
    insert into product_prices
    (
        day, product_id, currency, change_number, product_name, category, brand, price, discount_price, observed_at
    )
    select
        of_day, c.product_id, c.currency, c.change_number, c.product_name, c.category, c.brand, c.price, c.discount_price,
        c.event_timestamp
    from changes as c;

    with touches as (
        select
            -- where a client sends no session ids, the visit is found by its span
            coalesce(e.session_id, s.session_id) as session_id,
            client_hash(e.client_id) as client_hash,
            e.context_product_id as product_id,
            e.context_product_name as product_name,
            e.context_product_category as category,
            e.context_product_brand as brand,
            e.is_bot,
            -- every zone's days end on one
            date_bin(interval '15 minutes', e.event_timestamp, timestamptz '2000-01-01 00:00:00+00') as quarter_at,
            count(*) filter (where e.event_name = 'product_view') as views,
            count(*) filter (where e.event_name = 'add_to_cart_click') as adds,
            count(*) filter (where e.event_name = 'remove_from_cart_click') as removes,
            string_agg(event_letter(e.event_name), '' order by e.event_name) as steps,
            max(e.event_timestamp) as last_seen_at
        from clickstream_events as e
        left join sessions as s
            on e.session_id is null and s.is_derived and s.client_id = e.client_id
            and e.event_timestamp between s.started_at and s.ended_at
        where e.event_timestamp >= starts_at and e.event_timestamp < ends_at
        and (e.context_product_id is not null or e.context_product_category is not null or e.context_product_brand is not null)
        group by 1, 2, 3, 4, 5, 6, 7, 8
    ),
    visits as (
        select s.session_id, c.cell_number
        from sessions as s
        inner join visit_cells as c
            on row(c.is_bot, c.site, c.device_type, c.country, c.channel, c.user_login_state)::text
            = row(s.is_bot, s.site, s.device_type, s.country, s.channel, s.user_login_state)::text
        where c.day = of_day
        and s.started_at < ends_at and s.ended_at >= starts_at
        -- those few that are longer have an index of their own
        and (s.started_at >= starts_at - interval '24 hours' or s.ended_at - s.started_at > interval '1 day')
    )
    insert into product_visits (
        day, visit_number, session_id, client_hash, product_id, product_name, category, brand, views, adds, removes, last_seen_at, is_bot,
        cell_number, steps, product_hash, description_hash
    )
    select
        of_day,
        row_number() over (
            order by t.session_id, t.client_hash, t.product_id, t.product_name, t.category, t.brand, t.is_bot, t.quarter_at
        ),
        t.session_id,
        t.client_hash,
        t.product_id,
        t.product_name,
        t.category,
        t.brand,
        t.views,
        t.adds,
        t.removes,
        t.last_seen_at,
        t.is_bot,
        v.cell_number,
        t.steps,
        client_hash(t.product_id) as product_hash,
        client_hash(row(t.product_name, t.category, t.brand)::text) as description_hash
    from touches as t
    left join visits as v on v.session_id = t.session_id;
$$;
