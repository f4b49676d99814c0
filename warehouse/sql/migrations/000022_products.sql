-- Products, categories and lists by day, and what products cost when.
create table public.product_daily (
    day date not null,
    product_id text not null,
    currency text,
    views integer not null,
    viewers integer not null,
    list_views integer not null,
    adds integer not null,
    removes integer not null,
    orders integer not null,
    units numeric not null,
    revenue numeric not null,
    constraint product_daily_key unique nulls not distinct (day, product_id, currency)
);
comment on table public.product_daily is
'Grain: day of the shop''s zone x product_id x currency. Without bots, but an order counts whoever placed it. What names no product id is left out.';
comment on column public.product_daily.currency is 'Of the event, or of the order''s line; null where none was sent';
comment on column public.product_daily.viewers is 'Different clients with a product view on that day; days do not add up to a period''s viewers';
comment on column public.product_daily.list_views is 'How often it stood in a list that was shown';
comment on column public.product_daily.orders is 'Orders of that day that contain it';
comment on column public.product_daily.revenue is 'quantity x price paid over the lines that carry a price, before refunds';

create table public.category_daily (
    day date not null,
    category text not null,
    currency text,
    category_views integer not null,
    views integer not null,
    viewers integer not null,
    adds integer not null,
    removes integer not null,
    orders integer not null,
    units numeric not null,
    revenue numeric not null,
    constraint category_daily_key unique nulls not distinct (day, category, currency)
);
comment on table public.category_daily is
'Grain: day of the shop''s zone x category x currency, else as product_daily; the category is the one that each event or order line names.';
comment on column public.category_daily.category_views is 'Views of the category''s own page';

create table public.product_list_daily (
    day date not null,
    list text not null,
    product_id text not null,
    list_views integer not null,
    position_sum bigint not null,
    count_positions integer not null,
    clicks integer not null,
    adds integer not null,
    primary key (day, list, product_id)
);
comment on table public.product_list_daily is
'Grain: day of the shop''s zone x list x product_id, without bots. Lists without a name are left out.';
comment on column public.product_list_daily.position_sum is 'Over the count_positions list views that told a position: their mean is the place in the list';
comment on column public.product_list_daily.clicks is 'Product views that name the list';

create table public.product_prices (
    day date not null,
    product_id text not null,
    currency text,
    change_number integer not null,
    product_name text,
    category text,
    brand text,
    price numeric not null,
    discount_price numeric,
    observed_at timestamptz not null,
    constraint product_prices_key unique nulls not distinct (day, product_id, currency, change_number)
);
create index product_prices_product on public.product_prices (product_id);
comment on table public.product_prices is
'Grain: day of the shop''s zone x product_id x currency x change_number: the first price that a shopper saw on a day, and each that differs from the one before.';

create view public.dim_product as
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
comment on view public.dim_product is
'Grain: product_id x currency x valid_from: what a product cost, as shoppers saw it. valid_to is null for the price that holds. A '
'view, since it then equals product_prices always.';

create view public.dim_date as
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
    d.day::timestamp at time zone z.time_zone as starts_at,
    (d.day + 1)::timestamp at time zone z.time_zone as ends_at
from days as d
cross join public.settings as z;
comment on view public.dim_date is
'Grain: day of the shop''s zone, from the first session to today. weekday: 1 is Monday; weeks start as settings.week_starts_on says '
'(1 is Monday, 7 Sunday). ends_at: the first instant of the next day, 23 to 25 hours after starts_at.';
