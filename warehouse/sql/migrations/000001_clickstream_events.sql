-- The fact table: one row an event, however often it was sent, stored or loaded.
-- The first 16 columns keep the names that existing queries of this platform use; more may follow them, never between.
create table public.clickstream_events (
    event_id uuid primary key,
    event_timestamp timestamptz not null,
    event_name text not null,
    user_id text,
    user_login_state text,
    identity_source text,
    client_id text,
    session_id text,
    is_first_visit boolean,
    context_product_id text,
    context_product_name text,
    context_product_category text,
    context_product_brand text,
    context_product_price numeric,
    context_product_discount_price numeric,
    context_product_url_path text,
    received_at timestamptz not null,
    page_view_id text,
    sequence integer,
    site text,
    page_url text,
    page_host text,
    page_path text,
    page_title text,
    referrer text,
    referrer_host text,
    utm_source text,
    utm_medium text,
    utm_campaign text,
    utm_term text,
    utm_content text,
    click_id text,
    device_type text,
    browser text,
    os text,
    country text,
    language text,
    currency text,
    quantity numeric,
    cart_id text,
    cart_total numeric,
    order_id text,
    order_number text,
    order_total numeric,
    order_tax numeric,
    order_shipping numeric,
    order_coupon text,
    items jsonb,
    search_query text,
    search_results integer,
    element jsonb,
    engaged_ms integer,
    scroll_depth numeric,
    properties jsonb,
    is_trusted boolean not null default false,
    is_bot boolean not null default false,
    bot_reason text,
    clock_suspect boolean not null default false,
    ingest_object bigint not null
);

create index clickstream_events_timestamp on public.clickstream_events using brin (event_timestamp);
create index clickstream_events_session on public.clickstream_events (session_id) where session_id is not null;
create index clickstream_events_client on public.clickstream_events (client_id) where session_id is null;
create index clickstream_events_order on public.clickstream_events (order_id) where order_id is not null;

comment on table public.clickstream_events is
'One row an event. event_id is the client''s, or derived from the lake object''s key and line. Schema version 1.';
comment on column public.clickstream_events.event_timestamp is
'When it happened: the client''s clock, corrected by the batch''s sending time where that is off by more than 30 s; receipt where unknown or impossible';
comment on column public.clickstream_events.received_at is 'When the collector received it, by the collector''s clock';
comment on column public.clickstream_events.context_product_price is 'Major units of currency, exact';
comment on column public.clickstream_events.items is 'Products of a list, lines of a cart or an order, as sent';
comment on column public.clickstream_events.properties is 'Fields that the contract does not know, and the shop''s own';
comment on column public.clickstream_events.is_trusted is 'Sent by the shop''s own server with a server key';
comment on column public.clickstream_events.bot_reason is 'Null where is_bot is false';
comment on column public.clickstream_events.clock_suspect is 'The client''s time was impossible, so receipt stands in for it';
comment on column public.clickstream_events.ingest_object is 'etl_objects.object_id of the lake object that it was loaded from first';
