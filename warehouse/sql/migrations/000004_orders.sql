-- Orders and their lines: one row an order id, however often and from wherever it was reported.
create table public.orders (
    order_id text primary key,
    event_id uuid not null,
    client_id text,
    session_id text,
    user_id text,
    site text,
    order_number text,
    currency text,
    coupon text,
    total numeric,
    tax numeric,
    shipping numeric,
    refunded numeric not null default 0,
    item_count numeric,
    count_reports integer not null,
    count_conflicts integer not null,
    is_trusted boolean not null,
    ordered_at timestamptz not null
);
create index orders_ordered_at on public.orders (ordered_at);
comment on table public.orders is
'Grain: order_id. The first trusted report with a total is the order, else the first with a total, else the first.';
comment on column public.orders.total is 'Major units of currency, exact; null where no report carried one';
comment on column public.orders.count_conflicts is 'Reports of the same id that give another total or currency';
comment on column public.orders.item_count is 'Units; null where the report listed no lines';

create table public.order_items (
    order_id text not null references public.orders on delete cascade,
    line_number integer not null,
    product_id text,
    product_name text,
    category text,
    brand text,
    currency text,
    quantity numeric not null,
    price numeric,
    revenue numeric,
    primary key (order_id, line_number)
);
create index order_items_product on public.order_items (product_id);
comment on table public.order_items is 'Grain: order x line, of the report that is the order.';
comment on column public.order_items.price is 'What was paid a unit: the discount price where one was sent, else the price';
comment on column public.order_items.revenue is 'quantity x price; null where the line had no price';
