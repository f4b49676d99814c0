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
