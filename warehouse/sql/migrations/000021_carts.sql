-- Carts across visits.
create table public.carts (
    cart_key text not null,
    is_derived boolean not null,
    cart_number integer not null,
    client_id text,
    session_id text,
    user_id text,
    site text,
    order_id text,
    currency text,
    value numeric,
    item_count numeric not null,
    items jsonb not null,
    count_adds integer not null,
    count_removes integer not null,
    count_activities integer not null,
    opened_at timestamptz not null,
    last_active_at timestamptz not null,
    silent_from timestamptz,
    silent_to timestamptz,
    purchased_at timestamptz,
    primary key (cart_key, is_derived, cart_number)
);
create index carts_client on public.carts (client_id);
create index carts_opened_at on public.carts (opened_at);
comment on table public.carts is
'Grain: cart_key x is_derived x cart_number: a cart until it is bought, across visits. Bots'' carts are left out. States depend on '
'the time at which one looks; they are derived from these facts by dash.carts_at.';
comment on column public.carts.cart_key is 'The shop''s cart id; the client''s id where its events name no cart (is_derived)';
comment on column public.carts.cart_number is '1 and one more after each purchase: shops go on with an id';
comment on column public.carts.client_id is 'Of the latest event that names one, as session_id, user_id and site';
comment on column public.carts.order_id is 'Null where it was not bought, or where the purchase named no order';
comment on column public.carts.currency is 'Of its lines; null where they have none or several';
comment on column public.carts.value is
'Sum over the lines, quantity x price paid; where a line has no price or currencies differ, the last total that was reported '
'since the last change; null where neither is known';
comment on column public.carts.items is 'What lies in it, or lay in it when it was bought: id, name, quantity, price, currency';
comment on column public.carts.last_active_at is 'Of the last event that concerns the cart, the purchase included';
comment on column public.carts.silent_from is
'The longest silence between two of its events (the first of equals): left then, came back at silent_to. Null where it has one event';
comment on column public.carts.purchased_at is 'Null where it was not bought';

-- By shopper: what a cart is made from, and nothing else. The list is the same as in refresh_carts, or the index is of no use.
create index clickstream_events_shopper on public.clickstream_events (client_id)
where event_name in (
    'add_to_cart_click', 'remove_from_cart_click', 'cart_view', 'checkout_start', 'checkout_step', 'checkout_complete'
);
-- older objects were never checked: what is longer than an index takes is cut as loading cuts it now
update public.clickstream_events set cart_id = left(cart_id, 512) where length(cart_id) > 512;
create index clickstream_events_cart on public.clickstream_events (cart_id) where cart_id is not null;

alter table public.settings
add column cart_abandoned_hours numeric not null default 4 check (cart_abandoned_hours > 0),
add column cart_lapsed_days numeric not null default 30 check (cart_lapsed_days > 0);
comment on column public.settings.cart_abandoned_hours is 'A cart that was silent for so long is abandoned';
comment on column public.settings.cart_lapsed_days is 'A cart that was silent for so long is given up';
