-- Products, categories, lists and prices by day of the shop's zone.
create view dash.product_daily as
select * from public.product_daily;
comment on view dash.product_daily is 'One row a product, day of the shop''s zone and currency; without bots'' events';

create view dash.category_daily as
select * from public.category_daily;
comment on view dash.category_daily is 'One row a category, day of the shop''s zone and currency; without bots'' events';

create view dash.product_list_daily as
select * from public.product_list_daily;
comment on view dash.product_list_daily is 'One row a list, product and day of the shop''s zone; without bots'' events';

create view dash.product_prices as
select * from public.product_prices;
comment on view dash.product_prices is 'One row a price that shoppers saw: the first of a day of the shop''s zone, and each other than the one before';

create view dash.product_visits as
select * from public.product_visits;
comment on view dash.product_visits is
'One row a product, visit and quarter of an hour, and more where it was described in several ways or marked as bots'' in part; also of events '
'that name but a category or brand';

create view dash.dim_product as
with compared as (
    select
        p.*,
        lag(p.day) over product is not null
        and (p.price, p.discount_price) is not distinct from
        (lag(p.price) over product, lag(p.discount_price) over product) as is_same
    from public.product_prices as p
    window product as (partition by p.product_id, p.currency order by p.day, p.change_number)
),
changes as (
    select
        c.product_id,
        c.currency,
        c.product_name,
        c.category,
        c.brand,
        c.price,
        c.discount_price,
        c.observed_at as valid_from,
        lead(c.observed_at) over (partition by c.product_id, c.currency order by c.day, c.change_number) as valid_to
    from compared as c
    where not c.is_same
)
select * from changes;
comment on view dash.dim_product is
'Grain: product_id x currency x valid_from: what a product cost, as shoppers saw it. valid_to is null for the price that holds. A '
'view, since it then equals product_prices always.';

create view dash.dim_date as
with bounds as (
    select
        coalesce(min(s.started_at), now()) as first_at,
        greatest(max(s.ended_at), now()) as last_at
    from public.sessions as s
),
days as (
    select d.day::date as day
    from bounds as b
    cross join public.settings as z
    cross join lateral generate_series(
        (b.first_at at time zone z.time_zone)::date::timestamp, (b.last_at at time zone z.time_zone)::date::timestamp,
        interval '1 day'
    ) as d (day)
)
select
    d.day,
    d.day - (extract(isodow from d.day)::integer - z.week_starts_on + 7) % 7 as week_starts_on,
    date_trunc('month', d.day)::date as month_starts_on,
    extract(year from d.day)::integer as year,
    extract(quarter from d.day)::integer as quarter,
    extract(month from d.day)::integer as month,
    extract(isodow from d.day)::integer as weekday,
    extract(isodow from d.day) >= 6 as is_weekend,
    dash.day_start(d.day, z.time_zone) as starts_at,
    dash.day_start(d.day + 1, z.time_zone) as ends_at
from days as d
cross join public.settings as z;
comment on view dash.dim_date is
'Grain: day of the shop''s zone, from the first session to today. weekday: 1 is Monday; weeks start as settings.week_starts_on says '
'(1 is Monday, 7 Sunday). ends_at: the first instant of the next day, 23 to 25 hours after starts_at.';

create function dash.product_performance(p_from date, p_to date)
returns table (
    product_id text,
    name text,
    category text,
    brand text,
    currency text,
    views bigint,
    viewer_days bigint,
    list_views bigint,
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
    with sums as (
        select
            d.product_id,
            d.currency,
            sum(d.views)::bigint as views,
            sum(d.viewers)::bigint as viewer_days,
            sum(d.list_views)::bigint as list_views,
            sum(d.adds)::bigint as adds,
            sum(d.removes)::bigint as removes,
            sum(d.orders)::bigint as orders,
            sum(d.units) as units,
            sum(d.revenue) as revenue
        from dash.product_daily as d
        where d.day between p_from and p_to
        group by d.product_id, d.currency
    ),
    products as (
        select
            s.product_id,
            s.currency,
            s.orders,
            s.units,
            s.revenue,
            sum(s.views) over product as views,
            sum(s.viewer_days) over product as viewer_days,
            sum(s.list_views) over product as list_views,
            sum(s.adds) over product as adds,
            sum(s.removes) over product as removes,
            count(*) filter (where s.orders > 0) over product as count_sold,
            row_number() over (partition by s.product_id order by s.currency) as place
        from sums as s
        window product as (partition by s.product_id)
    ),
    -- a row for each currency it was sold in; one without currency where it was not sold
    kept as (
        select
            p.product_id, case when p.count_sold > 0 then p.currency end as currency, p.views, p.viewer_days, p.list_views,
            p.adds, p.removes, p.orders, p.units, case when p.count_sold > 0 then p.revenue end as revenue
        from products as p
        where p.orders > 0 or (p.count_sold = 0 and p.place = 1)
    ),
    described as (
        select distinct on (p.product_id) p.product_id, p.product_name as name, p.category, p.brand
        from dash.product_prices as p
        where p.day between p_from and p_to
        order by p.product_id, p.day desc, p.observed_at desc, p.currency, p.change_number desc
    )
    select
        k.product_id,
        d.name,
        d.category,
        d.brand,
        k.currency,
        k.views::bigint as views,
        k.viewer_days::bigint as viewer_days,
        k.list_views::bigint as list_views,
        k.adds::bigint as adds,
        k.removes::bigint as removes,
        k.orders,
        k.units,
        k.revenue,
        k.orders::numeric / nullif(k.viewer_days, 0) as conversion
    from kept as k
    left join described as d on d.product_id = k.product_id
    order by coalesce(k.revenue, 0) desc, k.views desc, k.product_id, k.currency
$$;
comment on function dash.product_performance is
'From the days of the shop''s zone p_from to p_to, without reading events: a row for each product and each currency it was sold in, '
'one with currency and revenue null where it was not sold. views, viewer_days, list_views, adds and removes know no currency and '
'stand on each row of the product. viewer_days: viewers of each day, added up, so who looks on two days counts twice (dash.products '
'counts people once); conversion: orders by viewer_days. Name, category and brand as last seen with a price';

create function dash.category_performance(p_from date, p_to date)
returns table (
    category text,
    currency text,
    category_views bigint,
    views bigint,
    viewer_days bigint,
    adds bigint,
    orders bigint,
    units numeric,
    revenue numeric
)
language sql
stable
parallel safe
as $$
    select
        d.category,
        d.currency,
        sum(d.category_views)::bigint as category_views,
        sum(d.views)::bigint as views,
        sum(d.viewers)::bigint as viewer_days,
        sum(d.adds)::bigint as adds,
        sum(d.orders)::bigint as orders,
        sum(d.units) as units,
        sum(d.revenue) as revenue
    from dash.category_daily as d
    where d.day between p_from and p_to
    group by d.category, d.currency
    order by sum(d.revenue) desc, sum(d.views) desc, d.category, d.currency
$$;
comment on function dash.category_performance is
'A row for each category and currency (null: events that named none) from the days p_from to p_to of the shop''s zone. orders: that '
'contain a product of the category, so an order of two categories counts in both';

create function dash.product_lists(p_from date, p_to date)
returns table (
    list text,
    product_id text,
    list_views bigint,
    position_avg numeric,
    clicks bigint,
    adds bigint,
    click_rate numeric
)
language sql
stable
parallel safe
as $$
    select
        d.list,
        d.product_id,
        sum(d.list_views)::bigint as list_views,
        sum(d.position_sum)::numeric / nullif(sum(d.count_positions), 0) as position_avg,
        sum(d.clicks)::bigint as clicks,
        sum(d.adds)::bigint as adds,
        sum(d.clicks)::numeric / nullif(sum(d.list_views), 0) as click_rate
    from dash.product_list_daily as d
    where d.day between p_from and p_to
    group by d.list, d.product_id
    order by sum(d.list_views) desc, d.list, d.product_id
$$;
comment on function dash.product_lists is
'A row for each list and product from the days p_from to p_to of the shop''s zone. position_avg: mean place where it was shown; clicks: '
'product views that came from the list; click_rate: clicks by list views, null where it was never shown there';
