-- The warehouse's schema, as migrations, models, views and rights make it: one object a block, by name.
-- Made from the catalogue by "npm run schema"; a test says when it has to be made again. Functions are shown without their
-- text, which lies in sql/: its checksum changes with it.

-- schema dash
create schema dash;
grant usage on schema dash to footfall_analyst;
grant usage on schema dash to footfall_dash;
grant usage on schema dash to footfall_etl;

-- schema public
create schema public;
grant usage on schema public to footfall_etl;

-- table public.carts
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
    opened_at timestamp with time zone not null,
    last_active_at timestamp with time zone not null,
    silent_from timestamp with time zone,
    silent_to timestamp with time zone,
    purchased_at timestamp with time zone,
    constraint carts_pkey PRIMARY KEY (cart_key, is_derived, cart_number)
);
CREATE INDEX carts_client ON public.carts USING btree (client_id);
CREATE INDEX carts_opened_at ON public.carts USING btree (opened_at);
comment on table public.carts is 'Grain: cart_key x is_derived x cart_number: a cart until it is bought, across visits. Bots'' carts are left out. States depend on the time at which one looks; they are derived from these facts by dash.carts_at.';
comment on column public.carts.cart_key is 'The shop''s cart id; the client''s id where its events name no cart (is_derived)';
comment on column public.carts.is_derived is 'Its events name no cart, so it is the client''s';
comment on column public.carts.cart_number is '1 and one more after each purchase: shops go on with an id';
comment on column public.carts.client_id is 'Of the latest event that names one, as session_id, user_id and site';
comment on column public.carts.session_id is 'sessions.session_id; null where none is known';
comment on column public.carts.user_id is 'Who signed in, as the shop names them; null for nobody known';
comment on column public.carts.site is 'The storefront; the page''s host unless the shop says otherwise';
comment on column public.carts.order_id is 'Null where it was not bought, or where the purchase named no order';
comment on column public.carts.currency is 'Of its lines; null where they have none or several';
comment on column public.carts.value is 'Sum over the lines, quantity x price paid; where a line has no price or currencies differ, the last total that was reported since the last change; null where neither is known';
comment on column public.carts.item_count is 'Pieces that lie in it';
comment on column public.carts.items is 'What lies in it, or lay in it when it was bought: id, name, quantity, price, currency';
comment on column public.carts.count_adds is 'add_to_cart_click events';
comment on column public.carts.count_removes is 'remove_from_cart_click events';
comment on column public.carts.count_activities is 'Events that concern it, the purchase included';
comment on column public.carts.opened_at is 'When something was put in first';
comment on column public.carts.last_active_at is 'Of the last event that concerns the cart, the purchase included';
comment on column public.carts.silent_from is 'The longest silence between two of its events (the first of equals): left then, came back at silent_to. Null where it has one event';
comment on column public.carts.silent_to is 'When somebody came back after the longest silence';
comment on column public.carts.purchased_at is 'Null where it was not bought';
grant delete, insert, maintain, select, update on table public.carts to footfall_etl;

-- table public.category_daily
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
    constraint category_daily_key UNIQUE NULLS NOT DISTINCT (day, category, currency)
);
comment on table public.category_daily is 'Grain: day of the shop''s zone x category x currency, else as product_daily; the category is the one that each event or order line names.';
comment on column public.category_daily.day is 'Day of the shop''s zone';
comment on column public.category_daily.category is 'As each event or order line names it';
comment on column public.category_daily.currency is 'ISO 4217 code; null where none was sent';
comment on column public.category_daily.category_views is 'Views of the category''s own page';
comment on column public.category_daily.views is 'product_view events; of pages, page views';
comment on column public.category_daily.viewers is 'Different clients with a view; days do not add up to a period''s viewers';
comment on column public.category_daily.adds is 'add_to_cart_click events';
comment on column public.category_daily.removes is 'remove_from_cart_click events';
comment on column public.category_daily.orders is 'Orders of that time, whoever placed them';
comment on column public.category_daily.units is 'Pieces sold';
comment on column public.category_daily.revenue is 'quantity x price paid over the lines that carry a price, before refunds';
grant delete, insert, maintain, select, update on table public.category_daily to footfall_etl;

-- table public.channel_sources
create table public.channel_sources (
    source text not null,
    category text not null,
    name text,
    medium text,
    constraint channel_sources_category_check CHECK ((category = ANY (ARRAY['search'::text, 'shopping'::text, 'social'::text, 'video'::text, 'email'::text, 'ai'::text, 'payment'::text, 'click'::text]))),
    constraint channel_sources_pkey PRIMARY KEY (source)
);
comment on table public.channel_sources is 'What a traffic source is: a name as utm_source has it, a host with all below it, or a host under any country as google.*';
comment on column public.channel_sources.source is 'A name as utm_source has it, a host, or a host under any country as google.*';
comment on column public.channel_sources.category is 'search, shopping, social, video, email, ai, payment, or click for the name of a click''s id';
comment on column public.channel_sources.name is 'Source of visits that come from there; null where that is the host itself';
comment on column public.channel_sources.medium is 'Medium of visits with this click id; null for all other categories';
grant maintain, select on table public.channel_sources to footfall_etl;

-- table public.clickstream_events
create table public.clickstream_events (
    event_id uuid not null,
    event_timestamp timestamp with time zone not null,
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
    received_at timestamp with time zone not null,
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
    is_trusted boolean default false not null,
    is_bot boolean default false not null,
    bot_reason text,
    clock_suspect boolean default false not null,
    ingest_object bigint not null,
    user_agent_id bigint,
    user_verified boolean,
    timezone text,
    viewport text,
    screen text,
    connection text,
    constraint clickstream_events_pkey PRIMARY KEY (event_id)
);
CREATE INDEX clickstream_events_bot_session ON public.clickstream_events USING btree (session_id) WHERE (bot_reason ~~ 'session:%'::text);
CREATE INDEX clickstream_events_cart ON public.clickstream_events USING btree (cart_id) WHERE (cart_id IS NOT NULL);
CREATE INDEX clickstream_events_client ON public.clickstream_events USING btree (client_id) WHERE (session_id IS NULL);
CREATE INDEX clickstream_events_no_visit ON public.clickstream_events USING btree (event_timestamp) WHERE ((session_id IS NULL) AND (client_id IS NULL));
CREATE INDEX clickstream_events_order ON public.clickstream_events USING btree (order_id) WHERE (order_id IS NOT NULL);
CREATE INDEX clickstream_events_search ON public.clickstream_events USING btree (session_id) WHERE ((event_name = 'search'::text) AND (session_id IS NOT NULL));
CREATE INDEX clickstream_events_session ON public.clickstream_events USING btree (session_id) WHERE (session_id IS NOT NULL);
CREATE INDEX clickstream_events_shopper ON public.clickstream_events USING btree (client_id) WHERE (event_name = ANY (ARRAY['add_to_cart_click'::text, 'remove_from_cart_click'::text, 'cart_view'::text, 'checkout_start'::text, 'checkout_step'::text, 'checkout_complete'::text]));
CREATE INDEX clickstream_events_sold_out ON public.clickstream_events USING btree (event_timestamp) WHERE ((event_name = 'product_view'::text) AND (context_product_id IS NOT NULL) AND (lower(regexp_replace((properties ->> 'availability'::text), '[^A-Za-z]'::text, ''::text, 'g'::text)) = ANY (ARRAY['outofstock'::text, 'soldout'::text])));
CREATE INDEX clickstream_events_timestamp ON public.clickstream_events USING brin (event_timestamp timestamptz_minmax_multi_ops) WITH (pages_per_range='32');
comment on table public.clickstream_events is 'One row an event. event_id is the client''s, or derived from the lake object''s key and line. Schema version 1.';
comment on column public.clickstream_events.event_id is 'The client''s UUID, or one made from the lake object''s key and line';
comment on column public.clickstream_events.event_timestamp is 'When it happened: the client''s clock, corrected by the batch''s sending time where that is off by more than 30 s; receipt where unknown or impossible';
comment on column public.clickstream_events.event_name is 'What happened; docs/events.md lists the names that models know';
comment on column public.clickstream_events.user_id is 'Who signed in, as the shop names them; null for nobody known';
comment on column public.clickstream_events.user_login_state is 'logged_in, anonymous or guest';
comment on column public.clickstream_events.identity_source is 'Where the identity came from, as cognito';
comment on column public.clickstream_events.client_id is 'The browser, as its tracker names it; null where none was sent';
comment on column public.clickstream_events.session_id is 'The visit, as the tracker names it; null where the client sent none';
comment on column public.clickstream_events.is_first_visit is 'The browser said that this visit is its first';
comment on column public.clickstream_events.context_product_id is 'The product that it is about, as the shop names it';
comment on column public.clickstream_events.context_product_name is 'Its name';
comment on column public.clickstream_events.context_product_category is 'Its category';
comment on column public.clickstream_events.context_product_brand is 'Brand of the product that it is about';
comment on column public.clickstream_events.context_product_price is 'Major units of currency, exact';
comment on column public.clickstream_events.context_product_discount_price is 'What is paid for it, where that is less than its price';
comment on column public.clickstream_events.context_product_url_path is 'Path of its page';
comment on column public.clickstream_events.received_at is 'When the collector received it, by the collector''s clock';
comment on column public.clickstream_events.page_view_id is 'The page view that it belongs to, as the tracker names it';
comment on column public.clickstream_events.sequence is 'Position in the session, from 0: gaps are lost events';
comment on column public.clickstream_events.site is 'The storefront; the page''s host unless the shop says otherwise';
comment on column public.clickstream_events.page_url is 'The page''s address, as sent';
comment on column public.clickstream_events.page_host is 'Host of the page''s address';
comment on column public.clickstream_events.page_path is 'Path of the page''s address, without query';
comment on column public.clickstream_events.page_title is 'As sent';
comment on column public.clickstream_events.referrer is 'The page before, as the browser says';
comment on column public.clickstream_events.referrer_host is 'Host of the referrer; null where there is none';
comment on column public.clickstream_events.utm_source is 'Of the page''s address';
comment on column public.clickstream_events.utm_medium is 'Of the page''s address';
comment on column public.clickstream_events.utm_campaign is 'Of the page''s address, as the next four';
comment on column public.clickstream_events.utm_term is 'Of the page''s address';
comment on column public.clickstream_events.utm_content is 'Of the page''s address';
comment on column public.clickstream_events.click_id is 'Name and value of an advertisement''s click id in the address, as gclid=…';
comment on column public.clickstream_events.device_type is 'desktop, mobile, tablet or other; null where no user agent is known';
comment on column public.clickstream_events.browser is 'Its name, as the user agent says; null where unknown';
comment on column public.clickstream_events.os is 'Operating system, as the user agent says; null where unknown';
comment on column public.clickstream_events.country is 'ISO 3166 code of where it was received from; null where unknown';
comment on column public.clickstream_events.language is 'The browser''s, as de-DE';
comment on column public.clickstream_events.currency is 'ISO 4217 code; null where none was sent';
comment on column public.clickstream_events.quantity is 'Pieces of the product; null where none was said';
comment on column public.clickstream_events.cart_id is 'The cart, as the shop names it';
comment on column public.clickstream_events.cart_total is 'What the cart is worth, as sent';
comment on column public.clickstream_events.order_id is 'The order, as the shop names it';
comment on column public.clickstream_events.order_number is 'The order''s number for people';
comment on column public.clickstream_events.order_total is 'What was to be paid; of a refund, what was given back';
comment on column public.clickstream_events.order_tax is 'Of order_total, as sent';
comment on column public.clickstream_events.order_shipping is 'Of order_total, as sent';
comment on column public.clickstream_events.order_coupon is 'As sent';
comment on column public.clickstream_events.items is 'Products of a list, lines of a cart or an order, by the contract''s names; what a line says beyond them is in its properties';
comment on column public.clickstream_events.search_query is 'What was searched for, as typed, trimmed';
comment on column public.clickstream_events.search_results is 'How many results it had; null where the shop did not say';
comment on column public.clickstream_events.element is 'What was clicked: tag, id, role, text, dataset';
comment on column public.clickstream_events.engaged_ms is 'Milliseconds in which the page was visible and used, of page_leave';
comment on column public.clickstream_events.scroll_depth is 'Deepest point seen, percent of the page, of page_leave';
comment on column public.clickstream_events.properties is 'The shop''s own fields, and all that has no column or does not fit its type, by its path in the event';
comment on column public.clickstream_events.is_trusted is 'Sent by the shop''s own server with a server key';
comment on column public.clickstream_events.is_bot is 'Whether rules take it for a bot''s';
comment on column public.clickstream_events.bot_reason is 'The rule that takes it for a bot''s, session:… where it is the visit''s; null where is_bot is false';
comment on column public.clickstream_events.clock_suspect is 'The client''s time was impossible, so receipt stands in for it';
comment on column public.clickstream_events.ingest_object is 'etl_objects.object_id of the lake object that it was loaded from first';
comment on column public.clickstream_events.user_agent_id is 'user_agents.user_agent_id; null where the sender named none, for trusted events, and for those loaded before this column was';
comment on column public.clickstream_events.user_verified is 'The collector found user_id proven by a signed-in shopper''s token; null where it said nothing';
comment on column public.clickstream_events.timezone is 'IANA name, as the browser says';
comment on column public.clickstream_events.viewport is 'Width x height in CSS pixels, as the browser says';
comment on column public.clickstream_events.screen is 'Width x height in CSS pixels, as the browser says';
comment on column public.clickstream_events.connection is 'Effective type, as 4g; null where the browser does not say';
grant delete, insert, maintain, select, update on table public.clickstream_events to footfall_etl;

-- table public.clients
create table public.clients (
    client_id text not null,
    first_channel text,
    first_source text,
    first_medium text,
    first_campaign text,
    first_referrer_host text,
    first_landing_path text,
    sessions integer not null,
    orders integer not null,
    is_bot boolean not null,
    first_seen_at timestamp with time zone not null,
    last_seen_at timestamp with time zone not null,
    first_ordered_at timestamp with time zone,
    last_ordered_at timestamp with time zone,
    client_hash bigint,
    constraint clients_pkey PRIMARY KEY (client_id)
);
CREATE INDEX clients_first_seen ON public.clients USING btree (first_seen_at) INCLUDE (client_hash);
comment on table public.clients is 'Grain: client_id, of the sessions that it began. Clients without a session of their own, as servers, have no row.';
comment on column public.clients.client_id is 'The browser, as its tracker names it';
comment on column public.clients.first_channel is 'Of its first session that was no bot''s, as all first_…; else of its first';
comment on column public.clients.first_source is 'Source of its first session';
comment on column public.clients.first_medium is 'Medium of its first session';
comment on column public.clients.first_campaign is 'Campaign of its first session';
comment on column public.clients.first_referrer_host is 'Referrer of its first session';
comment on column public.clients.first_landing_path is 'Entry page of its first session';
comment on column public.clients.sessions is 'Sessions that it began, bots'' too';
comment on column public.clients.orders is 'Orders whose reports name it; money stands in orders, by currency';
comment on column public.clients.is_bot is 'Every session of it is a bot''s';
comment on column public.clients.first_seen_at is 'When its first session began';
comment on column public.clients.last_seen_at is 'When its last session ended';
comment on column public.clients.first_ordered_at is 'Null where it never ordered, as last_ordered_at';
comment on column public.clients.last_ordered_at is 'When its last order was placed';
comment on column public.clients.client_hash is 'client_hash() of client_id, as in visit_days';
grant delete, insert, maintain, select, update on table public.clients to footfall_etl;

-- table public.currencies
create table public.currencies (
    currency text not null,
    exponent smallint not null,
    constraint currencies_pkey PRIMARY KEY (currency)
);
comment on table public.currencies is 'ISO 4217: decimals of each currency''s minor unit. Amounts are stored in major units, exact; more decimals than these cannot have been paid.';
comment on column public.currencies.currency is 'ISO 4217 code';
comment on column public.currencies.exponent is 'Digits behind the point: none for JPY, three for KWD';
grant delete, insert, maintain, select, update on table public.currencies to footfall_etl;

-- table public.daily
create table public.daily (
    day date not null,
    site text,
    events integer not null,
    page_views integer not null,
    visitors integer not null,
    sessions integer not null,
    bounced_sessions integer not null,
    converting_sessions integer not null,
    orders integer not null,
    engaged_seconds numeric not null,
    count_engaged integer not null,
    constraint daily_key UNIQUE NULLS NOT DISTINCT (day, site)
);
comment on table public.daily is 'Grain: day of the shop''s zone x site, without bots, but an order counts whoever placed it.';
comment on column public.daily.day is 'Day of the shop''s zone';
comment on column public.daily.site is 'The storefront; the page''s host unless the shop says otherwise';
comment on column public.daily.events is 'Events, without bots''';
comment on column public.daily.page_views is 'page_view events, without bots''';
comment on column public.daily.visitors is 'Different clients on that day and site; rows do not add up to a period''s visitors';
comment on column public.daily.sessions is 'That began on it, as the other counts of sessions';
comment on column public.daily.bounced_sessions is 'Sessions with is_bounce';
comment on column public.daily.converting_sessions is 'Sessions with a purchase';
comment on column public.daily.orders is 'Orders of that time, whoever placed them';
comment on column public.daily.engaged_seconds is 'Over the count_engaged sessions that reported it';
comment on column public.daily.count_engaged is 'Sessions that reported engaged time';
grant delete, insert, maintain, select, update on table public.daily to footfall_etl;

-- table public.dropped_events
create table public.dropped_events (
    event_id uuid not null,
    constraint dropped_events_pkey PRIMARY KEY (event_id)
);
comment on table public.dropped_events is 'Grain: event_id of a fact that was dropped. Sent again, it is a duplicate as it was before.';
comment on column public.dropped_events.event_id is 'As clickstream_events.event_id';
grant delete, insert, maintain, select, update on table public.dropped_events to footfall_etl;

-- table public.erased_lines
create table public.erased_lines (
    object_key text not null,
    erasure_id uuid not null,
    line_numbers integer[] not null,
    constraint erased_lines_erasure_id_fkey FOREIGN KEY (erasure_id) REFERENCES public.erasures(erasure_id),
    constraint erased_lines_pkey PRIMARY KEY (object_key, erasure_id)
);
comment on table public.erased_lines is 'Lines that an erasure has taken, by the object in which they stood first: an older copy of it may come back.';
comment on column public.erased_lines.object_key is 'The object''s key in the lake';
comment on column public.erased_lines.erasure_id is 'erasures.erasure_id';
comment on column public.erased_lines.line_numbers is 'Lines of the object, from 1';
grant insert, maintain, select, update on table public.erased_lines to footfall_etl;

-- table public.erased_subjects
create table public.erased_subjects (
    erasure_id uuid not null,
    kind text not null,
    hash text not null,
    constraint erased_subjects_erasure_id_fkey FOREIGN KEY (erasure_id) REFERENCES public.erasures(erasure_id),
    constraint erased_subjects_kind_check CHECK ((kind = ANY (ARRAY['client'::text, 'user'::text, 'visitor'::text, 'visit'::text]))),
    constraint erased_subjects_pkey PRIMARY KEY (erasure_id, kind, hash)
);
comment on table public.erased_subjects is 'What an erasure covers. visitor: events of a client that name no user; visit: likewise of a client''s session.';
comment on column public.erased_subjects.erasure_id is 'erasures.erasure_id';
comment on column public.erased_subjects.kind is 'client, user, visitor or visit';
comment on column public.erased_subjects.hash is 'SHA-256 of kind, a line feed and the id, in hexadecimal digits';
grant insert, maintain, select on table public.erased_subjects to footfall_etl;

-- table public.erasures
create table public.erasures (
    erasure_id uuid not null,
    kind text not null,
    subject_hash text not null,
    ran_by text not null,
    lake_objects integer default 0 not null,
    lake_events bigint default 0 not null,
    lake_refused bigint default 0 not null,
    facts bigint default 0 not null,
    refused bigint default 0 not null,
    sessions bigint default 0 not null,
    orders bigint default 0 not null,
    erased_at timestamp with time zone not null,
    applied_at timestamp with time zone default clock_timestamp() not null,
    completed_at timestamp with time zone,
    constraint erasures_kind_check CHECK ((kind = ANY (ARRAY['client'::text, 'user'::text]))),
    constraint erasures_pkey PRIMARY KEY (erasure_id)
);
comment on table public.erasures is 'One row an erasure of a person. Append-only: it is what keeps the person from coming back.';
comment on column public.erasures.erasure_id is 'As the tombstone in the lake has it';
comment on column public.erasures.kind is 'client or user';
comment on column public.erasures.subject_hash is 'SHA-256 of "client" or "user", a line feed and the id, in hexadecimal digits';
comment on column public.erasures.ran_by is 'Who ran it';
comment on column public.erasures.lake_objects is 'Lake objects that were rewritten; lake_events and lake_refused: their lines';
comment on column public.erasures.lake_events is 'Lines of events that were rewritten';
comment on column public.erasures.lake_refused is 'Refused lines that were rewritten';
comment on column public.erasures.facts is 'Events that went from the warehouse; refused: refused lines';
comment on column public.erasures.refused is 'Refused lines that went from the warehouse';
comment on column public.erasures.sessions is 'Visits that are gone because of it; orders: likewise';
comment on column public.erasures.orders is 'Orders that are gone because of it';
comment on column public.erasures.erased_at is 'What was received or happened before is erased, whenever it comes; what is later counts';
comment on column public.erasures.applied_at is 'When this warehouse took the person out';
comment on column public.erasures.completed_at is 'Null until the lake is rewritten: the same command again finishes it';
grant insert, maintain, select on table public.erasures to footfall_etl;
grant update (lake_objects, lake_events, lake_refused, facts, refused, sessions, orders, completed_at) on table public.erasures to footfall_etl;

-- table public.etl_compacted
create table public.etl_compacted (
    object_key text not null,
    target_key text not null,
    object_id bigint,
    compacted_at timestamp with time zone default clock_timestamp() not null,
    constraint etl_compacted_pkey PRIMARY KEY (object_key)
);
CREATE INDEX etl_compacted_object ON public.etl_compacted USING btree (object_id) WHERE (object_id IS NOT NULL);
CREATE INDEX etl_compacted_target ON public.etl_compacted USING btree (target_key);
comment on table public.etl_compacted is 'Lake objects whose lines stand in a compacted object. They count as loaded when etl_objects lists their target.';
comment on column public.etl_compacted.object_key is 'The object''s key in the lake';
comment on column public.etl_compacted.target_key is 'The object that it was merged to';
comment on column public.etl_compacted.object_id is 'Its etl_objects.object_id, by which clickstream_events.ingest_object may still name it; null where it was not loaded by itself';
comment on column public.etl_compacted.compacted_at is 'When the ledger took it over';
grant insert, maintain, select, update on table public.etl_compacted to footfall_etl;

-- table public.etl_day_changes
create table public.etl_day_changes (
    change_id bigint generated always as identity not null,
    order_id text,
    currency text,
    events bigint default 0 not null,
    sessions bigint default 0 not null,
    orders bigint default 0 not null,
    gross numeric default 0 not null,
    refunded numeric default 0 not null,
    reason text default COALESCE(NULLIF(current_setting('footfall.restatement_reason'::text, true), ''::text), 'late_events'::text) not null,
    day date not null,
    constraint etl_day_changes_pkey PRIMARY KEY (change_id),
    constraint etl_day_changes_reason_check CHECK ((reason = ANY (ARRAY['late_events'::text, 'bot_rules'::text, 'refunds'::text, 'erasure'::text, 'retry'::text, 'rebuild'::text])))
);
comment on table public.etl_day_changes is 'What was taken from (negative) and added to the figures of days that were reported, since the last run ended.';
comment on column public.etl_day_changes.change_id is 'In the order of writing';
comment on column public.etl_day_changes.order_id is 'Of an order; null for events and sessions';
comment on column public.etl_day_changes.currency is 'ISO 4217 code; null where none was sent';
comment on column public.etl_day_changes.events is 'Without bots, as figures are; so are sessions';
comment on column public.etl_day_changes.sessions is 'Sessions that began then, without bots''';
comment on column public.etl_day_changes.orders is 'Orders of that time, whoever placed them';
comment on column public.etl_day_changes.gross is 'Order totals, before refunds';
comment on column public.etl_day_changes.refunded is 'What was given back, in the currency''s major units';
comment on column public.etl_day_changes.reason is 'As restatements.reason';
comment on column public.etl_day_changes.day is 'Day of the shop''s zone';
grant delete, insert, maintain, select, update on table public.etl_day_changes to footfall_etl;

-- table public.etl_objects
create table public.etl_objects (
    object_id bigint generated always as identity not null,
    object_key text not null,
    run_id bigint not null,
    object_bytes bigint not null,
    received bigint not null,
    loaded bigint not null,
    duplicate bigint not null,
    rejected bigint not null,
    erased bigint default 0 not null,
    hour timestamp with time zone,
    loaded_at timestamp with time zone default clock_timestamp() not null,
    modified_at timestamp with time zone,
    dropped bigint default 0 not null,
    constraint etl_objects_dropped_check CHECK (((dropped >= 0) AND (dropped <= loaded))),
    constraint etl_objects_object_key_key UNIQUE (object_key),
    constraint etl_objects_pkey PRIMARY KEY (object_id),
    constraint etl_objects_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.etl_runs(run_id)
);
CREATE INDEX etl_objects_hour ON public.etl_objects USING btree (hour);
CREATE INDEX etl_objects_unbalanced ON public.etl_objects USING btree (hour) WHERE (received <> (((loaded + duplicate) + rejected) + erased));
comment on table public.etl_objects is 'Each lake object once, and what became of its lines. loaded + duplicate + rejected + erased = received, always.';
comment on column public.etl_objects.object_id is 'In the order of loading';
comment on column public.etl_objects.object_key is 'The object''s key in the lake';
comment on column public.etl_objects.run_id is 'etl_runs.run_id';
comment on column public.etl_objects.object_bytes is 'Size in the lake, compressed';
comment on column public.etl_objects.received is 'Its lines';
comment on column public.etl_objects.loaded is 'Lines whose event went to the facts';
comment on column public.etl_objects.duplicate is 'Lines whose event was there already';
comment on column public.etl_objects.rejected is 'Lines that were refused; rejected_events has them';
comment on column public.etl_objects.erased is 'Lines that an erasure has taken, or covers';
comment on column public.etl_objects.hour is 'The UTC hour in the object''s key; null where the key names only a day';
comment on column public.etl_objects.loaded_at is 'When it was loaded';
comment on column public.etl_objects.modified_at is 'When the lake got it; null for objects that were loaded before this was noted, or made by compaction';
comment on column public.etl_objects.dropped is 'Of loaded: events whose facts were dropped since, by age. loaded - dropped are in clickstream_events';
grant delete, insert, maintain, select, update on table public.etl_objects to footfall_etl;

-- table public.etl_runs
create table public.etl_runs (
    run_id bigint generated always as identity not null,
    trigger text not null,
    scope text not null,
    status text not null,
    objects integer default 0 not null,
    received bigint default 0 not null,
    loaded bigint default 0 not null,
    duplicate bigint default 0 not null,
    rejected bigint default 0 not null,
    erased bigint default 0 not null,
    error text,
    backend_pid integer not null,
    started_at timestamp with time zone default clock_timestamp() not null,
    ended_at timestamp with time zone,
    is_complete boolean default false not null,
    constraint etl_runs_pkey PRIMARY KEY (run_id),
    constraint etl_runs_status_check CHECK ((status = ANY (ARRAY['running'::text, 'succeeded'::text, 'failed'::text, 'killed'::text])))
);
comment on table public.etl_runs is 'One row an ETL run. A run that was killed is marked so by the next one.';
comment on column public.etl_runs.run_id is 'In the order of starting';
comment on column public.etl_runs.trigger is 'What started it: cli, loop, eventbridge …';
comment on column public.etl_runs.scope is 'Which part of the lake it looked at';
comment on column public.etl_runs.status is 'running, succeeded, failed or killed';
comment on column public.etl_runs.objects is 'Lake objects that it loaded';
comment on column public.etl_runs.received is 'Lines';
comment on column public.etl_runs.loaded is 'Lines whose event went to the facts';
comment on column public.etl_runs.duplicate is 'Lines whose event was there already';
comment on column public.etl_runs.rejected is 'Lines that were refused; rejected_events has them';
comment on column public.etl_runs.erased is 'Lines that an erasure has taken, or covers';
comment on column public.etl_runs.error is 'Why it failed; null where it did not';
comment on column public.etl_runs.backend_pid is 'Of the connection, by which the next run knows whether it was killed';
comment on column public.etl_runs.started_at is 'When it started';
comment on column public.etl_runs.ended_at is 'Null while it runs';
comment on column public.etl_runs.is_complete is 'It loaded all of its scope and left no model to be built: days that were over when it ended count as reported since';
grant insert, maintain, select on table public.etl_runs to footfall_etl;
grant update (status, objects, received, loaded, duplicate, rejected, erased, error, ended_at, is_complete) on table public.etl_runs to footfall_etl;

-- table public.etl_touched
create table public.etl_touched (
    touched_id bigint generated always as identity not null,
    kind text not null,
    key text not null,
    reason text default COALESCE(NULLIF(current_setting('footfall.restatement_reason'::text, true), ''::text), 'late_events'::text) not null,
    constraint etl_touched_kind_check CHECK ((kind = ANY (ARRAY['session'::text, 'client'::text, 'order'::text, 'cart'::text, 'hour'::text]))),
    constraint etl_touched_pkey PRIMARY KEY (touched_id),
    constraint etl_touched_reason_check CHECK ((reason = ANY (ARRAY['late_events'::text, 'bot_rules'::text, 'refunds'::text, 'erasure'::text, 'retry'::text, 'rebuild'::text])))
);
comment on table public.etl_touched is 'Sessions, clients (of events without a session), orders, carts and UTC hours whose facts changed since the models were built.';
comment on column public.etl_touched.touched_id is 'In the order of noting';
comment on column public.etl_touched.kind is 'session, client, order, cart or hour';
comment on column public.etl_touched.key is 'Id of the session, client, order or cart; beginning of the UTC hour';
comment on column public.etl_touched.reason is 'Why they changed, for the ledger of restatements';
grant delete, insert, maintain, select on table public.etl_touched to footfall_etl;

-- table public.event_daily
create table public.event_daily (
    day date not null,
    site text,
    event_name text not null,
    events integer not null,
    constraint event_daily_key UNIQUE NULLS NOT DISTINCT (day, site, event_name)
);
comment on table public.event_daily is 'Grain: day of the shop''s zone x site x event_name, without bots.';
comment on column public.event_daily.day is 'Day of the shop''s zone';
comment on column public.event_daily.site is 'The storefront; the page''s host unless the shop says otherwise';
comment on column public.event_daily.event_name is 'As it was sent';
comment on column public.event_daily.events is 'Events, without bots''';
grant delete, insert, maintain, select, update on table public.event_daily to footfall_etl;

-- table public.event_letters
create table public.event_letters (
    event_name text not null,
    letter text,
    constraint event_letters_pkey PRIMARY KEY (event_name)
);
comment on table public.event_letters is 'Grain: event_name, of all events that there ever were, with the letter that stands for it in sessions.steps.';
comment on column public.event_letters.event_name is 'As it was sent';
comment on column public.event_letters.letter is 'One character; the catalogue''s own names have one of one byte';
grant delete, insert, maintain, select, update on table public.event_letters to footfall_etl;

-- table public.fact_drops
create table public.fact_drops (
    frozen_before timestamp with time zone not null,
    facts bigint default 0 not null,
    page_views bigint default 0 not null,
    searches bigint default 0 not null,
    started_at timestamp with time zone default clock_timestamp() not null,
    ended_at timestamp with time zone,
    constraint fact_drops_pkey PRIMARY KEY (frozen_before)
);
comment on table public.fact_drops is 'Grain: midnight of the shop''s zone before which days and visits were frozen and their facts dropped. A rebuild begins anew.';
comment on column public.fact_drops.frozen_before is 'Days before it, and visits that ended before it, stay as they are, whatever comes';
comment on column public.fact_drops.facts is 'Rows of clickstream_events that went; page_views and searches: of their tables';
comment on column public.fact_drops.page_views is 'page_view events, without bots''';
comment on column public.fact_drops.searches is 'search events';
comment on column public.fact_drops.started_at is 'When the first event happened';
comment on column public.fact_drops.ended_at is 'Null while facts are still to go: the next one goes on';
grant delete, insert, maintain, select, update on table public.fact_drops to footfall_etl;

-- table public.footfall_migrations
create table public.footfall_migrations (
    id integer not null,
    name text not null,
    checksum text not null,
    applied_at timestamp with time zone default now() not null,
    constraint footfall_migrations_pkey PRIMARY KEY (id)
);
comment on table public.footfall_migrations is 'Migrations that were applied, and in row 0 the models, views and rights that hold now';
comment on column public.footfall_migrations.id is 'The number in the file''s name; 0 stands for models, dash and rights';
comment on column public.footfall_migrations.name is 'The file''s name';
comment on column public.footfall_migrations.checksum is 'SHA-256 of its text';
comment on column public.footfall_migrations.applied_at is 'When it was applied';
grant maintain, select on table public.footfall_migrations to footfall_etl;

-- table public.funnel_daily
create table public.funnel_daily (
    day date not null,
    site text,
    device_type text,
    channel text not null,
    user_login_state text,
    sessions integer not null,
    bounced integer not null,
    viewed integer not null,
    added integer not null,
    checked_out integer not null,
    purchased integer not null,
    converted integer not null,
    country text,
    cell_number integer not null,
    session_page_views integer not null,
    engaged_seconds numeric not null,
    count_engaged integer not null,
    constraint funnel_daily_key UNIQUE NULLS NOT DISTINCT (day, site, device_type, country, channel, user_login_state),
    constraint funnel_daily_pkey PRIMARY KEY (day, cell_number)
);
comment on table public.funnel_daily is 'Grain: day of the shop''s zone x site x device_type x country x channel x user_login_state, without bots. Sessions that began on the day, and the events of any session on it; all add up over days and properties.';
comment on column public.funnel_daily.day is 'Day of the shop''s zone';
comment on column public.funnel_daily.site is 'The storefront; the page''s host unless the shop says otherwise';
comment on column public.funnel_daily.device_type is 'desktop, mobile, tablet or other; null where no user agent is known';
comment on column public.funnel_daily.channel is 'GA4''s default channel group of the visit';
comment on column public.funnel_daily.user_login_state is 'Of the session';
comment on column public.funnel_daily.sessions is 'Sessions that began then, without bots''';
comment on column public.funnel_daily.bounced is 'Sessions with is_bounce';
comment on column public.funnel_daily.viewed is 'Viewed a product';
comment on column public.funnel_daily.added is 'Viewed a product and put something into the cart; each step includes those before it';
comment on column public.funnel_daily.checked_out is 'Viewed a product, put something into the cart and began the checkout';
comment on column public.funnel_daily.purchased is 'Did all of it and bought';
comment on column public.funnel_daily.converted is 'Bought, with whatever steps before';
comment on column public.funnel_daily.country is 'ISO 3166 code of where it was received from; null where unknown';
comment on column public.funnel_daily.cell_number is 'From 1 on each day; what visit_cells calls the combination of properties';
comment on column public.funnel_daily.session_page_views is 'Of the sessions that began on the day, whenever they viewed them';
comment on column public.funnel_daily.engaged_seconds is 'Over the count_engaged sessions that reported it';
comment on column public.funnel_daily.count_engaged is 'Sessions that reported engaged time';
grant delete, insert, maintain, select, update on table public.funnel_daily to footfall_etl;

-- table public.hourly
create table public.hourly (
    hour_at timestamp with time zone not null,
    day date not null,
    site text,
    events integer not null,
    page_views integer not null,
    visitors integer not null,
    sessions integer not null,
    orders integer not null,
    constraint hourly_key UNIQUE NULLS NOT DISTINCT (hour_at, site)
);
CREATE INDEX hourly_day ON public.hourly USING btree (day);
comment on table public.hourly is 'Grain: hour x site, without bots, but an order counts whoever placed it. Hours without anything have no row.';
comment on column public.hourly.hour_at is 'When an hour of the shop''s clocks begins, which is no UTC hour where its offset is none';
comment on column public.hourly.day is 'Day of the shop''s zone';
comment on column public.hourly.site is 'The storefront; the page''s host unless the shop says otherwise';
comment on column public.hourly.events is 'Events, without bots''';
comment on column public.hourly.page_views is 'page_view events, without bots''';
comment on column public.hourly.visitors is 'Different clients in that hour; hours do not add up to a day''s visitors';
comment on column public.hourly.sessions is 'That began in it';
comment on column public.hourly.orders is 'Orders of that time, whoever placed them';
grant delete, insert, maintain, select, update on table public.hourly to footfall_etl;

-- table public.identities
create table public.identities (
    client_id text not null,
    user_id text not null,
    sessions integer not null,
    count_events integer not null,
    joined_by uuid not null,
    first_seen_at timestamp with time zone not null,
    last_seen_at timestamp with time zone not null,
    constraint identities_pkey PRIMARY KEY (client_id, user_id)
);
CREATE INDEX identities_user ON public.identities USING btree (user_id);
comment on table public.identities is 'Grain: client_id x user_id. Two people on one device are two rows.';
comment on column public.identities.client_id is 'The browser';
comment on column public.identities.user_id is 'Who signed in';
comment on column public.identities.sessions is 'Sessions of the client in which the user was known';
comment on column public.identities.count_events is 'Events that name both';
comment on column public.identities.joined_by is 'The event that joined them: the client''s first with that user';
comment on column public.identities.first_seen_at is 'When it was seen with that user first';
comment on column public.identities.last_seen_at is 'When it was seen with that user last';
grant delete, insert, maintain, select, update on table public.identities to footfall_etl;

-- table public.instance_status
create table public.instance_status (
    is_only_row boolean default true not null,
    instance_id text not null,
    bundle text not null,
    data_disk_used_percent numeric not null,
    root_disk_used_percent numeric not null,
    count_failed_units integer not null,
    failed_units text[] not null,
    backed_up_at timestamp with time zone,
    reported_at timestamp with time zone not null,
    constraint instance_status_is_only_row_check CHECK (is_only_row),
    constraint instance_status_pkey PRIMARY KEY (is_only_row)
);
comment on table public.instance_status is 'Grain: the one machine that the warehouse runs on, as it reported last';
comment on column public.instance_status.is_only_row is 'True: the table has one row';
comment on column public.instance_status.instance_id is 'The machine that wrote it';
comment on column public.instance_status.bundle is 'the version of Footfall that it runs';
comment on column public.instance_status.data_disk_used_percent is 'Of the volume that holds PostgreSQL''s data';
comment on column public.instance_status.root_disk_used_percent is 'Of the volume that holds the system';
comment on column public.instance_status.count_failed_units is 'Services of the machine that failed, the dashboards included';
comment on column public.instance_status.failed_units is 'systemd units that have failed, dashboards included';
comment on column public.instance_status.backed_up_at is 'when the last dump was complete in the backup bucket; null: never';
comment on column public.instance_status.reported_at is 'When the machine wrote it';
grant maintain, select on table public.instance_status to footfall_etl;

-- table public.internal_referrers
create table public.internal_referrers (
    host text not null,
    constraint internal_referrers_pkey PRIMARY KEY (host)
);
comment on table public.internal_referrers is 'Hosts, with all below them, that send shoppers back rather than bring them; filled by the shop. Sessions of before stay.';
comment on column public.internal_referrers.host is 'A host, with all below it';
grant delete, insert, maintain, select, update on table public.internal_referrers to footfall_etl;

-- table public.order_conflicts
create table public.order_conflicts (
    order_id text not null,
    event_id uuid not null,
    currency text,
    total numeric,
    kept_event_id uuid not null,
    kept_currency text,
    kept_total numeric,
    is_trusted boolean not null,
    reported_at timestamp with time zone not null,
    constraint order_conflicts_pkey PRIMARY KEY (order_id, event_id)
);
comment on table public.order_conflicts is 'Grain: order_id x event_id: a report that gives another total or currency than the one that is the order (kept_…).';
comment on column public.order_conflicts.order_id is 'The order, as the shop names it';
comment on column public.order_conflicts.event_id is 'This report';
comment on column public.order_conflicts.currency is 'As this report gives it';
comment on column public.order_conflicts.total is 'As this report gives it';
comment on column public.order_conflicts.kept_event_id is 'The report that is the order';
comment on column public.order_conflicts.kept_currency is 'Of the report that is the order';
comment on column public.order_conflicts.kept_total is 'Of the report that is the order';
comment on column public.order_conflicts.is_trusted is 'Sent by the shop''s own server with a server key';
comment on column public.order_conflicts.reported_at is 'When this report happened';
grant delete, insert, maintain, select, update on table public.order_conflicts to footfall_etl;

-- table public.order_items
create table public.order_items (
    order_id text not null,
    line_number integer not null,
    product_id text,
    product_name text,
    category text,
    brand text,
    currency text,
    quantity numeric not null,
    price numeric,
    revenue numeric,
    constraint order_items_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders(order_id) ON DELETE CASCADE,
    constraint order_items_pkey PRIMARY KEY (order_id, line_number)
);
CREATE INDEX order_items_product ON public.order_items USING btree (product_id);
comment on table public.order_items is 'Grain: order x line, of the report that is the order.';
comment on column public.order_items.order_id is 'The order, as the shop names it';
comment on column public.order_items.line_number is 'From 1';
comment on column public.order_items.product_id is 'As the shop names it';
comment on column public.order_items.product_name is 'As sent';
comment on column public.order_items.category is 'Of the product, as sent';
comment on column public.order_items.brand is 'Of the product, as sent';
comment on column public.order_items.currency is 'ISO 4217 code; null where none was sent';
comment on column public.order_items.quantity is 'Pieces; 1 where none was said of a line';
comment on column public.order_items.price is 'What was paid a unit: the discount price where one was sent, else the price';
comment on column public.order_items.revenue is 'quantity x price; null where the line had no price';
grant delete, insert, maintain, select, update on table public.order_items to footfall_etl;

-- table public.orders
create table public.orders (
    order_id text not null,
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
    refunded numeric default 0 not null,
    item_count numeric,
    count_reports integer not null,
    count_conflicts integer not null,
    is_trusted boolean not null,
    ordered_at timestamp with time zone not null,
    constraint orders_pkey PRIMARY KEY (order_id)
);
CREATE INDEX orders_client ON public.orders USING btree (client_id);
CREATE INDEX orders_ordered_at ON public.orders USING btree (ordered_at);
CREATE INDEX orders_session ON public.orders USING btree (session_id);
comment on table public.orders is 'Grain: order_id. The first trusted report with a total is the order, else the first with a total, else the first.';
comment on column public.orders.order_id is 'The order, as the shop names it';
comment on column public.orders.event_id is 'The report that is the order';
comment on column public.orders.client_id is 'The browser, as its tracker names it; null where none was sent';
comment on column public.orders.session_id is 'sessions.session_id; null where none is known';
comment on column public.orders.user_id is 'Who signed in, as the shop names them; null for nobody known';
comment on column public.orders.site is 'The storefront; the page''s host unless the shop says otherwise';
comment on column public.orders.order_number is 'The order''s number for people';
comment on column public.orders.currency is 'ISO 4217 code; null where none was sent';
comment on column public.orders.coupon is 'As sent';
comment on column public.orders.total is 'Major units of currency, exact; null where no report carried one';
comment on column public.orders.tax is 'Of total';
comment on column public.orders.shipping is 'Of total';
comment on column public.orders.refunded is 'What was given back, in the currency''s major units';
comment on column public.orders.item_count is 'Units; null where the report listed no lines';
comment on column public.orders.count_reports is 'checkout_complete events that name it';
comment on column public.orders.count_conflicts is 'Reports of the same id that give another total or currency';
comment on column public.orders.is_trusted is 'Sent by the shop''s own server with a server key';
comment on column public.orders.ordered_at is 'When that report happened';
grant delete, insert, maintain, select, update on table public.orders to footfall_etl;

-- table public.other_paths
create table public.other_paths (
    day date not null,
    path text not null,
    constraint other_paths_pkey PRIMARY KEY (day, path)
);
comment on table public.other_paths is 'Grain: day of the shop''s zone x path that only bots viewed on it, or that a session began with by another event than a page view. Not of days before the facts that are left.';
comment on column public.other_paths.day is 'Day of the shop''s zone';
comment on column public.other_paths.path is 'Of a page''s address';
grant delete, insert, maintain, select, update on table public.other_paths to footfall_etl;

-- table public.page_daily
create table public.page_daily (
    day date not null,
    site text,
    path text,
    views integer not null,
    viewers integer not null,
    entries integer not null,
    exits integer not null,
    engaged_ms bigint not null,
    count_engaged integer not null,
    scroll_sum numeric not null,
    count_scrolled integer not null,
    constraint page_daily_key UNIQUE NULLS NOT DISTINCT (day, site, path)
);
comment on table public.page_daily is 'Grain: day of the shop''s zone x site x path, of page_views without bots.';
comment on column public.page_daily.day is 'Day of the shop''s zone';
comment on column public.page_daily.site is 'The storefront; the page''s host unless the shop says otherwise';
comment on column public.page_daily.path is 'Of the page''s address, without query; null where no address was sent';
comment on column public.page_daily.views is 'Page views';
comment on column public.page_daily.viewers is 'Different clients on that day; days do not add up to a period''s viewers';
comment on column public.page_daily.entries is 'Views that began their visit';
comment on column public.page_daily.exits is 'Views that ended their visit';
comment on column public.page_daily.engaged_ms is 'Over the count_engaged views whose end was reported, as scroll_sum over count_scrolled';
comment on column public.page_daily.count_engaged is 'Views whose end told engaged time';
comment on column public.page_daily.scroll_sum is 'Sum of their depths, percent';
comment on column public.page_daily.count_scrolled is 'Views whose end told a depth';
grant delete, insert, maintain, select, update on table public.page_daily to footfall_etl;

-- table public.page_view_days
create table public.page_view_days (
    day date not null,
    cell_number integer not null,
    path_hashes bigint[] not null,
    client_hashes bigint[] not null,
    marks smallint[] not null,
    engaged_ms bigint[] not null,
    scroll_depths numeric[] not null,
    first_pages bigint[] not null,
    second_pages bigint[] not null,
    third_pages bigint[] not null,
    fourth_pages bigint[] not null,
    have_purchased boolean[] not null,
    divided_visits text[] not null,
    is_bot boolean not null,
    visit_numbers integer[],
    journey_visits integer[],
    divided_numbers integer[],
    constraint page_view_days_pkey PRIMARY KEY (day, cell_number)
);
comment on table public.page_view_days is 'Grain: day of the shop''s zone x combination of properties (cell_number of visit_cells). Its page views as arrays of equal length, those of a visit one after the other; and the first pages of the visits that began and ended on the day, likewise. Not of days before the facts that are left.';
comment on column public.page_view_days.day is 'Day of the shop''s zone';
comment on column public.page_view_days.cell_number is 'The row of visit_cells of the same day with the properties of the visit';
comment on column public.page_view_days.path_hashes is 'path_hash() of each page view''s path; null: a page without an address';
comment on column public.page_view_days.client_hashes is 'client_hash() of its client''s id; null: none';
comment on column public.page_view_days.marks is 'A bit each: 1 the visit began with it, 2 ended with it, 4 the visit is one of divided_visits, so that its neighbours here need not be its own';
comment on column public.page_view_days.engaged_ms is 'Null where it was not reported, milliseconds';
comment on column public.page_view_days.scroll_depths is 'Percent; null where it was not reported';
comment on column public.page_view_days.first_pages is 'path_hash() of the page that each visit began with';
comment on column public.page_view_days.second_pages is 'Of its next other page; 0: there was none';
comment on column public.page_view_days.third_pages is 'Of the other page after that; 0: there was none';
comment on column public.page_view_days.fourth_pages is 'Of the other page after that; 0: there was none';
comment on column public.page_view_days.have_purchased is 'Whether the visit bought';
comment on column public.page_view_days.divided_visits is 'Sessions with events of the day that began or ended on another one';
comment on column public.page_view_days.is_bot is 'Whether rules take it for a bot''s';
comment on column public.page_view_days.visit_numbers is 'The visit of each page view, as in visit_days; null: not known yet';
comment on column public.page_view_days.journey_visits is 'The visit of each of first_pages, as in visit_days; null: not known yet';
comment on column public.page_view_days.divided_numbers is 'Which of visit_days each of divided_visits is; null: not known yet';
grant delete, insert, maintain, select, update on table public.page_view_days to footfall_etl;

-- table public.page_views
create table public.page_views (
    session_id text not null,
    view_number integer not null,
    page_view_id text,
    client_id text,
    site text,
    path text,
    previous_path text,
    next_path text,
    engaged_ms bigint,
    scroll_depth numeric,
    is_entry boolean not null,
    is_exit boolean not null,
    is_bot boolean not null,
    viewed_at timestamp with time zone not null,
    constraint page_views_pkey PRIMARY KEY (session_id, view_number)
);
CREATE INDEX page_views_viewed_at ON public.page_views USING btree (viewed_at);
comment on table public.page_views is 'Grain: session_id x view_number. A page_view event begins one; those with the same pageViewId are one view. Bots'' sessions are kept and marked. Events of neither a session nor a client have no visit, and none here.';
comment on column public.page_views.session_id is 'sessions.session_id, of derived sessions too';
comment on column public.page_views.view_number is 'Position within the visit, from 1';
comment on column public.page_views.page_view_id is 'Null where the client sent none: page_leave then belongs to the view before it';
comment on column public.page_views.client_id is 'The browser, as its tracker names it; null where none was sent';
comment on column public.page_views.site is 'The storefront; the page''s host unless the shop says otherwise';
comment on column public.page_views.path is 'Of the page''s address, without query; null where no address was sent';
comment on column public.page_views.previous_path is 'Viewed directly before it in the visit; null for the first';
comment on column public.page_views.next_path is 'Viewed directly after it in the visit; null for the last';
comment on column public.page_views.engaged_ms is 'Milliseconds in which the page was visible and used; null where its end was not reported';
comment on column public.page_views.scroll_depth is 'Deepest point seen, percent of the page; null where its end was not reported';
comment on column public.page_views.is_entry is 'The visit''s first page view (its landing page), as is_exit its last';
comment on column public.page_views.is_exit is 'The visit''s last page view';
comment on column public.page_views.is_bot is 'Whether the session is a bot''s';
comment on column public.page_views.viewed_at is 'When it began';
grant delete, insert, maintain, select, update on table public.page_views to footfall_etl;

-- table public.product_daily
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
    constraint product_daily_key UNIQUE NULLS NOT DISTINCT (day, product_id, currency)
);
comment on table public.product_daily is 'Grain: day of the shop''s zone x product_id x currency. Without bots, but an order counts whoever placed it. What names no product id is left out.';
comment on column public.product_daily.day is 'Day of the shop''s zone';
comment on column public.product_daily.product_id is 'As the shop names it';
comment on column public.product_daily.currency is 'Of the event, or of the order''s line; null where none was sent';
comment on column public.product_daily.views is 'product_view events; of pages, page views';
comment on column public.product_daily.viewers is 'Different clients with a product view on that day; days do not add up to a period''s viewers';
comment on column public.product_daily.list_views is 'How often it stood in a list that was shown';
comment on column public.product_daily.adds is 'add_to_cart_click events';
comment on column public.product_daily.removes is 'remove_from_cart_click events';
comment on column public.product_daily.orders is 'Orders of that day that contain it';
comment on column public.product_daily.units is 'Pieces sold';
comment on column public.product_daily.revenue is 'quantity x price paid over the lines that carry a price, before refunds';
grant delete, insert, maintain, select, update on table public.product_daily to footfall_etl;

-- table public.product_list_daily
create table public.product_list_daily (
    day date not null,
    list text not null,
    product_id text not null,
    list_views integer not null,
    position_sum bigint not null,
    count_positions integer not null,
    clicks integer not null,
    adds integer not null,
    constraint product_list_daily_pkey PRIMARY KEY (day, list, product_id)
);
comment on table public.product_list_daily is 'Grain: day of the shop''s zone x list x product_id, without bots. Lists without a name are left out.';
comment on column public.product_list_daily.day is 'Day of the shop''s zone';
comment on column public.product_list_daily.list is 'The list''s name, as sent';
comment on column public.product_list_daily.product_id is 'As the shop names it';
comment on column public.product_list_daily.list_views is 'How often it stood in a list that was shown';
comment on column public.product_list_daily.position_sum is 'Over the count_positions list views that told a position: their mean is the place in the list';
comment on column public.product_list_daily.count_positions is 'List views that told a position';
comment on column public.product_list_daily.clicks is 'Product views that name the list';
comment on column public.product_list_daily.adds is 'add_to_cart_click events that name the list';
grant delete, insert, maintain, select, update on table public.product_list_daily to footfall_etl;

-- table public.product_prices
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
    observed_at timestamp with time zone not null,
    constraint product_prices_key UNIQUE NULLS NOT DISTINCT (day, product_id, currency, change_number)
);
CREATE INDEX product_prices_product ON public.product_prices USING btree (product_id);
comment on table public.product_prices is 'Grain: day of the shop''s zone x product_id x currency x change_number: the first price that a shopper saw on a day, and each that differs from the one before.';
comment on column public.product_prices.day is 'Day of the shop''s zone';
comment on column public.product_prices.product_id is 'As the shop names it';
comment on column public.product_prices.currency is 'ISO 4217 code; null where none was sent';
comment on column public.product_prices.change_number is 'From 1: the first price of that day';
comment on column public.product_prices.product_name is 'As sent';
comment on column public.product_prices.category is 'Of the product, as sent';
comment on column public.product_prices.brand is 'Of the product, as sent';
comment on column public.product_prices.price is 'In the currency''s major units';
comment on column public.product_prices.discount_price is 'What was paid, where that is less than the price; else null';
comment on column public.product_prices.observed_at is 'When a shopper saw it first that day';
grant delete, insert, maintain, select, update on table public.product_prices to footfall_etl;

-- table public.product_visits
create table public.product_visits (
    day date not null,
    visit_number integer not null,
    session_id text,
    client_hash bigint,
    product_id text,
    product_name text,
    category text,
    brand text,
    views integer not null,
    adds integer not null,
    removes integer not null,
    last_seen_at timestamp with time zone not null,
    is_bot boolean not null,
    cell_number integer,
    steps text,
    product_hash bigint,
    description_hash bigint,
    constraint product_visits_pkey PRIMARY KEY (day, visit_number)
);
CREATE INDEX product_visits_product ON public.product_visits USING btree (product_id, day);
comment on table public.product_visits is 'Grain: quarter of an hour x session_id x client x product_id x what was said of the product x is_bot. From events that name a product, its category or brand.';
comment on column public.product_visits.day is 'Of the shop''s zone';
comment on column public.product_visits.visit_number is 'From 1 on each day';
comment on column public.product_visits.session_id is 'The visit, also one that was derived; null for events of no client';
comment on column public.product_visits.client_hash is 'client_hash() of the client''s id; null: none';
comment on column public.product_visits.product_id is 'As the shop names it';
comment on column public.product_visits.product_name is 'As sent';
comment on column public.product_visits.category is 'Of the product, as sent';
comment on column public.product_visits.brand is 'Of the product, as sent';
comment on column public.product_visits.views is 'product_view events';
comment on column public.product_visits.adds is 'add_to_cart_click events';
comment on column public.product_visits.removes is 'remove_from_cart_click events';
comment on column public.product_visits.last_seen_at is 'The last of these events';
comment on column public.product_visits.is_bot is 'Of the events';
comment on column public.product_visits.cell_number is 'The row of visit_cells of the same day with the properties of the visit; null: none, or not known yet';
comment on column public.product_visits.steps is 'event_letter() of each event; null: not known yet';
comment on column public.product_visits.product_hash is 'client_hash() of product_id; null: none';
comment on column public.product_visits.description_hash is 'A number for its name, category and brand';
grant delete, insert, maintain, select, update on table public.product_visits to footfall_etl;

-- table public.quarantine_retries
create table public.quarantine_retries (
    object_key text not null,
    line_number integer not null,
    event_id uuid,
    attempts integer default 1 not null,
    outcome text not null,
    reason text,
    target_key text,
    retried_at timestamp with time zone default clock_timestamp() not null,
    constraint quarantine_retries_outcome_check CHECK ((outcome = ANY (ARRAY['accepted'::text, 'refused'::text, 'dropped'::text]))),
    constraint quarantine_retries_pkey PRIMARY KEY (object_key, line_number)
);
comment on table public.quarantine_retries is 'One row a refused event that was sent again, by the object and line where it stood first; the latest attempt counts.';
comment on column public.quarantine_retries.object_key is 'The object''s key in the lake';
comment on column public.quarantine_retries.line_number is 'From 1';
comment on column public.quarantine_retries.event_id is 'The accepted event; null unless outcome is accepted';
comment on column public.quarantine_retries.attempts is 'How often it was tried';
comment on column public.quarantine_retries.outcome is 'accepted, refused or dropped';
comment on column public.quarantine_retries.reason is 'Why it was refused again; null unless outcome is refused';
comment on column public.quarantine_retries.target_key is 'The lake object with the accepted event; null unless outcome is accepted';
comment on column public.quarantine_retries.retried_at is 'When it was tried last';
grant delete, insert, maintain, select, update on table public.quarantine_retries to footfall_etl;

-- table public.quarter_events
create table public.quarter_events (
    quarter_at timestamp with time zone not null,
    day date not null,
    events integer not null,
    page_views integer not null,
    bot_events integer not null,
    bot_page_views integer not null,
    constraint quarter_events_pkey PRIMARY KEY (quarter_at)
);
CREATE INDEX quarter_events_day ON public.quarter_events USING btree (day);
comment on table public.quarter_events is 'Grain: quarter of an hour. Events without bots, and those of bots.';
comment on column public.quarter_events.quarter_at is 'When it begins';
comment on column public.quarter_events.day is 'Of the shop''s zone';
comment on column public.quarter_events.events is 'Without those of bots';
comment on column public.quarter_events.page_views is 'Without those of bots';
comment on column public.quarter_events.bot_events is 'Events of bots';
comment on column public.quarter_events.bot_page_views is 'Page views of bots';
grant delete, insert, maintain, select, update on table public.quarter_events to footfall_etl;

-- table public.refunds
create table public.refunds (
    event_id uuid not null,
    order_id text not null,
    refund_id text,
    currency text,
    amount numeric,
    counted numeric not null,
    items jsonb,
    mark text,
    is_trusted boolean not null,
    refunded_at timestamp with time zone not null,
    constraint refunds_mark_check CHECK ((mark = ANY (ARRAY['repeated'::text, 'unknown_order'::text, 'no_amount'::text, 'negative'::text, 'other_currency'::text, 'exceeds'::text]))),
    constraint refunds_pkey PRIMARY KEY (event_id)
);
CREATE INDEX refunds_order ON public.refunds USING btree (order_id);
CREATE INDEX refunds_refunded_at ON public.refunds USING btree (refunded_at);
comment on table public.refunds is 'Grain: refund event of an order; what counts of it is in counted, and why less than amount in mark. The sum of counted is orders.refunded, and never more than the order''s total.';
comment on column public.refunds.event_id is 'The refund event';
comment on column public.refunds.order_id is 'The order, as the shop names it';
comment on column public.refunds.refund_id is 'properties.refundId, by which a refund that is reported again is known; null where none was sent';
comment on column public.refunds.currency is 'As sent, else the order''s';
comment on column public.refunds.amount is 'As sent; else what its lines cost; else the order''s total. Major units, exact';
comment on column public.refunds.counted is 'What it takes off the order, in the order''s currency';
comment on column public.refunds.items is 'Lines that were given back, as sent';
comment on column public.refunds.mark is 'Null where all of it counts. repeated: the same refund_id before; unknown_order: no report of the order yet; other_currency: not the order''s; exceeds: the order''s total was used up';
comment on column public.refunds.is_trusted is 'Sent by the shop''s own server with a server key';
comment on column public.refunds.refunded_at is 'When it happened';
grant delete, insert, maintain, select, update on table public.refunds to footfall_etl;

-- table public.rejected_events
create table public.rejected_events (
    rejected_id bigint generated always as identity not null,
    object_id bigint not null,
    line_number integer not null,
    reason text not null,
    event_name text,
    raw text,
    received_at timestamp with time zone not null,
    origin_key text,
    origin_line integer,
    constraint rejected_events_object_id_fkey FOREIGN KEY (object_id) REFERENCES public.etl_objects(object_id),
    constraint rejected_events_pkey PRIMARY KEY (rejected_id)
);
CREATE INDEX rejected_events_object ON public.rejected_events USING btree (object_id);
CREATE INDEX rejected_events_received_at ON public.rejected_events USING btree (received_at);
comment on table public.rejected_events is 'One row a line that was refused: by the collector (objects below rejected/) or by the ETL (lines it cannot read).';
comment on column public.rejected_events.rejected_id is 'In the order of loading';
comment on column public.rejected_events.object_id is 'etl_objects.object_id';
comment on column public.rejected_events.line_number is 'Line of the object that holds it now';
comment on column public.rejected_events.reason is 'Why it was refused';
comment on column public.rejected_events.event_name is 'Where it could be read';
comment on column public.rejected_events.raw is 'The first 2,000 characters of what was sent';
comment on column public.rejected_events.received_at is 'When the collector received it, by the collector''s clock';
comment on column public.rejected_events.origin_key is 'Object that it was written to first; null where that is the object of object_id';
comment on column public.rejected_events.origin_line is 'Its line there; null where origin_key is';
grant delete, insert, maintain, select, update on table public.rejected_events to footfall_etl;

-- table public.restatements
create table public.restatements (
    restatement_id bigint generated always as identity not null,
    run_id bigint not null,
    currency text,
    events bigint default 0 not null,
    sessions bigint default 0 not null,
    orders bigint default 0 not null,
    gross numeric default 0 not null,
    refunded numeric default 0 not null,
    net numeric default (gross - refunded),
    reason text not null,
    time_zone text not null,
    day date not null,
    restated_at timestamp with time zone default clock_timestamp() not null,
    constraint restatements_pkey PRIMARY KEY (restatement_id),
    constraint restatements_reason_check CHECK ((reason = ANY (ARRAY['late_events'::text, 'bot_rules'::text, 'refunds'::text, 'erasure'::text, 'retry'::text, 'rebuild'::text])))
);
CREATE INDEX restatements_day ON public.restatements USING btree (day);
comment on table public.restatements is 'Which past days a run changed, by how much and why. A day''s figures as reported first + its restatements = its figures now.';
comment on column public.restatements.restatement_id is 'In the order of writing';
comment on column public.restatements.run_id is 'etl_runs.run_id of the run at whose end it was written';
comment on column public.restatements.currency is 'Of the money; null for counts, and for money of orders that named no currency';
comment on column public.restatements.events is 'By how much the day''s figure changed; so are all figures here';
comment on column public.restatements.sessions is 'Sessions that began then, without bots''';
comment on column public.restatements.orders is 'Orders of that time, whoever placed them';
comment on column public.restatements.gross is 'By how much; so are all figures here';
comment on column public.restatements.refunded is 'What was given back, in the currency''s major units';
comment on column public.restatements.net is 'gross less refunded';
comment on column public.restatements.reason is 'late_events, bot_rules, refunds, erasure, retry or rebuild';
comment on column public.restatements.time_zone is 'The shop''s zone by which the day was cut';
comment on column public.restatements.day is 'Day of the shop''s zone';
comment on column public.restatements.restated_at is 'When the ledger was written';
grant insert, maintain, select on table public.restatements to footfall_etl;

-- table public.search_daily
create table public.search_daily (
    day date not null,
    query text,
    searches integer not null,
    searchers integer not null,
    zero_results integer not null,
    count_results integer not null,
    results_sum bigint not null,
    clicked integer not null,
    clicks integer not null,
    orders integer not null,
    constraint search_daily_key UNIQUE NULLS NOT DISTINCT (day, query)
);
comment on table public.search_daily is 'Grain: day of the shop''s zone x normalised query, of searches without bots.';
comment on column public.search_daily.day is 'Day of the shop''s zone';
comment on column public.search_daily.query is 'In lower case, with single spaces; null where none was sent';
comment on column public.search_daily.searches is 'search events';
comment on column public.search_daily.searchers is 'Different clients on that day';
comment on column public.search_daily.zero_results is 'Searches that found nothing, of the count_results that say how much they found';
comment on column public.search_daily.count_results is 'Searches that say how much they found';
comment on column public.search_daily.results_sum is 'Results of the count_results searches';
comment on column public.search_daily.clicked is 'Searches with a click after them';
comment on column public.search_daily.clicks is 'Product views after them';
comment on column public.search_daily.orders is 'Orders after them in the same visit, before the next search';
grant delete, insert, maintain, select, update on table public.search_daily to footfall_etl;

-- table public.searches
create table public.searches (
    event_id uuid not null,
    session_id text not null,
    client_id text,
    site text,
    query text,
    normalised_query text,
    results integer,
    clicks integer not null,
    order_ids text[] not null,
    is_bot boolean not null,
    searched_at timestamp with time zone not null,
    constraint searches_pkey PRIMARY KEY (event_id)
);
CREATE INDEX searches_searched_at ON public.searches USING btree (searched_at);
CREATE INDEX searches_session ON public.searches USING btree (session_id);
comment on table public.searches is 'Grain: search event of a visit. Bots'' are kept and marked. Events of neither a session nor a client have no visit, and none here.';
comment on column public.searches.event_id is 'The search event';
comment on column public.searches.session_id is 'sessions.session_id, of derived sessions too';
comment on column public.searches.client_id is 'The browser, as its tracker names it; null where none was sent';
comment on column public.searches.site is 'The storefront; the page''s host unless the shop says otherwise';
comment on column public.searches.query is 'As typed, trimmed';
comment on column public.searches.normalised_query is 'In lower case, without spaces around it and with single ones within';
comment on column public.searches.results is 'Null where the shop did not say';
comment on column public.searches.clicks is 'Product views after it in the same visit, before the next search';
comment on column public.searches.order_ids is 'Orders of the same visit after it, before the next search';
comment on column public.searches.is_bot is 'Whether rules take it for a bot''s';
comment on column public.searches.searched_at is 'When it happened';
grant delete, insert, maintain, select, update on table public.searches to footfall_etl;

-- table public.sessions
create table public.sessions (
    session_id text not null,
    client_id text,
    user_id text,
    user_login_state text,
    event_count integer not null,
    page_view_count integer not null,
    engaged_seconds numeric,
    entry_page_path text,
    exit_page_path text,
    channel text not null,
    source text,
    medium text,
    campaign text,
    referrer_host text,
    device_type text,
    browser text,
    os text,
    country text,
    site text,
    is_derived boolean not null,
    is_bounce boolean not null,
    is_bot boolean not null,
    has_product_view boolean not null,
    has_add_to_cart boolean not null,
    has_checkout boolean not null,
    has_purchase boolean not null,
    started_at timestamp with time zone not null,
    ended_at timestamp with time zone not null,
    bot_reason text,
    steps text,
    sequences_received integer,
    sequences_expected bigint,
    constraint sessions_pkey PRIMARY KEY (session_id)
);
CREATE INDEX sessions_client ON public.sessions USING btree (client_id, started_at);
CREATE INDEX sessions_derived_client ON public.sessions USING btree (client_id) WHERE is_derived;
CREATE INDEX sessions_long ON public.sessions USING btree (ended_at) WHERE ((ended_at - started_at) > '1 day'::interval);
CREATE INDEX sessions_started_at ON public.sessions USING btree (started_at);
comment on table public.sessions is 'Grain: session_id. Bots are kept and marked.';
comment on column public.sessions.session_id is 'As the tracker names it, or the client''s id, @ and the first event''s time';
comment on column public.sessions.client_id is 'Of its first event that names one';
comment on column public.sessions.user_id is 'Of its last event that names one';
comment on column public.sessions.user_login_state is 'logged_in if any event of the visit was, else the last known';
comment on column public.sessions.event_count is 'Events';
comment on column public.sessions.page_view_count is 'page_view events';
comment on column public.sessions.engaged_seconds is 'Null where no page of the visit reported its end';
comment on column public.sessions.entry_page_path is 'First page; null where no page is known, as exit_page_path';
comment on column public.sessions.exit_page_path is 'Last page';
comment on column public.sessions.channel is 'GA4''s default channel group of the visit';
comment on column public.sessions.source is 'utm_source, else what the click''s id or the referrer tells';
comment on column public.sessions.medium is 'utm_medium, else what the click''s id or the referrer tells';
comment on column public.sessions.campaign is 'utm_campaign of the landing page';
comment on column public.sessions.referrer_host is 'Host of the referrer; null where there is none';
comment on column public.sessions.device_type is 'desktop, mobile, tablet or other; null where no user agent is known';
comment on column public.sessions.browser is 'Its name, as the user agent says; null where unknown';
comment on column public.sessions.os is 'Operating system, as the user agent says; null where unknown';
comment on column public.sessions.country is 'ISO 3166 code of where it was received from; null where unknown';
comment on column public.sessions.site is 'The storefront; the page''s host unless the shop says otherwise';
comment on column public.sessions.is_derived is 'The client sent no session id: 30 minutes of silence end the visit, and session_id is client_id@start';
comment on column public.sessions.is_bounce is 'At most one page view, less than 10 engaged seconds, nothing put into the cart and nothing bought';
comment on column public.sessions.is_bot is 'Whether rules take it for a bot''s';
comment on column public.sessions.has_product_view is 'It has a product_view';
comment on column public.sessions.has_add_to_cart is 'It has an add_to_cart_click';
comment on column public.sessions.has_checkout is 'It has a checkout_start or checkout_step';
comment on column public.sessions.has_purchase is 'It has a checkout_complete';
comment on column public.sessions.started_at is 'When the first event happened';
comment on column public.sessions.ended_at is 'When the last event happened';
comment on column public.sessions.bot_reason is 'The rule that takes it for a bot''s; null where is_bot is false';
comment on column public.sessions.steps is 'Its events in order, a letter each (event_letters); those of one instant stand in brackets. Null where it was built before there were steps: until the next run, or a rebuild where its facts are dropped';
comment on column public.sessions.sequences_received is 'Different sequence numbers of its events';
comment on column public.sessions.sequences_expected is 'From the lowest sequence number of its events to the highest; null where none has one';
grant delete, insert, maintain, select, update on table public.sessions to footfall_etl;

-- table public.settings
create table public.settings (
    is_only boolean default true not null,
    time_zone text default 'UTC'::text not null,
    week_starts_on smallint default 1 not null,
    zone_since timestamp with time zone default '-infinity'::timestamp with time zone not null,
    cart_abandoned_hours numeric default 4 not null,
    cart_lapsed_days numeric default 30 not null,
    facts_keep_days integer,
    session_rules text,
    constraint settings_cart_abandoned_hours_check CHECK ((cart_abandoned_hours > (0)::numeric)),
    constraint settings_cart_lapsed_days_check CHECK ((cart_lapsed_days > (0)::numeric)),
    constraint settings_facts_keep_days_check CHECK ((facts_keep_days >= 100)),
    constraint settings_is_only_check CHECK (is_only),
    constraint settings_pkey PRIMARY KEY (is_only),
    constraint settings_week_starts_on_check CHECK (((week_starts_on >= 1) AND (week_starts_on <= 7)))
);
comment on table public.settings is 'One row: what the shop calls a day and a week. Changed by set_shop().';
comment on column public.settings.is_only is 'There is one row';
comment on column public.settings.time_zone is 'IANA name; what a day is';
comment on column public.settings.week_starts_on is 'As ISO 8601 counts: 1 is Monday, 7 is Sunday';
comment on column public.settings.zone_since is 'When time_zone was changed last; days were cut otherwise before';
comment on column public.settings.cart_abandoned_hours is 'A cart that was silent for so long is abandoned';
comment on column public.settings.cart_lapsed_days is 'A cart that was silent for so long is given up';
comment on column public.settings.facts_keep_days is 'Days of the shop''s zone for which facts are kept, 100 or more; null: for ever. Changed by set_facts_keep_days()';
comment on column public.settings.session_rules is 'Digest of the rules for channels and for bots by behaviour by which all sessions are built, or touched to be; null for none yet';
grant delete, insert, maintain, select, update on table public.settings to footfall_etl;

-- table public.sign_ins
create table public.sign_ins (
    session_id text not null,
    client_id text not null,
    user_id text not null,
    count_events integer not null,
    first_event_id uuid not null,
    last_event_id uuid not null,
    first_at timestamp with time zone not null,
    last_at timestamp with time zone not null,
    constraint sign_ins_pkey PRIMARY KEY (session_id, client_id, user_id)
);
CREATE INDEX sign_ins_client ON public.sign_ins USING btree (client_id);
comment on table public.sign_ins is 'Grain: session_id (of sessions) x client_id x user_id: who was known in which visit, and by which events.';
comment on column public.sign_ins.session_id is 'sessions.session_id; null where none is known';
comment on column public.sign_ins.client_id is 'The browser';
comment on column public.sign_ins.user_id is 'Who was known';
comment on column public.sign_ins.count_events is 'Events that name both';
comment on column public.sign_ins.first_event_id is 'The first of these events';
comment on column public.sign_ins.last_event_id is 'The last of these events';
comment on column public.sign_ins.first_at is 'When the first of these events happened';
comment on column public.sign_ins.last_at is 'When the last of these events happened';
grant delete, insert, maintain, select, update on table public.sign_ins to footfall_etl;

-- table public.stale_days
create table public.stale_days (
    day date not null,
    constraint stale_days_pkey PRIMARY KEY (day)
);
comment on table public.stale_days is 'Days of the shop''s zone whose rollups do not equal the facts yet. Models note them; refresh_days works them off.';
comment on column public.stale_days.day is 'To be rebuilt';
grant delete, insert, maintain, select, update on table public.stale_days to footfall_etl;

-- table public.user_agents
create table public.user_agents (
    user_agent_id bigint not null,
    user_agent text not null,
    device_type text,
    browser text,
    os text,
    bot_reason text,
    rules_version text not null,
    is_changed boolean default false not null,
    constraint user_agents_pkey PRIMARY KEY (user_agent_id)
);
CREATE INDEX user_agents_changed ON public.user_agents USING btree (user_agent_id) WHERE is_changed;
CREATE INDEX user_agents_rules_version ON public.user_agents USING btree (rules_version);
comment on table public.user_agents is 'One row a user agent, and what the rules of rules_version read in it. Its id is the first 63 bits of its text''s SHA-256.';
comment on column public.user_agents.user_agent_id is 'First 63 bits of its text''s SHA-256';
comment on column public.user_agents.user_agent is 'As the browser sent it';
comment on column public.user_agents.device_type is 'desktop, mobile, tablet or other; null where no user agent is known';
comment on column public.user_agents.browser is 'Its name, as the user agent says; null where unknown';
comment on column public.user_agents.os is 'Operating system, as the user agent says; null where unknown';
comment on column public.user_agents.bot_reason is 'The rule that takes it for a bot''s; null for none';
comment on column public.user_agents.rules_version is 'Of the rules that read it';
comment on column public.user_agents.is_changed is 'New rules read something else in it than the facts say; they are being marked anew';
grant delete, insert, maintain, select, update on table public.user_agents to footfall_etl;

-- table public.visit_cells
create table public.visit_cells (
    day date not null,
    cell_number integer not null,
    is_bot boolean not null,
    site text,
    device_type text,
    country text,
    channel text not null,
    user_login_state text,
    events integer not null,
    page_views integer not null,
    event_counts integer[],
    constraint visit_cells_key UNIQUE NULLS NOT DISTINCT (day, is_bot, site, device_type, country, channel, user_login_state),
    constraint visit_cells_pkey PRIMARY KEY (day, cell_number)
);
comment on table public.visit_cells is 'Grain: day of the shop''s zone x is_bot x site x device x country x channel x login state, with its events. From the sessions of which a part was on the day. Not of days before the facts that are left.';
comment on column public.visit_cells.day is 'Day of the shop''s zone';
comment on column public.visit_cells.cell_number is 'From 1 on each day, those without bots first, whose rows in funnel_daily have the same number';
comment on column public.visit_cells.is_bot is 'Whether rules take it for a bot''s';
comment on column public.visit_cells.site is 'The storefront; the page''s host unless the shop says otherwise';
comment on column public.visit_cells.device_type is 'desktop, mobile, tablet or other; null where no user agent is known';
comment on column public.visit_cells.country is 'ISO 3166 code of where it was received from; null where unknown';
comment on column public.visit_cells.channel is 'GA4''s default channel group of the visit';
comment on column public.visit_cells.user_login_state is 'Of the session';
comment on column public.visit_cells.events is 'Of the day';
comment on column public.visit_cells.page_views is 'Of the day';
comment on column public.visit_cells.event_counts is 'Events of the day by name: how often each letter of event_letter, A to V, stands in their sessions'' steps; null: not known';
grant delete, insert, maintain, select, update on table public.visit_cells to footfall_etl;

-- table public.visit_days
create table public.visit_days (
    client_hash bigint,
    started_at timestamp with time zone not null,
    entry_hash bigint,
    day date not null,
    visit_number integer not null,
    cell_number integer not null,
    event_bits integer not null,
    page_view_count integer not null,
    is_bot boolean not null,
    begins boolean not null,
    is_bounce boolean not null,
    has_product_view boolean not null,
    has_add_to_cart boolean not null,
    has_checkout boolean not null,
    has_purchase boolean not null,
    engaged_seconds numeric,
    category_hashes bigint[],
    brand_hashes bigint[],
    constraint visit_days_pkey PRIMARY KEY (day, cell_number, visit_number)
);
CREATE INDEX visit_days_untold ON public.visit_days USING btree (day) WHERE (event_bits = 0);
comment on table public.visit_days is 'Grain: day of the shop''s zone x session of which a part was on it. What questions about visits would else read sessions and facts for. Not of days before the facts that are left.';
comment on column public.visit_days.client_hash is 'client_hash() of the client''s id; null: none';
comment on column public.visit_days.started_at is 'When the session began; on its later days when the day did';
comment on column public.visit_days.entry_hash is 'path_hash() of entry_page_path; null: none, and on later days';
comment on column public.visit_days.day is 'Day of the shop''s zone';
comment on column public.visit_days.visit_number is 'From 1 on each day, as in page_view_days';
comment on column public.visit_days.cell_number is 'The row of visit_cells of the same day with the properties of the session';
comment on column public.visit_days.event_bits is 'letter_bit() of each event of the session on this day; 0: not known yet';
comment on column public.visit_days.page_view_count is 'Of the whole session; on its later days 0';
comment on column public.visit_days.is_bot is 'Whether rules take it for a bot''s';
comment on column public.visit_days.begins is 'Whether the session began on this day; its later days have rows too, which say nothing of what it did in all';
comment on column public.visit_days.is_bounce is 'Of the session; on later days false';
comment on column public.visit_days.has_product_view is 'Of the session; on later days false';
comment on column public.visit_days.has_add_to_cart is 'Of the session; on later days false';
comment on column public.visit_days.has_checkout is 'Of the session; on later days false';
comment on column public.visit_days.has_purchase is 'Of the session; on later days false';
comment on column public.visit_days.engaged_seconds is 'Of the whole session; null where it was not reported, and on later days';
comment on column public.visit_days.category_hashes is 'path_hash() of the category of each different kind of product that the session''s events name, of unknown where they do not say; with brand_hashes, in pairs. All its events on the day on which it begins, else the day''s. Null: they name no product';
comment on column public.visit_days.brand_hashes is 'path_hash() of the brand likewise';
grant delete, insert, maintain, select, update on table public.visit_days to footfall_etl;

-- sequence public.etl_day_changes_change_id_seq
create sequence public.etl_day_changes_change_id_seq;
grant usage on sequence public.etl_day_changes_change_id_seq to footfall_etl;

-- sequence public.etl_objects_object_id_seq
create sequence public.etl_objects_object_id_seq;
grant usage on sequence public.etl_objects_object_id_seq to footfall_etl;

-- sequence public.etl_runs_run_id_seq
create sequence public.etl_runs_run_id_seq;
grant usage on sequence public.etl_runs_run_id_seq to footfall_etl;

-- sequence public.etl_touched_touched_id_seq
create sequence public.etl_touched_touched_id_seq;
grant usage on sequence public.etl_touched_touched_id_seq to footfall_etl;

-- sequence public.rejected_events_rejected_id_seq
create sequence public.rejected_events_rejected_id_seq;
grant usage on sequence public.rejected_events_rejected_id_seq to footfall_etl;

-- sequence public.restatements_restatement_id_seq
create sequence public.restatements_restatement_id_seq;
grant usage on sequence public.restatements_restatement_id_seq to footfall_etl;

-- view dash.balance
create view dash.balance as
 SELECT hour,
    count(*) AS objects,
    sum(received) AS received,
    sum(loaded) AS loaded,
    sum(duplicate) AS duplicate,
    sum(rejected) AS rejected,
    sum(erased) AS erased,
    sum(received) = (sum(loaded) + sum(duplicate) + sum(rejected) + sum(erased)) AS is_balanced
   FROM public.etl_objects
  GROUP BY hour;
comment on view dash.balance is 'Double-entry bookkeeping of lake objects by the UTC hour of receipt: received = loaded + duplicate + rejected + erased';
grant select on table dash.balance to footfall_analyst;
grant select on table dash.balance to footfall_dash;
grant select on table dash.balance to footfall_etl;

-- view dash.cart_facts
create view dash.cart_facts as
 SELECT cart_key,
    is_derived,
    cart_number,
    client_id,
    session_id,
    user_id,
    site,
    order_id,
    currency,
    value,
    item_count,
    items,
    count_adds,
    count_removes,
    count_activities,
    opened_at,
    last_active_at,
    silent_from,
    silent_to,
    purchased_at
   FROM public.carts;
comment on view dash.cart_facts is 'One row a cart, as it is stored: without a state, which depends on the time at which one looks';
grant select on table dash.cart_facts to footfall_analyst;
grant select on table dash.cart_facts to footfall_dash;
grant select on table dash.cart_facts to footfall_etl;

-- view dash.carts
create view dash.carts as
 SELECT cart_key,
    is_derived,
    cart_number,
    client_id,
    session_id,
    user_id,
    site,
    order_id,
    state,
    currency,
    value,
    item_count,
    items,
    count_activities,
    is_recovered,
    recovered_after,
    opened_at,
    last_active_at,
    purchased_at
   FROM dash.carts_at() carts_at(cart_key, is_derived, cart_number, client_id, session_id, user_id, site, order_id, state, currency, value, item_count, items, count_activities, is_recovered, recovered_after, opened_at, last_active_at, purchased_at);
comment on view dash.carts is 'One row a cart with its state now, by the shop''s settings';
grant select on table dash.carts to footfall_analyst;
grant select on table dash.carts to footfall_dash;
grant select on table dash.carts to footfall_etl;

-- view dash.category_daily
create view dash.category_daily as
 SELECT day,
    category,
    currency,
    category_views,
    views,
    viewers,
    adds,
    removes,
    orders,
    units,
    revenue
   FROM public.category_daily;
comment on view dash.category_daily is 'One row a category, day of the shop''s zone and currency; without bots'' events';
grant select on table dash.category_daily to footfall_analyst;
grant select on table dash.category_daily to footfall_dash;
grant select on table dash.category_daily to footfall_etl;

-- view dash.clients
create view dash.clients as
 SELECT client_id,
    first_channel,
    first_source,
    first_medium,
    first_campaign,
    first_referrer_host,
    first_landing_path,
    sessions,
    orders,
    is_bot,
    first_seen_at,
    last_seen_at,
    first_ordered_at,
    last_ordered_at,
    client_hash
   FROM public.clients;
comment on view dash.clients is 'One row a browser with its first touch, bots marked';
grant select on table dash.clients to footfall_analyst;
grant select on table dash.clients to footfall_dash;
grant select on table dash.clients to footfall_etl;

-- view dash.daily
create view dash.daily as
 SELECT day,
    site,
    events,
    page_views,
    visitors,
    sessions,
    bounced_sessions,
    converting_sessions,
    orders,
    engaged_seconds,
    count_engaged
   FROM public.daily;
comment on view dash.daily is 'One row a day of the shop''s zone and site, without bots';
grant select on table dash.daily to footfall_analyst;
grant select on table dash.daily to footfall_dash;
grant select on table dash.daily to footfall_etl;

-- view dash.data_version
create view dash.data_version as
 WITH newest_object AS (
         SELECT max(etl_objects.object_id) AS object_id
           FROM public.etl_objects
        ), newest_change AS (
         SELECT max(etl_runs.run_id) AS run_id
           FROM public.etl_runs
          WHERE etl_runs.status <> 'running'::text AND (etl_runs.loaded + etl_runs.erased) > 0
        )
 SELECT (COALESCE(o.object_id, 0::bigint) || '.'::text) || COALESCE(c.run_id, 0::bigint) AS version
   FROM newest_object o
     CROSS JOIN newest_change c;
comment on view dash.data_version is 'One row: changes whenever the ETL has changed the data, so that answers can be kept until then';
grant select on table dash.data_version to footfall_analyst;
grant select on table dash.data_version to footfall_dash;
grant select on table dash.data_version to footfall_etl;

-- view dash.dim_date
create view dash.dim_date as
 WITH bounds AS (
         SELECT COALESCE(min(s.started_at), now()) AS first_at,
            GREATEST(max(s.ended_at), now()) AS last_at
           FROM public.sessions s
        ), days AS (
         SELECT d_1.day::date AS day
           FROM bounds b
             CROSS JOIN public.settings z_1
             CROSS JOIN LATERAL generate_series((b.first_at AT TIME ZONE z_1.time_zone)::date::timestamp without time zone, (b.last_at AT TIME ZONE z_1.time_zone)::date::timestamp without time zone, '1 day'::interval) d_1(day)
        )
 SELECT d.day,
    d.day - (EXTRACT(isodow FROM d.day)::integer - z.week_starts_on + 7) % 7 AS week_starts_on,
    date_trunc('month'::text, d.day::timestamp with time zone)::date AS month_starts_on,
    EXTRACT(year FROM d.day)::integer AS year,
    EXTRACT(quarter FROM d.day)::integer AS quarter,
    EXTRACT(month FROM d.day)::integer AS month,
    EXTRACT(isodow FROM d.day)::integer AS weekday,
    EXTRACT(isodow FROM d.day) >= 6::numeric AS is_weekend,
    dash.day_start(d.day, z.time_zone) AS starts_at,
    dash.day_start(d.day + 1, z.time_zone) AS ends_at
   FROM days d
     CROSS JOIN public.settings z;
comment on view dash.dim_date is 'Grain: day of the shop''s zone, from the first session to today. weekday: 1 is Monday; weeks start as settings.week_starts_on says (1 is Monday, 7 Sunday). ends_at: the first instant of the next day, 23 to 25 hours after starts_at.';
grant select on table dash.dim_date to footfall_analyst;
grant select on table dash.dim_date to footfall_dash;
grant select on table dash.dim_date to footfall_etl;

-- view dash.dim_product
create view dash.dim_product as
 WITH compared AS (
         SELECT p.day,
            p.product_id,
            p.currency,
            p.change_number,
            p.product_name,
            p.category,
            p.brand,
            p.price,
            p.discount_price,
            p.observed_at,
            lag(p.day) OVER product IS NOT NULL AND NOT (p.price IS DISTINCT FROM lag(p.price) OVER product OR p.discount_price IS DISTINCT FROM lag(p.discount_price) OVER product) AS is_same
           FROM public.product_prices p
          WINDOW product AS (PARTITION BY p.product_id, p.currency ORDER BY p.day, p.change_number)
        ), changes AS (
         SELECT c.product_id,
            c.currency,
            c.product_name,
            c.category,
            c.brand,
            c.price,
            c.discount_price,
            c.observed_at AS valid_from,
            lead(c.observed_at) OVER (PARTITION BY c.product_id, c.currency ORDER BY c.day, c.change_number) AS valid_to
           FROM compared c
          WHERE NOT c.is_same
        )
 SELECT product_id,
    currency,
    product_name,
    category,
    brand,
    price,
    discount_price,
    valid_from,
    valid_to
   FROM changes;
comment on view dash.dim_product is 'Grain: product_id x currency x valid_from: what a product cost, as shoppers saw it. valid_to is null for the price that holds. A view, since it then equals product_prices always.';
grant select on table dash.dim_product to footfall_analyst;
grant select on table dash.dim_product to footfall_dash;
grant select on table dash.dim_product to footfall_etl;

-- view dash.etl_runs
create view dash.etl_runs as
 SELECT run_id,
    trigger,
    scope,
    status,
    objects,
    received,
    loaded,
    duplicate,
    rejected,
    erased,
    error,
    started_at,
    ended_at
   FROM public.etl_runs;
comment on view dash.etl_runs is 'One row an ETL run';
grant select on table dash.etl_runs to footfall_analyst;
grant select on table dash.etl_runs to footfall_dash;
grant select on table dash.etl_runs to footfall_etl;

-- view dash.event_daily
create view dash.event_daily as
 SELECT day,
    site,
    event_name,
    events
   FROM public.event_daily;
comment on view dash.event_daily is 'One row a day of the shop''s zone, site and event name, without bots';
grant select on table dash.event_daily to footfall_analyst;
grant select on table dash.event_daily to footfall_dash;
grant select on table dash.event_daily to footfall_etl;

-- view dash.event_letters
create view dash.event_letters as
 SELECT event_name,
    letter
   FROM public.event_letters;
comment on view dash.event_letters is 'One row an event name, with its letter in the steps of dash.sessions';
grant select on table dash.event_letters to footfall_analyst;
grant select on table dash.event_letters to footfall_dash;
grant select on table dash.event_letters to footfall_etl;

-- view dash.event_persons
create view dash.event_persons as
 SELECT e.event_id,
    e.client_id,
    COALESCE(e.user_id, n.user_id, o.user_id) AS user_id,
        CASE
            WHEN e.user_id IS NOT NULL THEN 'own'::text
            WHEN n.user_id IS NOT NULL THEN 'session'::text
            WHEN o.user_id IS NOT NULL THEN 'client'::text
            ELSE 'nobody'::text
        END AS joined_how,
        CASE
            WHEN e.user_id IS NULL THEN COALESCE(n.event_id, o.joined_by)
            ELSE NULL::uuid
        END AS joined_by,
    e.event_timestamp
   FROM public.clickstream_events e
     LEFT JOIN LATERAL ( SELECT s.ended_at
           FROM public.sessions s
          WHERE e.session_id IS NULL AND s.is_derived AND s.client_id = e.client_id AND e.event_timestamp >= s.started_at AND e.event_timestamp <= s.ended_at) d ON true
     LEFT JOIN LATERAL ( SELECT f.user_id,
            f.event_id
           FROM public.clickstream_events f
          WHERE e.user_id IS NULL AND e.client_id IS NOT NULL AND f.user_id IS NOT NULL AND f.client_id = e.client_id AND (f.session_id = e.session_id OR f.session_id IS NULL AND e.session_id IS NULL AND f.event_timestamp <= d.ended_at) AND ((ROW(f.event_timestamp, COALESCE(f.sequence, 2147483647), f.event_id) > ROW(e.event_timestamp, COALESCE(e.sequence, 2147483647), e.event_id)))
          ORDER BY f.event_timestamp, (COALESCE(f.sequence, 2147483647)), f.event_id
         LIMIT 1) n ON true
     LEFT JOIN LATERAL ( SELECT min(i.user_id) AS user_id,
            (array_agg(i.joined_by))[1] AS joined_by
           FROM public.identities i
          WHERE e.user_id IS NULL AND n.user_id IS NULL AND i.client_id = e.client_id
         HAVING count(*) = 1) o ON true;
comment on view dash.event_persons is 'One row an event with its person. joined_how: own (the event names the user); session (who signed in next in the same visit on the same browser); client (the only user whom the browser ever had); nobody. joined_by: the event that joined them, null where own or nobody';
grant select on table dash.event_persons to footfall_analyst;
grant select on table dash.event_persons to footfall_dash;
grant select on table dash.event_persons to footfall_etl;

-- view dash.events
create view dash.events as
 SELECT event_id,
    event_timestamp,
    event_name,
    client_id,
    session_id,
    user_id,
    user_login_state,
    site,
    page_path,
    page_title,
    context_product_id,
    context_product_name,
    context_product_category,
    context_product_brand,
    context_product_price,
    currency,
    device_type,
    browser,
    os,
    country,
    search_query,
    sequence,
    is_bot,
    received_at
   FROM public.clickstream_events;
comment on view dash.events is 'One row an event, bots marked. Without the columns that identify a person beyond client and user id';
grant select on table dash.events to footfall_analyst;
grant select on table dash.events to footfall_dash;
grant select on table dash.events to footfall_etl;

-- view dash.funnel_daily
create view dash.funnel_daily as
 SELECT day,
    site,
    device_type,
    channel,
    user_login_state,
    sessions,
    bounced,
    viewed,
    added,
    checked_out,
    purchased,
    converted,
    country,
    cell_number,
    session_page_views,
    engaged_seconds,
    count_engaged
   FROM public.funnel_daily;
comment on view dash.funnel_daily is 'One row a day of the shop''s zone, site, device, country, channel and login state, without bots';
grant select on table dash.funnel_daily to footfall_analyst;
grant select on table dash.funnel_daily to footfall_dash;
grant select on table dash.funnel_daily to footfall_etl;

-- view dash.hourly
create view dash.hourly as
 SELECT hour_at,
    day,
    site,
    events,
    page_views,
    visitors,
    sessions,
    orders
   FROM public.hourly;
comment on view dash.hourly is 'One row an hour of the shop''s clocks and site, without bots; hours without anything have none';
grant select on table dash.hourly to footfall_analyst;
grant select on table dash.hourly to footfall_dash;
grant select on table dash.hourly to footfall_etl;

-- view dash.identities
create view dash.identities as
 SELECT client_id,
    user_id,
    sessions,
    count_events,
    joined_by,
    first_seen_at,
    last_seen_at
   FROM public.identities;
comment on view dash.identities is 'One row a browser and user; joined_by is the event that joined them';
grant select on table dash.identities to footfall_analyst;
grant select on table dash.identities to footfall_dash;
grant select on table dash.identities to footfall_etl;

-- view dash.order_conflicts
create view dash.order_conflicts as
 SELECT order_id,
    event_id,
    currency,
    total,
    kept_event_id,
    kept_currency,
    kept_total,
    is_trusted,
    reported_at
   FROM public.order_conflicts;
comment on view dash.order_conflicts is 'One row a report of an order that gives another total or currency than the one that counts';
grant select on table dash.order_conflicts to footfall_analyst;
grant select on table dash.order_conflicts to footfall_dash;
grant select on table dash.order_conflicts to footfall_etl;

-- view dash.order_issues
create view dash.order_issues as
 WITH amounts AS (
         SELECT o.order_id,
            o.currency,
            a.name,
            a.amount
           FROM public.orders o
             CROSS JOIN LATERAL ( VALUES ('total'::text,o.total), ('tax'::text,o.tax), ('shipping'::text,o.shipping)) a(name, amount)
        ), issues AS (
         SELECT a.order_id,
            'too_many_decimals'::text AS issue,
            ((((((a.name || ' '::text) || trim_scale(a.amount)) || ' '::text) || a.currency) || ', which has '::text) || c.exponent) || ' decimals'::text AS detail
           FROM amounts a
             JOIN public.currencies c ON c.currency = a.currency
          WHERE scale(trim_scale(a.amount)) > c.exponent
        UNION ALL
         SELECT o.order_id,
            'no_currency'::text AS issue,
            'counts for no currency'::text AS detail
           FROM public.orders o
          WHERE o.currency IS NULL AND o.total IS NOT NULL
        UNION ALL
         SELECT o.order_id,
            'unknown_currency'::text AS issue,
            o.currency AS detail
           FROM public.orders o
          WHERE o.currency IS NOT NULL AND NOT (EXISTS ( SELECT 1
                   FROM public.currencies c
                  WHERE c.currency = o.currency))
        UNION ALL
         SELECT o.order_id,
            'no_total'::text AS issue,
            'no report carried one'::text AS detail
           FROM public.orders o
          WHERE o.total IS NULL
        UNION ALL
         SELECT c.order_id,
            'conflict'::text AS issue,
            ((('also reported as '::text || c.total) || COALESCE(' '::text || c.currency, ''::text)) || ' by event '::text) || c.event_id AS detail
           FROM public.order_conflicts c
        UNION ALL
         SELECT r.order_id,
            'refund_'::text || r.mark AS issue,
            'event '::text || r.event_id AS detail
           FROM public.refunds r
          WHERE r.mark IS NOT NULL
        )
 SELECT order_id,
    issue,
    detail
   FROM issues;
comment on view dash.order_issues is 'A row for each thing about an order that somebody should look at: too_many_decimals (by ISO 4217), no_currency, unknown_currency, no_total, conflict, refund_… (a refund of which not all counts)';
grant select on table dash.order_issues to footfall_analyst;
grant select on table dash.order_issues to footfall_dash;
grant select on table dash.order_issues to footfall_etl;

-- view dash.order_items
create view dash.order_items as
 SELECT order_id,
    line_number,
    product_id,
    product_name,
    category,
    brand,
    currency,
    quantity,
    price,
    revenue
   FROM public.order_items;
comment on view dash.order_items is 'One row an order line';
grant select on table dash.order_items to footfall_analyst;
grant select on table dash.order_items to footfall_dash;
grant select on table dash.order_items to footfall_etl;

-- view dash.orders
create view dash.orders as
 SELECT order_id,
    client_id,
    session_id,
    user_id,
    site,
    order_number,
    currency,
    coupon,
    total,
    tax,
    shipping,
    refunded,
    item_count,
    count_reports,
    count_conflicts,
    is_trusted,
    ordered_at
   FROM public.orders;
comment on view dash.orders is 'One row an order, whoever placed it. Money is in major units of currency';
grant select on table dash.orders to footfall_analyst;
grant select on table dash.orders to footfall_dash;
grant select on table dash.orders to footfall_etl;

-- view dash.other_paths
create view dash.other_paths as
 SELECT day,
    path
   FROM public.other_paths;
comment on view dash.other_paths is 'One row a day and path that dash.page_daily of that day does not have: of bots, or of a session''s first event';
grant select on table dash.other_paths to footfall_analyst;
grant select on table dash.other_paths to footfall_dash;
grant select on table dash.other_paths to footfall_etl;

-- view dash.page_daily
create view dash.page_daily as
 SELECT day,
    site,
    path,
    views,
    viewers,
    entries,
    exits,
    engaged_ms,
    count_engaged,
    scroll_sum,
    count_scrolled
   FROM public.page_daily;
comment on view dash.page_daily is 'One row a path, site and day of the shop''s zone, without bots';
grant select on table dash.page_daily to footfall_analyst;
grant select on table dash.page_daily to footfall_dash;
grant select on table dash.page_daily to footfall_etl;

-- view dash.page_view_days
create view dash.page_view_days as
 SELECT day,
    cell_number,
    path_hashes,
    client_hashes,
    marks,
    engaged_ms,
    scroll_depths,
    first_pages,
    second_pages,
    third_pages,
    fourth_pages,
    have_purchased,
    divided_visits,
    is_bot,
    visit_numbers,
    journey_visits,
    divided_numbers
   FROM public.page_view_days;
comment on view dash.page_view_days is 'One row a day of the shop''s zone and combination of properties (cell_number of dash.visit_cells), with its page views in arrays';
grant select on table dash.page_view_days to footfall_analyst;
grant select on table dash.page_view_days to footfall_dash;
grant select on table dash.page_view_days to footfall_etl;

-- view dash.page_views
create view dash.page_views as
 SELECT session_id,
    view_number,
    page_view_id,
    client_id,
    site,
    path,
    previous_path,
    next_path,
    engaged_ms,
    scroll_depth,
    is_entry,
    is_exit,
    is_bot,
    viewed_at
   FROM public.page_views;
comment on view dash.page_views is 'One row a page view of a visit, bots marked';
grant select on table dash.page_views to footfall_analyst;
grant select on table dash.page_views to footfall_dash;
grant select on table dash.page_views to footfall_etl;

-- view dash.product_daily
create view dash.product_daily as
 SELECT day,
    product_id,
    currency,
    views,
    viewers,
    list_views,
    adds,
    removes,
    orders,
    units,
    revenue
   FROM public.product_daily;
comment on view dash.product_daily is 'One row a product, day of the shop''s zone and currency; without bots'' events';
grant select on table dash.product_daily to footfall_analyst;
grant select on table dash.product_daily to footfall_dash;
grant select on table dash.product_daily to footfall_etl;

-- view dash.product_list_daily
create view dash.product_list_daily as
 SELECT day,
    list,
    product_id,
    list_views,
    position_sum,
    count_positions,
    clicks,
    adds
   FROM public.product_list_daily;
comment on view dash.product_list_daily is 'One row a list, product and day of the shop''s zone; without bots'' events';
grant select on table dash.product_list_daily to footfall_analyst;
grant select on table dash.product_list_daily to footfall_dash;
grant select on table dash.product_list_daily to footfall_etl;

-- view dash.product_prices
create view dash.product_prices as
 SELECT day,
    product_id,
    currency,
    change_number,
    product_name,
    category,
    brand,
    price,
    discount_price,
    observed_at
   FROM public.product_prices;
comment on view dash.product_prices is 'One row a price that shoppers saw: the first of a day of the shop''s zone, and each other than the one before';
grant select on table dash.product_prices to footfall_analyst;
grant select on table dash.product_prices to footfall_dash;
grant select on table dash.product_prices to footfall_etl;

-- view dash.product_visits
create view dash.product_visits as
 SELECT day,
    visit_number,
    session_id,
    client_hash,
    product_id,
    product_name,
    category,
    brand,
    views,
    adds,
    removes,
    last_seen_at,
    is_bot,
    cell_number,
    steps,
    product_hash,
    description_hash
   FROM public.product_visits;
comment on view dash.product_visits is 'One row a product, visit and quarter of an hour, and more where it was described in several ways or marked as bots'' in part; also of events that name but a category or brand';
grant select on table dash.product_visits to footfall_analyst;
grant select on table dash.product_visits to footfall_dash;
grant select on table dash.product_visits to footfall_etl;

-- view dash.quarter_events
create view dash.quarter_events as
 SELECT quarter_at,
    day,
    events,
    page_views,
    bot_events,
    bot_page_views
   FROM public.quarter_events;
comment on view dash.quarter_events is 'One row a quarter of an hour with events, those of bots beside the others';
grant select on table dash.quarter_events to footfall_analyst;
grant select on table dash.quarter_events to footfall_dash;
grant select on table dash.quarter_events to footfall_etl;

-- view dash.refunds
create view dash.refunds as
 SELECT event_id,
    order_id,
    refund_id,
    currency,
    amount,
    counted,
    items,
    mark,
    is_trusted,
    refunded_at
   FROM public.refunds;
comment on view dash.refunds is 'One row a refund report; counted is what it takes off its order, mark says why that is less than amount';
grant select on table dash.refunds to footfall_analyst;
grant select on table dash.refunds to footfall_dash;
grant select on table dash.refunds to footfall_etl;

-- view dash.rejected
create view dash.rejected as
 SELECT rejected_id,
    reason,
    event_name,
    "left"(raw, 500) AS sample,
    received_at
   FROM public.rejected_events;
comment on view dash.rejected is 'One row a refused line, with the first 500 characters of what was sent';
grant select on table dash.rejected to footfall_analyst;
grant select on table dash.rejected to footfall_dash;
grant select on table dash.rejected to footfall_etl;

-- view dash.restatements
create view dash.restatements as
 WITH words AS (
         SELECT r.restatement_id,
            r.run_id,
            r.currency,
            r.events,
            r.sessions,
            r.orders,
            r.gross,
            r.refunded,
            r.net,
            r.reason,
            r.time_zone,
            r.day,
            r.restated_at,
                CASE r.reason
                    WHEN 'late_events'::text THEN 'Events arrived late'::text
                    WHEN 'bot_rules'::text THEN 'The rules for bots changed'::text
                    WHEN 'refunds'::text THEN 'Orders of that day were refunded'::text
                    WHEN 'erasure'::text THEN 'A person was erased'::text
                    WHEN 'retry'::text THEN 'Refused events were mended and sent again'::text
                    WHEN 'rebuild'::text THEN 'The warehouse was made again from the lake'::text
                    ELSE NULL::text
                END AS why,
            concat_ws(', '::text,
                CASE
                    WHEN r.events <> 0 THEN to_char(r.events, 'FMSG999G999G999G990'::text) ||
                    CASE abs(r.events)
                        WHEN 1 THEN ' event'::text
                        ELSE ' events'::text
                    END
                    ELSE NULL::text
                END,
                CASE
                    WHEN r.sessions <> 0 THEN to_char(r.sessions, 'FMSG999G999G999G990'::text) ||
                    CASE abs(r.sessions)
                        WHEN 1 THEN ' session'::text
                        ELSE ' sessions'::text
                    END
                    ELSE NULL::text
                END,
                CASE
                    WHEN r.orders <> 0 THEN to_char(r.orders, 'FMSG999G999G999G990'::text) ||
                    CASE abs(r.orders)
                        WHEN 1 THEN ' order'::text
                        ELSE ' orders'::text
                    END
                    ELSE NULL::text
                END,
                CASE
                    WHEN r.gross <> 0::numeric THEN concat_ws(' '::text, to_char(r.gross, 'FMSG999G999G999G990D00'::text), r.currency, 'gross')
                    ELSE NULL::text
                END,
                CASE
                    WHEN r.refunded <> 0::numeric THEN concat_ws(' '::text, to_char(r.refunded, 'FMSG999G999G999G990D00'::text), r.currency, 'refunded')
                    ELSE NULL::text
                END,
                CASE
                    WHEN r.net <> 0::numeric THEN concat_ws(' '::text, to_char(r.net, 'FMSG999G999G999G990D00'::text), r.currency, 'net')
                    ELSE NULL::text
                END) AS change
           FROM public.restatements r
        )
 SELECT restatement_id,
    run_id,
    currency,
    events,
    sessions,
    orders,
    gross,
    refunded,
    net,
    reason,
    why,
    change,
    time_zone,
    day,
    restated_at
   FROM words;
comment on view dash.restatements is 'Why past days changed: a row for a run, a day, a reason and a currency (null for counts). Figures are changes; why and change say them in words. A day is here only if it was reported before: a complete run had ended after the day''s end';
grant select on table dash.restatements to footfall_analyst;
grant select on table dash.restatements to footfall_dash;
grant select on table dash.restatements to footfall_etl;

-- view dash.search_daily
create view dash.search_daily as
 SELECT day,
    query,
    searches,
    searchers,
    zero_results,
    count_results,
    results_sum,
    clicked,
    clicks,
    orders
   FROM public.search_daily;
comment on view dash.search_daily is 'One row a normalised query and day of the shop''s zone, without bots';
grant select on table dash.search_daily to footfall_analyst;
grant select on table dash.search_daily to footfall_dash;
grant select on table dash.search_daily to footfall_etl;

-- view dash.searches
create view dash.searches as
 SELECT event_id,
    session_id,
    client_id,
    site,
    query,
    normalised_query,
    results,
    clicks,
    order_ids,
    is_bot,
    searched_at
   FROM public.searches;
comment on view dash.searches is 'One row a search of a visit, bots marked';
grant select on table dash.searches to footfall_analyst;
grant select on table dash.searches to footfall_dash;
grant select on table dash.searches to footfall_etl;

-- view dash.sessions
create view dash.sessions as
 SELECT session_id,
    client_id,
    user_id,
    user_login_state,
    event_count,
    page_view_count,
    engaged_seconds,
    entry_page_path,
    exit_page_path,
    channel,
    source,
    medium,
    campaign,
    referrer_host,
    device_type,
    browser,
    os,
    country,
    site,
    is_derived,
    is_bounce,
    is_bot,
    has_product_view,
    has_add_to_cart,
    has_checkout,
    has_purchase,
    started_at,
    ended_at,
    bot_reason,
    steps,
    sequences_received,
    sequences_expected
   FROM public.sessions;
comment on view dash.sessions is 'One row a visit, bots marked';
grant select on table dash.sessions to footfall_analyst;
grant select on table dash.sessions to footfall_dash;
grant select on table dash.sessions to footfall_etl;

-- view dash.settings
create view dash.settings as
 SELECT time_zone,
    week_starts_on,
    cart_abandoned_hours,
    cart_lapsed_days,
    facts_keep_days,
    ( SELECT max(d.frozen_before) AS max
           FROM public.fact_drops d) AS facts_since
   FROM public.settings s;
comment on view dash.settings is 'One row: the shop''s time zone, the day its weeks start on (1 is Monday, 7 is Sunday), and the silence after which a cart is abandoned (hours) and given up (days); for how many days facts are kept (null: for ever), and since when all of them are there';
grant select on table dash.settings to footfall_analyst;
grant select on table dash.settings to footfall_dash;
grant select on table dash.settings to footfall_etl;

-- view dash.sold_out_views
create view dash.sold_out_views as
 SELECT event_id,
    event_timestamp,
    context_product_id AS product_id,
    context_product_category AS category,
    is_bot
   FROM public.clickstream_events e
  WHERE event_name = 'product_view'::text AND context_product_id IS NOT NULL AND (lower(regexp_replace(properties ->> 'availability'::text, '[^A-Za-z]'::text, ''::text, 'g'::text)) = ANY (ARRAY['outofstock'::text, 'soldout'::text]));
comment on view dash.sold_out_views is 'One row a view of a product that could not be bought: properties.availability is out_of_stock or sold_out, in any spelling';
grant select on table dash.sold_out_views to footfall_analyst;
grant select on table dash.sold_out_views to footfall_dash;
grant select on table dash.sold_out_views to footfall_etl;

-- view dash.visit_cells
create view dash.visit_cells as
 SELECT day,
    cell_number,
    is_bot,
    site,
    device_type,
    country,
    channel,
    user_login_state,
    events,
    page_views,
    event_counts
   FROM public.visit_cells;
comment on view dash.visit_cells is 'One row a day of the shop''s zone, site, device, country, channel and login state, and another one for bots';
grant select on table dash.visit_cells to footfall_analyst;
grant select on table dash.visit_cells to footfall_dash;
grant select on table dash.visit_cells to footfall_etl;

-- view dash.visit_days
create view dash.visit_days as
 SELECT client_hash,
    started_at,
    entry_hash,
    day,
    visit_number,
    cell_number,
    event_bits,
    page_view_count,
    is_bot,
    begins,
    is_bounce,
    has_product_view,
    has_add_to_cart,
    has_checkout,
    has_purchase,
    engaged_seconds,
    category_hashes,
    brand_hashes
   FROM public.visit_days;
comment on view dash.visit_days is 'One row a session and day of the shop''s zone on which a part of it was, bots marked; with its properties in dash.visit_cells';
grant select on table dash.visit_days to footfall_analyst;
grant select on table dash.visit_days to footfall_dash;
grant select on table dash.visit_days to footfall_etl;

-- function dash.acquisition(date,date,text,text,jsonb)
create function dash.acquisition(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_by text DEFAULT 'channel'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(value text, sessions bigint, visitors bigint, share numeric, bounce_rate numeric, engaged_seconds numeric, conversion numeric, currency text, orders bigint, net_revenue numeric)
language sql stable parallel safe; -- 7fc630da09a70266dbe918b792c56e68
comment on function dash.acquisition(date,date,text,text,jsonb) is 'Sessions by p_by (channel, source, campaign, referrer, landing page) and the orders of these sessions: a row a value and currency, so sessions, visitors and rates stand on each row of a value. Money goes to the order''s own session; dash.attribution divides it otherwise';
grant execute on function dash.acquisition(date,date,text,text,jsonb) to footfall_analyst;
grant execute on function dash.acquisition(date,date,text,text,jsonb) to footfall_dash;
grant execute on function dash.acquisition(date,date,text,text,jsonb) to footfall_etl;

-- function dash.active_visitors(date,date,text,jsonb)
create function dash.active_visitors(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(day date, active_1 bigint, active_7 bigint, active_28 bigint)
language sql stable parallel safe; -- f25a0097130339805381404edcaf677c
comment on function dash.active_visitors(date,date,text,jsonb) is 'A row a day: different clients with a session on that day, and in the 7 and 28 days that end with it';
grant execute on function dash.active_visitors(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.active_visitors(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.active_visitors(date,date,text,jsonb) to footfall_etl;

-- function dash.are_pages_counted(date,date,text,jsonb)
create function dash.are_pages_counted(p_from date, p_to date, p_tz text, p_filter jsonb)
returns boolean
language sql stable parallel safe; -- ee5a20994121edd85aba3bef63678ec5
comment on function dash.are_pages_counted(date,date,text,jsonb) is 'Whether dash.page_view_days may answer, for the shop''s whole days of the period: single events go back to p_from, and all days are built';
grant execute on function dash.are_pages_counted(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.are_pages_counted(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.are_pages_counted(date,date,text,jsonb) to footfall_etl;

-- function dash.are_visitors_counted(date,text,jsonb)
create function dash.are_visitors_counted(p_from date, p_tz text, p_filter jsonb)
returns boolean
language sql stable parallel safe; -- f18cd0c84a748d6a066d97c2d29c3f85
comment on function dash.are_visitors_counted(date,text,jsonb) is 'Whether dash.funnel_daily and dash.visit_days may answer together for days from p_from on, which are then days of both';
grant execute on function dash.are_visitors_counted(date,text,jsonb) to footfall_analyst;
grant execute on function dash.are_visitors_counted(date,text,jsonb) to footfall_dash;
grant execute on function dash.are_visitors_counted(date,text,jsonb) to footfall_etl;

-- function dash.are_visits_counted(text,jsonb)
create function dash.are_visits_counted(p_tz text, p_filter jsonb)
returns boolean
language sql stable parallel safe; -- 206a3c482c160f1a0f8e7d42bc218101
comment on function dash.are_visits_counted(text,jsonb) is 'Whether dash.funnel_daily, which knows all properties of visits but no products, may answer';
grant execute on function dash.are_visits_counted(text,jsonb) to footfall_analyst;
grant execute on function dash.are_visits_counted(text,jsonb) to footfall_dash;
grant execute on function dash.are_visits_counted(text,jsonb) to footfall_etl;

-- function dash.are_visits_told(date,text)
create function dash.are_visits_told(p_from date, p_tz text)
returns boolean
language sql stable parallel safe; -- 6ce98e6bbf83f678d829a2f8d7d1bc2f
comment on function dash.are_visits_told(date,text) is 'Whether dash.visit_days, which goes back as far as single events do, may answer for days from p_from on, of any zone and filter';
grant execute on function dash.are_visits_told(date,text) to footfall_analyst;
grant execute on function dash.are_visits_told(date,text) to footfall_dash;
grant execute on function dash.are_visits_told(date,text) to footfall_etl;

-- function dash.attribution(date,date,text,text,integer,numeric,jsonb)
create function dash.attribution(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_model text DEFAULT 'last_non_direct'::text, p_lookback_days integer DEFAULT 90, p_half_life_days numeric DEFAULT 7, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(channel text, source text, medium text, campaign text, currency text, orders numeric, gross numeric, net numeric)
language sql stable parallel safe; -- e2ccee91e8d36ce18a532f022dc345f2
comment on function dash.attribution(date,date,text,text,integer,numeric,jsonb) is 'Orders of the period that fit p_filter, divided among all visits of their client in the p_lookback_days before them (the order''s own included; no bots''), also those that do not fit. p_model: first, last, last_non_direct (the last visit of another channel than Direct, else the last), linear (equal parts), time_decay (half the weight each p_half_life_days). Every model adds up to the same orders and money, exactly; (unknown): orders of no known visit';
grant execute on function dash.attribution(date,date,text,text,integer,numeric,jsonb) to footfall_analyst;
grant execute on function dash.attribution(date,date,text,text,integer,numeric,jsonb) to footfall_dash;
grant execute on function dash.attribution(date,date,text,text,integer,numeric,jsonb) to footfall_etl;

-- function dash.biggest_changes(date,date,date,date,text,jsonb,integer)
create function dash.biggest_changes(p_from date, p_to date, p_vs_from date, p_vs_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb, p_limit integer DEFAULT 10)
returns TABLE(dimension text, value text, sessions bigint, previous bigint, difference bigint, change numeric, conversion numeric, previous_conversion numeric)
language sql stable parallel safe; -- 4b2cde84840ef8ea94fe61072550da4e
comment on function dash.biggest_changes(date,date,date,date,text,jsonb,integer) is 'The p_limit channels, devices, countries and landing pages whose sessions changed most against the period p_vs_from to p_vs_to, with the conversion of both. value is null where it is not known';
grant execute on function dash.biggest_changes(date,date,date,date,text,jsonb,integer) to footfall_analyst;
grant execute on function dash.biggest_changes(date,date,date,date,text,jsonb,integer) to footfall_dash;
grant execute on function dash.biggest_changes(date,date,date,date,text,jsonb,integer) to footfall_etl;

-- function dash.bot_figures(date,date,text,jsonb)
create function dash.bot_figures(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(reason text, sessions bigint, events bigint, share numeric)
language sql stable parallel safe; -- 96e8b30b3bb98afc2074087a064d8773
comment on function dash.bot_figures(date,date,text,jsonb) is 'Sessions of people and, by the reason of the mark, of bots in the period that fit the rest of p_filter, with the events of these sessions. share: of all of them';
grant execute on function dash.bot_figures(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.bot_figures(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.bot_figures(date,date,text,jsonb) to footfall_etl;

-- function dash.bought_together(date,date,text,integer)
create function dash.bought_together(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_min_orders integer DEFAULT 2)
returns TABLE(product_id text, other_product_id text, orders bigint, share numeric, lift numeric)
language sql stable parallel safe; -- e15ff54641c29152ccca98b5d5903933
comment on function dash.bought_together(date,date,text,integer) is 'Products that stood in the same order of the period at least p_min_orders times. share: of the product''s orders, those with the other too; lift: how many times more often than if both were bought independently';
grant execute on function dash.bought_together(date,date,text,integer) to footfall_analyst;
grant execute on function dash.bought_together(date,date,text,integer) to footfall_dash;
grant execute on function dash.bought_together(date,date,text,integer) to footfall_etl;

-- function dash.brief_visits(date,date,text,jsonb)
create function dash.brief_visits(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns SETOF dash.visit_days
language sql stable parallel safe; -- 9eb741f742c29e16e59bd81796c6a994
comment on function dash.brief_visits(date,date,text,jsonb) is 'dash.visits as rows of dash.visit_days: numbers instead of texts, and products without a look at events';
grant execute on function dash.brief_visits(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.brief_visits(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.brief_visits(date,date,text,jsonb) to footfall_etl;

-- function dash.buckets(date,date,text,text)
create function dash.buckets(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_grain text DEFAULT 'day'::text)
returns TABLE(bucket_at timestamp with time zone)
language sql stable parallel safe; -- 26791e87262a03827b67ab6fe439aa8f
comment on function dash.buckets(date,date,text,text) is 'Each hour, day or week (p_grain; weeks start on Monday) that the period touches, as the instant at which it begins in zone p_tz. A day on which clocks change has 23 or 25 hours; the first week may begin before p_from';
grant execute on function dash.buckets(date,date,text,text) to footfall_analyst;
grant execute on function dash.buckets(date,date,text,text) to footfall_dash;
grant execute on function dash.buckets(date,date,text,text) to footfall_etl;

-- function dash.busiest_hours(date,date,text,jsonb,integer)
create function dash.busiest_hours(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb, p_limit integer DEFAULT 10)
returns TABLE(bucket timestamp without time zone, sessions bigint, purchases bigint, times_usual numeric)
language sql stable parallel safe; -- fffd2af06ccfbb4c63d283682e697138
comment on function dash.busiest_hours(date,date,text,jsonb,integer) is 'The p_limit hours with most sessions. times_usual: by the mean of that weekday and hour in the period';
grant execute on function dash.busiest_hours(date,date,text,jsonb,integer) to footfall_analyst;
grant execute on function dash.busiest_hours(date,date,text,jsonb,integer) to footfall_dash;
grant execute on function dash.busiest_hours(date,date,text,jsonb,integer) to footfall_etl;

-- function dash.cart_figures(date,date,text,jsonb)
create function dash.cart_figures(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(is_total boolean, state text, currency text, carts bigint, value numeric, abandoned bigint, recovered bigint, purchased bigint, abandonment numeric, recovery numeric, recovered_hours numeric)
language sql stable parallel safe; -- 92d7ce30c81a82e784d6c3cb5ecf2d39
comment on function dash.cart_figures(date,date,text,jsonb) is 'Carts opened in the period: a row with all of them (is_total, its value null, since money of several currencies is never added), and one for each state and currency (null: of several, or none known). abandoned: at least once; recovered: came back after that; abandonment: abandoned by carts; recovery: recovered by abandoned; recovered_hours: median time they were away';
grant execute on function dash.cart_figures(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.cart_figures(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.cart_figures(date,date,text,jsonb) to footfall_etl;

-- function dash.cart_list(date,date,text,jsonb,integer)
create function dash.cart_list(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb, p_limit integer DEFAULT 1000)
returns TABLE(cart text, state text, currency text, value numeric, item_count numeric, is_recovered boolean, recovered_hours numeric, opened_at timestamp with time zone, last_active_at timestamp with time zone)
language sql stable parallel safe; -- 596133ada9ede6ef44c6d9f5cf14d730
comment on function dash.cart_list(date,date,text,jsonb,integer) is 'The p_limit of dash.opened_carts that are worth most in their currency';
grant execute on function dash.cart_list(date,date,text,jsonb,integer) to footfall_analyst;
grant execute on function dash.cart_list(date,date,text,jsonb,integer) to footfall_dash;
grant execute on function dash.cart_list(date,date,text,jsonb,integer) to footfall_etl;

-- function dash.cart_rates(date,date,text,jsonb)
create function dash.cart_rates(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(carts bigint, abandoned bigint, recovered bigint, purchased bigint, abandonment numeric, recovery numeric, recovered_hours numeric)
language sql stable parallel safe; -- 9318e35d1ad55e514d9ad6747e213660
comment on function dash.cart_rates(date,date,text,jsonb) is 'The row of dash.cart_figures about all carts opened in the period';
grant execute on function dash.cart_rates(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.cart_rates(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.cart_rates(date,date,text,jsonb) to footfall_etl;

-- function dash.cart_recovery(date,date,text,timestamp with time zone)
create function dash.cart_recovery(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_now timestamp with time zone DEFAULT now())
returns TABLE(carts bigint, abandoned bigint, recovered bigint, purchased_after bigint, abandonment numeric, recovery numeric)
language sql stable parallel safe; -- e2a0e5c8158bc72de36069fa7c4f9e3c
comment on function dash.cart_recovery(date,date,text,timestamp with time zone) is 'One row about the carts opened in the period: abandoned at least once, come back afterwards, bought after that. abandonment: abandoned by carts; recovery: recovered by abandoned; null where there is nothing to divide by';
grant execute on function dash.cart_recovery(date,date,text,timestamp with time zone) to footfall_analyst;
grant execute on function dash.cart_recovery(date,date,text,timestamp with time zone) to footfall_dash;
grant execute on function dash.cart_recovery(date,date,text,timestamp with time zone) to footfall_etl;

-- function dash.cart_states(date,date,text,timestamp with time zone,numeric,numeric)
create function dash.cart_states(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_now timestamp with time zone DEFAULT now(), p_abandoned_hours numeric DEFAULT NULL::numeric, p_lapsed_days numeric DEFAULT NULL::numeric)
returns TABLE(state text, currency text, carts bigint, recovered bigint, items numeric, value numeric, recovered_after_median interval)
language sql stable parallel safe; -- a9f2c7ff274d04f0a2cba537ce779610
comment on function dash.cart_states(date,date,text,timestamp with time zone,numeric,numeric) is 'Carts that were opened from p_from to p_to, days of zone p_tz, by state and currency (null: of several, or none known). recovered: how many came back after they were abandoned; value: what lies in them now, or what was bought; recovered_after_median: of those that came back, how long they were away';
grant execute on function dash.cart_states(date,date,text,timestamp with time zone,numeric,numeric) to footfall_analyst;
grant execute on function dash.cart_states(date,date,text,timestamp with time zone,numeric,numeric) to footfall_dash;
grant execute on function dash.cart_states(date,date,text,timestamp with time zone,numeric,numeric) to footfall_etl;

-- function dash.cart_totals(date,date,text,jsonb)
create function dash.cart_totals(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(state text, currency text, carts bigint, value numeric, recovered bigint, recovered_hours numeric)
language sql stable parallel safe; -- 7582f79a31da874f99fa9f88ef0dee66
comment on function dash.cart_totals(date,date,text,jsonb) is 'Rows of dash.cart_figures by state and currency';
grant execute on function dash.cart_totals(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.cart_totals(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.cart_totals(date,date,text,jsonb) to footfall_etl;

-- function dash.carts_at(timestamp with time zone,numeric,numeric)
create function dash.carts_at(p_now timestamp with time zone DEFAULT now(), p_abandoned_hours numeric DEFAULT NULL::numeric, p_lapsed_days numeric DEFAULT NULL::numeric)
returns TABLE(cart_key text, is_derived boolean, cart_number integer, client_id text, session_id text, user_id text, site text, order_id text, state text, currency text, value numeric, item_count numeric, items jsonb, count_activities integer, is_recovered boolean, recovered_after interval, opened_at timestamp with time zone, last_active_at timestamp with time zone, purchased_at timestamp with time zone)
language sql stable parallel safe; -- 432e178af7955d2f0db83136bfd51d46
comment on function dash.carts_at(timestamp with time zone,numeric,numeric) is 'One row a cart, without bots'', with its state at p_now: purchased; empty (everything was taken out again); lapsed (silent for p_lapsed_days); abandoned (silent for p_abandoned_hours); recovered (came back after such a silence and is still worked on); open. Null for either takes the shop''s setting. is_recovered stands also on carts that were bought or left again after they had come back; recovered_after: how long their longest silence lasted. p_now must not lie in the past: the facts are those of today';
grant execute on function dash.carts_at(timestamp with time zone,numeric,numeric) to footfall_analyst;
grant execute on function dash.carts_at(timestamp with time zone,numeric,numeric) to footfall_dash;
grant execute on function dash.carts_at(timestamp with time zone,numeric,numeric) to footfall_etl;

-- function dash.category_performance(date,date)
create function dash.category_performance(p_from date, p_to date)
returns TABLE(category text, currency text, category_views bigint, views bigint, viewer_days bigint, adds bigint, orders bigint, units numeric, revenue numeric)
language sql stable parallel safe; -- a1abda3294668dbe5a5bb17f2061137b
comment on function dash.category_performance(date,date) is 'A row for each category and currency (null: events that named none) from the days p_from to p_to of the shop''s zone. orders: that contain a product of the category, so an order of two categories counts in both';
grant execute on function dash.category_performance(date,date) to footfall_analyst;
grant execute on function dash.category_performance(date,date) to footfall_dash;
grant execute on function dash.category_performance(date,date) to footfall_etl;

-- function dash.counted_pages(date,date,jsonb)
create function dash.counted_pages(p_from date, p_to date, p_filter jsonb DEFAULT '{}'::jsonb)
returns SETOF dash.page_view_days
language sql stable parallel safe; -- 98929b8fb7bb01ba827a04b897b9a686
comment on function dash.counted_pages(date,date,jsonb) is 'Rows of dash.page_view_days that fit p_filter by login, site, device, country, channel and bots; which of their visits fit by products, dash.visit_parts tells';
grant execute on function dash.counted_pages(date,date,jsonb) to footfall_analyst;
grant execute on function dash.counted_pages(date,date,jsonb) to footfall_dash;
grant execute on function dash.counted_pages(date,date,jsonb) to footfall_etl;

-- function dash.counted_visits(date,date,jsonb)
create function dash.counted_visits(p_from date, p_to date, p_filter jsonb DEFAULT '{}'::jsonb)
returns SETOF dash.funnel_daily
language sql stable parallel safe; -- c4f645dc160355776ace33782a4d0222
comment on function dash.counted_visits(date,date,jsonb) is 'Rows of dash.funnel_daily that fit p_filter by login, site, device, country and channel';
grant execute on function dash.counted_visits(date,date,jsonb) to footfall_analyst;
grant execute on function dash.counted_visits(date,date,jsonb) to footfall_dash;
grant execute on function dash.counted_visits(date,date,jsonb) to footfall_etl;

-- function dash.coupon_money(date,date,text,jsonb)
create function dash.coupon_money(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(coupon text, currency text, orders bigint, gross numeric, refunded numeric, net numeric, average_order numeric)
language sql stable parallel safe; -- d1c18e8252d2fa062b5488e61ec09df2
comment on function dash.coupon_money(date,date,text,jsonb) is 'Orders with a coupon by coupon and currency; coupons that differ only in case and outer spaces are one';
grant execute on function dash.coupon_money(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.coupon_money(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.coupon_money(date,date,text,jsonb) to footfall_etl;

-- function dash.coupons(date,date,text)
create function dash.coupons(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text)
returns TABLE(coupon text, currency text, orders bigint, gross numeric, refunded numeric, net numeric, average_order numeric)
language sql stable parallel safe; -- f247172d5e4d52cfef4f1ba4884ecfc5
comment on function dash.coupons(date,date,text) is 'Orders of the period by coupon (null: without one) and currency; coupons that differ only in case and outer spaces are one';
grant execute on function dash.coupons(date,date,text) to footfall_analyst;
grant execute on function dash.coupons(date,date,text) to footfall_dash;
grant execute on function dash.coupons(date,date,text) to footfall_etl;

-- function dash.customer_segments(date,date,text,jsonb)
create function dash.customer_segments(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(segment text, currency text, customers bigint, share numeric, orders numeric, net_revenue numeric, value_avg numeric, recency_days numeric)
language sql stable parallel safe; -- 4a28d69880da9d845bbdf7550a09f207
comment on function dash.customer_segments(date,date,text,jsonb) is 'The segments of dash.rfv, each currency apart. share: of the currency''s customers; value_avg: net revenue a customer';
grant execute on function dash.customer_segments(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.customer_segments(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.customer_segments(date,date,text,jsonb) to footfall_etl;

-- function dash.customers(date,date,text,jsonb)
create function dash.customers(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(customer text, currency text, orders bigint, net numeric, first_ordered_at timestamp with time zone, last_ordered_at timestamp with time zone)
language sql stable parallel safe; -- b06cc8e3427ddb11979232e64ba96c8a
comment on function dash.customers(date,date,text,jsonb) is 'Who bought in the period, by currency: the user, where an order names one, else the browser; of the orders that fit p_filter';
grant execute on function dash.customers(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.customers(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.customers(date,date,text,jsonb) to footfall_etl;

-- function dash.day_start(date,text)
create function dash.day_start(p_day date, p_tz text)
returns timestamp with time zone
language sql immutable parallel safe; -- 9eac5803fc1f402e16724f2fe2ec5405
comment on function dash.day_start(date,text) is 'The first instant of a day of zone p_tz. Where clocks go back over midnight, by half an hour, one hour or two, a day has two midnights: the earlier counts, as in the shop''s own days';
grant execute on function dash.day_start(date,text) to footfall_analyst;
grant execute on function dash.day_start(date,text) to footfall_dash;
grant execute on function dash.day_start(date,text) to footfall_etl;

-- function dash.edge_views(date,date,text,jsonb)
create function dash.edge_views(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns SETOF dash.page_views
language sql stable parallel safe; -- 29b2e8683aa4e4d4d27b9279381e10c6
comment on function dash.edge_views(date,date,text,jsonb) is 'Page views of visits that fit p_filter, in the parts of the days p_from to p_to of zone p_tz that are no whole days of the shop (dash.whole_days)';
grant execute on function dash.edge_views(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.edge_views(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.edge_views(date,date,text,jsonb) to footfall_etl;

-- function dash.event_choices(date,date,text)
create function dash.event_choices(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text)
returns TABLE(event_name text, events bigint)
language sql stable parallel safe; -- 4b23029111ff3e0c88d4443dce995e40
comment on function dash.event_choices(date,date,text) is 'The 200 most frequent names of events on the days of the shop''s zone, whatever p_tz is, without bots, to build a funnel from';
grant execute on function dash.event_choices(date,date,text) to footfall_analyst;
grant execute on function dash.event_choices(date,date,text) to footfall_dash;
grant execute on function dash.event_choices(date,date,text) to footfall_etl;

-- function dash.event_totals(date,date,text,text,jsonb)
create function dash.event_totals(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_grain text DEFAULT 'day'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(bucket_at timestamp with time zone, events bigint, page_views bigint)
language sql stable parallel safe; -- aa4daa9fe88f8c293da60aa0e8d182f0
comment on function dash.event_totals(date,date,text,text,jsonb) is 'Events and page views of dash.happenings by hour, day, week or year (p_grain): counted when they were loaded; of properties of visits in another zone or by hours added up from visits; of products from dash.product_events';
grant execute on function dash.event_totals(date,date,text,text,jsonb) to footfall_analyst;
grant execute on function dash.event_totals(date,date,text,text,jsonb) to footfall_dash;
grant execute on function dash.event_totals(date,date,text,text,jsonb) to footfall_etl;

-- function dash.filter_choices()
create function dash.filter_choices()
returns TABLE(filter text, value text, sessions bigint)
language sql stable parallel safe; -- 95d746157702a3ba7563680a1ac7ae88
comment on function dash.filter_choices() is 'What the filters may be set to, most frequent first, at most 300 of each: site, device, country and channel of the last year''s sessions; category and brand as products and order lines name them (sessions then counts days and prices, and lines)';
grant execute on function dash.filter_choices() to footfall_analyst;
grant execute on function dash.filter_choices() to footfall_dash;
grant execute on function dash.filter_choices() to footfall_etl;

-- function dash.filter_of(text[],boolean,text,text,text)
create function dash.filter_of(p_logins text[] DEFAULT NULL::text[], p_bots boolean DEFAULT false, p_site text DEFAULT NULL::text, p_device text DEFAULT NULL::text, p_channel text DEFAULT NULL::text)
returns jsonb
language sql immutable parallel safe; -- d4392f4f4675dd50a86d29d255a914c8
comment on function dash.filter_of(text[],boolean,text,text,text) is 'The filter that asks for these login states, this site, device and channel (null: all), and for bots too where p_bots is true';
grant execute on function dash.filter_of(text[],boolean,text,text,text) to footfall_analyst;
grant execute on function dash.filter_of(text[],boolean,text,text,text) to footfall_dash;
grant execute on function dash.filter_of(text[],boolean,text,text,text) to footfall_etl;

-- function dash.filter_values(jsonb,text)
create function dash.filter_values(p_filter jsonb, p_name text)
returns text[]
language sql immutable parallel safe; -- c846ef26e2be32bdbce765828ccd7bb9
comment on function dash.filter_values(jsonb,text) is 'The values that the filter p_name allows; null for all';
grant execute on function dash.filter_values(jsonb,text) to footfall_analyst;
grant execute on function dash.filter_values(jsonb,text) to footfall_dash;
grant execute on function dash.filter_values(jsonb,text) to footfall_etl;

-- function dash.fits(jsonb,text,text,text,text,text)
create function dash.fits(p_filter jsonb, p_login text, p_site text, p_device text, p_country text, p_channel text)
returns boolean
language sql immutable parallel safe; -- 8df8195d4d7fa0ad99e85d0514f2b211
comment on function dash.fits(jsonb,text,text,text,text,text) is 'Whether a visit with these properties is among those that the filter allows; unknown stands for a property that is not known';
grant execute on function dash.fits(jsonb,text,text,text,text,text) to footfall_analyst;
grant execute on function dash.fits(jsonb,text,text,text,text,text) to footfall_dash;
grant execute on function dash.fits(jsonb,text,text,text,text,text) to footfall_etl;

-- function dash.fits_kinds(jsonb,bigint[],bigint[])
create function dash.fits_kinds(p_filter jsonb, p_category_hashes bigint[], p_brand_hashes bigint[])
returns boolean
language sql immutable parallel safe; -- 75d68969729893d0385e0a2432b2e473
comment on function dash.fits_kinds(jsonb,bigint[],bigint[]) is 'Whether a visit whose events name products of these categories and brands (of dash.visit_days) is among those that the filter allows';
grant execute on function dash.fits_kinds(jsonb,bigint[],bigint[]) to footfall_analyst;
grant execute on function dash.fits_kinds(jsonb,bigint[],bigint[]) to footfall_dash;
grant execute on function dash.fits_kinds(jsonb,bigint[],bigint[]) to footfall_etl;

-- function dash.fits_product(jsonb,text,text)
create function dash.fits_product(p_filter jsonb, p_category text, p_brand text)
returns boolean
language sql immutable parallel safe; -- 379191c20e7cbff38bc0581c89efed9f
comment on function dash.fits_product(jsonb,text,text) is 'Whether a product of this category and brand is among those that the filter allows';
grant execute on function dash.fits_product(jsonb,text,text) to footfall_analyst;
grant execute on function dash.fits_product(jsonb,text,text) to footfall_dash;
grant execute on function dash.fits_product(jsonb,text,text) to footfall_etl;

-- function dash.fitting_cells(date,date,jsonb)
create function dash.fitting_cells(p_from date, p_to date, p_filter jsonb DEFAULT '{}'::jsonb)
returns SETOF dash.visit_cells
language sql stable parallel safe; -- 1539885867fb0530bd56484fbdccb45f
comment on function dash.fitting_cells(date,date,jsonb) is 'Rows of dash.visit_cells that fit p_filter by login, site, device, country, channel and bots';
grant execute on function dash.fitting_cells(date,date,jsonb) to footfall_analyst;
grant execute on function dash.fitting_cells(date,date,jsonb) to footfall_dash;
grant execute on function dash.fitting_cells(date,date,jsonb) to footfall_etl;

-- function dash.funnel(date,date,text,text[],boolean)
create function dash.funnel(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_login text[] DEFAULT NULL::text[], p_bots boolean DEFAULT false)
returns TABLE(step_number integer, step text, sessions bigint, dropped bigint, share_of_first numeric, share_of_previous numeric)
language sql stable parallel safe; -- 26c97868f0d253042964fb1452e24d9b
comment on function dash.funnel(date,date,text,text[],boolean) is 'Sessions that did a step and all steps before it, in whatever order within the session. dropped: sessions of the step before that did not do this one. dropped and share_of_previous are null for the first step, shares where there is nothing to divide by';
grant execute on function dash.funnel(date,date,text,text[],boolean) to footfall_analyst;
grant execute on function dash.funnel(date,date,text,text[],boolean) to footfall_dash;
grant execute on function dash.funnel(date,date,text,text[],boolean) to footfall_etl;

-- function dash.funnel_by(date,date,text,text,text,text,text[])
create function dash.funnel_by(p_from date, p_to date, p_by text DEFAULT 'channel'::text, p_site text DEFAULT NULL::text, p_device text DEFAULT NULL::text, p_channel text DEFAULT NULL::text, p_login text[] DEFAULT NULL::text[])
returns TABLE(value text, sessions bigint, bounced bigint, viewed bigint, added bigint, checked_out bigint, purchased bigint, converted bigint, conversion numeric)
language sql stable parallel safe; -- 9ace9a758bcb895ee19165d6ce6b15cd
comment on function dash.funnel_by(date,date,text,text,text,text,text[]) is 'Sessions that began on the days p_from to p_to of the shop''s zone, by p_by: day, site, device, channel or login; anything else gives one row. viewed to purchased: did that step and all before it; converted: bought; conversion: converted by sessions';
grant execute on function dash.funnel_by(date,date,text,text,text,text,text[]) to footfall_analyst;
grant execute on function dash.funnel_by(date,date,text,text,text,text,text[]) to footfall_dash;
grant execute on function dash.funnel_by(date,date,text,text,text,text,text[]) to footfall_etl;

-- function dash.funnel_figures(date,date,text,text,text,jsonb)
create function dash.funnel_figures(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_by text DEFAULT 'all'::text, p_subject text DEFAULT 'session'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(value text, viewed bigint, added bigint, checked_out bigint, purchased bigint, add_rate numeric, checkout_rate numeric, purchase_rate numeric, overall_rate numeric)
language sql stable parallel safe; -- e359fb25485260244963cf8d7efde5d9
comment on function dash.funnel_figures(date,date,text,text,text,jsonb) is 'Sessions or visitors (p_subject: session, visitor) that viewed a product; of these that put something into the cart; of these that began the checkout; of these that bought, in whatever order. By p_by: device, channel, category, country or login; anything else gives one row. A visit counts for each category of which it viewed or added a product, with what it checked out and bought of any. Rates: of the step before; overall_rate: of the first';
grant execute on function dash.funnel_figures(date,date,text,text,text,jsonb) to footfall_analyst;
grant execute on function dash.funnel_figures(date,date,text,text,text,jsonb) to footfall_dash;
grant execute on function dash.funnel_figures(date,date,text,text,text,jsonb) to footfall_etl;

-- function dash.funnel_of(text[],date,date,text,text,boolean,interval,text,text,text,text[],boolean)
create function dash.funnel_of(p_steps text[], p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_by text DEFAULT 'session'::text, p_in_order boolean DEFAULT true, p_window interval DEFAULT NULL::interval, p_site text DEFAULT NULL::text, p_device text DEFAULT NULL::text, p_channel text DEFAULT NULL::text, p_login text[] DEFAULT NULL::text[], p_bots boolean DEFAULT false)
returns TABLE(step_number integer, step text, subjects bigint, dropped bigint, share_of_first numeric, share_of_previous numeric)
language sql stable parallel safe; -- 2e6bd6b95977d9f03f26370af3f15fd6
comment on function dash.funnel_of(text[],date,date,text,text,boolean,interval,text,text,text,text[],boolean) is 'dash.funnel_steps with a parameter for each filter: the visit''s site, device, channel and login state (unknown: none sent); null for all';
grant execute on function dash.funnel_of(text[],date,date,text,text,boolean,interval,text,text,text,text[],boolean) to footfall_analyst;
grant execute on function dash.funnel_of(text[],date,date,text,text,boolean,interval,text,text,text,text[],boolean) to footfall_dash;
grant execute on function dash.funnel_of(text[],date,date,text,text,boolean,interval,text,text,text,text[],boolean) to footfall_etl;

-- function dash.funnel_steps(text[],date,date,text,text,boolean,jsonb,interval)
create function dash.funnel_steps(p_steps text[], p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_subject text DEFAULT 'session'::text, p_in_order boolean DEFAULT true, p_filter jsonb DEFAULT '{}'::jsonb, p_window interval DEFAULT NULL::interval)
returns TABLE(step_number integer, step text, subjects bigint, dropped bigint, share_of_first numeric, share_of_previous numeric)
language sql stable parallel safe; -- a6cec7f7666c4a9b6e66c834d4258e7c
comment on function dash.funnel_steps(text[],date,date,text,text,boolean,jsonb,interval) is 'How many sessions or visitors (p_subject: session, visitor) did the events p_steps (names, at most 60) in the period: each step includes those before it, one after the other (p_in_order; at the same instant in the order of the steps) or in any order, all within p_window of the first of them (null: within the period). In order, a step that stands twice is done twice, by events of different instants. Events of a visit are its client''s; those of no client count for no visitor';
grant execute on function dash.funnel_steps(text[],date,date,text,text,boolean,jsonb,interval) to footfall_analyst;
grant execute on function dash.funnel_steps(text[],date,date,text,text,boolean,jsonb,interval) to footfall_dash;
grant execute on function dash.funnel_steps(text[],date,date,text,text,boolean,jsonb,interval) to footfall_etl;

-- function dash.happenings(date,date,text,jsonb)
create function dash.happenings(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns SETOF dash.events
language sql stable parallel safe; -- 71dcb1e90f3a6b310caa444ab093f354
comment on function dash.happenings(date,date,text,jsonb) is 'Events that happened from p_from to p_to, days of zone p_tz, of visits that fit p_filter as in dash.visits; category and brand are the event''s own; bots (true: bots too). An event of no visit, as of no client, fits only where nothing is asked of visits';
grant execute on function dash.happenings(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.happenings(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.happenings(date,date,text,jsonb) to footfall_etl;

-- function dash.has_kind(bigint[],bigint[],bigint[],bigint[])
create function dash.has_kind(p_category_hashes bigint[], p_brand_hashes bigint[], p_categories bigint[], p_brands bigint[])
returns boolean
language sql immutable parallel safe; -- 6e4764beaec9dd6633dde1f57e669e45
comment on function dash.has_kind(bigint[],bigint[],bigint[],bigint[]) is 'Whether one of these pairs of a category and a brand is of both lists';
grant execute on function dash.has_kind(bigint[],bigint[],bigint[],bigint[]) to footfall_analyst;
grant execute on function dash.has_kind(bigint[],bigint[],bigint[],bigint[]) to footfall_dash;
grant execute on function dash.has_kind(bigint[],bigint[],bigint[],bigint[]) to footfall_etl;

-- function dash.health()
create function dash.health()
returns TABLE(last_run_id bigint, objects bigint, received bigint, loaded bigint, duplicate bigint, rejected bigint, erased bigint, rejected_last_day bigint, unbalanced_hours bigint, seconds_since_success numeric, is_balanced boolean, last_status text, last_error text, last_event_at timestamp with time zone, last_received_at timestamp with time zone, last_success_at timestamp with time zone)
language sql stable parallel safe; -- e088a9e01d65d67b03ca51cd97a574a2
comment on function dash.health() is 'One row. last_received_at: of the events of the two days before last_event_at; last_status: of the newest run; last_error: of the newest run that has ended, null where it succeeded; is_balanced: every hour of the lake balances; seconds_since_success: null where no run has succeeded yet';
grant execute on function dash.health() to footfall_analyst;
grant execute on function dash.health() to footfall_dash;
grant execute on function dash.health() to footfall_etl;

-- function dash.hour_totals(date,date,text,jsonb)
create function dash.hour_totals(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(bucket_at timestamp with time zone, bucket timestamp without time zone, sessions bigint, purchases bigint)
language sql stable parallel safe; -- a928075212628153249ab7506eaf5952
comment on function dash.hour_totals(date,date,text,jsonb) is 'Sessions that began in each hour of zone p_tz that had some (bucket: on its clocks), and those of them with a purchase';
grant execute on function dash.hour_totals(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.hour_totals(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.hour_totals(date,date,text,jsonb) to footfall_etl;

-- function dash.is_counted(text,jsonb)
create function dash.is_counted(p_tz text, p_filter jsonb)
returns boolean
language sql stable parallel safe; -- d9a6fd30e3950a3dc2093e077ef7f38d
comment on function dash.is_counted(text,jsonb) is 'Whether the rollups, which know the shop''s zone and no bots, may answer as far as the filter''s other properties are theirs';
grant execute on function dash.is_counted(text,jsonb) to footfall_analyst;
grant execute on function dash.is_counted(text,jsonb) to footfall_dash;
grant execute on function dash.is_counted(text,jsonb) to footfall_etl;

-- function dash.is_funnel_counted(text,text,text,jsonb)
create function dash.is_funnel_counted(p_tz text, p_by text, p_subject text, p_filter jsonb)
returns boolean
language sql stable parallel safe; -- b095d97126466bab949a87d2ae44f7d8
comment on function dash.is_funnel_counted(text,text,text,jsonb) is 'Whether dash.funnel_daily, which knows neither products nor visitors, may answer';
grant execute on function dash.is_funnel_counted(text,text,text,jsonb) to footfall_analyst;
grant execute on function dash.is_funnel_counted(text,text,text,jsonb) to footfall_dash;
grant execute on function dash.is_funnel_counted(text,text,text,jsonb) to footfall_etl;

-- function dash.is_narrow(jsonb)
create function dash.is_narrow(p_filter jsonb)
returns boolean
language sql immutable parallel safe; -- 5710efcbaaf0b5f8516ef223195a286c
comment on function dash.is_narrow(jsonb) is 'Whether the filter leaves out any person''s visit';
grant execute on function dash.is_narrow(jsonb) to footfall_analyst;
grant execute on function dash.is_narrow(jsonb) to footfall_dash;
grant execute on function dash.is_narrow(jsonb) to footfall_etl;

-- function dash.is_of_days(text)
create function dash.is_of_days(p_grain text)
returns boolean
language sql immutable parallel safe; -- 80d0b5212996d7c9cd5c3844dbf2ab60
comment on function dash.is_of_days(text) is 'Whether buckets of this grain are days or made of days';
grant execute on function dash.is_of_days(text) to footfall_analyst;
grant execute on function dash.is_of_days(text) to footfall_dash;
grant execute on function dash.is_of_days(text) to footfall_etl;

-- function dash.is_shops_zone(text)
create function dash.is_shops_zone(p_tz text)
returns boolean
language sql stable parallel safe; -- 7ad91f0584683de8cbd3c90d4011b7bb
comment on function dash.is_shops_zone(text) is 'Whether p_tz is the shop''s zone, whose days the rollups know';
grant execute on function dash.is_shops_zone(text) to footfall_analyst;
grant execute on function dash.is_shops_zone(text) to footfall_dash;
grant execute on function dash.is_shops_zone(text) to footfall_etl;

-- function dash.issue_list(date,date,text,integer,jsonb)
create function dash.issue_list(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_limit integer DEFAULT 1000, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(order_id text, ordered_at timestamp with time zone, issue text, detail text)
language sql stable parallel safe; -- 18b3889ce1871d99b0032b03454954b7
comment on function dash.issue_list(date,date,text,integer,jsonb) is 'What somebody should look at among the period''s orders; see dash.order_issues';
grant execute on function dash.issue_list(date,date,text,integer,jsonb) to footfall_analyst;
grant execute on function dash.issue_list(date,date,text,integer,jsonb) to footfall_dash;
grant execute on function dash.issue_list(date,date,text,integer,jsonb) to footfall_etl;

-- function dash.journeys(date,date,text,integer,integer,jsonb)
create function dash.journeys(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_pages integer DEFAULT 4, p_limit integer DEFAULT 50, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(paths text[], sessions bigint, purchases bigint, share numeric)
language sql stable parallel safe; -- 0ec974bdb66c5defb859bb680406bb3e
comment on function dash.journeys(date,date,text,integer,integer,jsonb) is 'The most frequent first p_pages pages of the period''s sessions that fit p_filter, a repeated page once; purchases: sessions that bought, then or later. share: of all sessions with a page view';
grant execute on function dash.journeys(date,date,text,integer,integer,jsonb) to footfall_analyst;
grant execute on function dash.journeys(date,date,text,integer,integer,jsonb) to footfall_dash;
grant execute on function dash.journeys(date,date,text,integer,integer,jsonb) to footfall_etl;

-- function dash.key_cards(date,date,text,text,jsonb,date,date)
create function dash.key_cards(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_grain text DEFAULT 'day'::text, p_filter jsonb DEFAULT '{}'::jsonb, p_vs_from date DEFAULT NULL::date, p_vs_to date DEFAULT NULL::date)
returns TABLE(figure text, currency text, value numeric, previous numeric, change numeric, course numeric[])
language sql stable parallel safe; -- c23a6cea2a3e99c4be820a31e997a48f
comment on function dash.key_cards(date,date,text,text,jsonb,date,date) is 'dash.key_figures with course, the figure by hour, day or week (p_grain; null for none), and with that of p_vs_from to p_vs_to as previous, where these are given. change: difference by previous; null where that is nought or not known';
grant execute on function dash.key_cards(date,date,text,text,jsonb,date,date) to footfall_analyst;
grant execute on function dash.key_cards(date,date,text,text,jsonb,date,date) to footfall_dash;
grant execute on function dash.key_cards(date,date,text,text,jsonb,date,date) to footfall_etl;

-- function dash.key_changes(date,date,date,date,text,jsonb)
create function dash.key_changes(p_from date, p_to date, p_vs_from date, p_vs_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(figure text, currency text, value numeric, previous numeric, difference numeric, change numeric)
language sql stable parallel safe; -- 7995c6f43dc245225e52ae630b9b4df4
comment on function dash.key_changes(date,date,date,date,text,jsonb) is 'dash.key_figures of p_from to p_to, and of p_vs_from to p_vs_to as previous. change: difference by previous; null where that is nought or not known';
grant execute on function dash.key_changes(date,date,date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.key_changes(date,date,date,date,text,jsonb) to footfall_dash;
grant execute on function dash.key_changes(date,date,date,date,text,jsonb) to footfall_etl;

-- function dash.key_figures(date,date,text,jsonb)
create function dash.key_figures(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(figure text, currency text, value numeric)
language sql stable parallel safe; -- ee27a4f2fa0d2265a643b64a4df3446b
comment on function dash.key_figures(date,date,text,jsonb) is 'A row a figure, for money a row a currency. visitors: different clients of the sessions; events and page_views happened in the period, sessions began in it, orders were placed in it; conversion and bounce_rate: by sessions; engaged_seconds: mean of the sessions that reported it; net_revenue: order totals less refunds; average_order: mean total. Null where there is nothing to divide by';
grant execute on function dash.key_figures(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.key_figures(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.key_figures(date,date,text,jsonb) to footfall_etl;

-- function dash.key_trend(date,date,text,text,jsonb)
create function dash.key_trend(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_grain text DEFAULT 'day'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(bucket timestamp without time zone, bucket_at timestamp with time zone, visitors bigint, sessions bigint, events bigint, page_views bigint, orders bigint, conversion numeric, bounce_rate numeric, engaged_seconds numeric)
language sql stable parallel safe; -- 38bb15587fedd493db1599e0d1664fa6
comment on function dash.key_trend(date,date,text,text,jsonb) is 'dash.key_figures without money, a row for each hour, day or week (p_grain), also where nothing happened; rates are then null. visitors do not add up over buckets';
grant execute on function dash.key_trend(date,date,text,text,jsonb) to footfall_analyst;
grant execute on function dash.key_trend(date,date,text,text,jsonb) to footfall_dash;
grant execute on function dash.key_trend(date,date,text,text,jsonb) to footfall_etl;

-- function dash.key_values(date,date,text,text,jsonb,boolean)
create function dash.key_values(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_grain text DEFAULT 'day'::text, p_filter jsonb DEFAULT '{}'::jsonb, p_course boolean DEFAULT true)
returns TABLE(bucket_at timestamp with time zone, place integer, figure text, currency text, value numeric)
language sql stable parallel safe; -- f4176a033570a7bc5fac1273debdaed4
comment on function dash.key_values(date,date,text,text,jsonb,boolean) is 'What dash.key_figures, dash.key_trend and dash.key_cards are made of: a row a figure, for money a row a currency, for each bucket of the period (p_grain; none where p_course is false) and for the period itself, where bucket_at is null';
grant execute on function dash.key_values(date,date,text,text,jsonb,boolean) to footfall_analyst;
grant execute on function dash.key_values(date,date,text,text,jsonb,boolean) to footfall_dash;
grant execute on function dash.key_values(date,date,text,text,jsonb,boolean) to footfall_etl;

-- function dash.live_minutes(text,integer)
create function dash.live_minutes(p_tz text DEFAULT 'UTC'::text, p_minutes integer DEFAULT 30)
returns TABLE(minute timestamp without time zone, events bigint, visitors bigint, orders bigint)
language sql stable parallel safe; -- c14d87110e8a17b59104c6c405405541
comment on function dash.live_minutes(text,integer) is 'The last p_minutes minutes from what the ETL has loaded, a row a minute, without bots. orders: checkout_complete events';
grant execute on function dash.live_minutes(text,integer) to footfall_analyst;
grant execute on function dash.live_minutes(text,integer) to footfall_dash;
grant execute on function dash.live_minutes(text,integer) to footfall_etl;

-- function dash.live_now(integer)
create function dash.live_now(p_minutes integer DEFAULT 30)
returns TABLE(events bigint, visitors bigint, adds bigint, orders bigint, seconds_behind numeric)
language sql stable parallel safe; -- 516516c4184393af3b11e7512af114e6
comment on function dash.live_now(integer) is 'One row about the last p_minutes minutes, without bots. seconds_behind: since the last successful ETL run ended, null before the first: what happened since then is not in here';
grant execute on function dash.live_now(integer) to footfall_analyst;
grant execute on function dash.live_now(integer) to footfall_dash;
grant execute on function dash.live_now(integer) to footfall_etl;

-- function dash.live_pages(integer,integer)
create function dash.live_pages(p_minutes integer DEFAULT 30, p_limit integer DEFAULT 20)
returns TABLE(path text, views bigint, visitors bigint)
language sql stable parallel safe; -- 2411a0049eb6be7b4dc45651227d42a7
comment on function dash.live_pages(integer,integer) is 'The pages with most views in the last p_minutes minutes, without bots';
grant execute on function dash.live_pages(integer,integer) to footfall_analyst;
grant execute on function dash.live_pages(integer,integer) to footfall_dash;
grant execute on function dash.live_pages(integer,integer) to footfall_etl;

-- function dash.losses(date,date,text,jsonb)
create function dash.losses(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(day date, browser text, sessions bigint, received bigint, missing bigint, loss_rate numeric)
language sql stable parallel safe; -- 485e74b595a2c4d45b154e43cb5fa92c
comment on function dash.losses(date,date,text,jsonb) is 'By browser (null: not known) and the day on which they began, or p_from: events that numbered sessions should have and have not, found by gaps in their sequence, bots included. What is lost before the first or after the last event of a session, or waits in a browser that will come back, cannot be seen; loss_rate: missing by received and missing. Filters by login, site, device, country and channel';
grant execute on function dash.losses(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.losses(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.losses(date,date,text,jsonb) to footfall_etl;

-- function dash.lost_by_browser(date,date,text,jsonb)
create function dash.lost_by_browser(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(browser text, sessions bigint, received bigint, missing bigint, loss_rate numeric)
language sql stable parallel safe; -- 14a140e20b4d715e8187de73f1d83d49
comment on function dash.lost_by_browser(date,date,text,jsonb) is 'dash.losses by browser, those with most missing events first';
grant execute on function dash.lost_by_browser(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.lost_by_browser(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.lost_by_browser(date,date,text,jsonb) to footfall_etl;

-- function dash.lost_demand(date,date)
create function dash.lost_demand(p_from date, p_to date)
returns TABLE(cause text, what text, currency text, occasions bigint, value_each numeric, lost numeric)
language sql stable parallel safe; -- 8bb457a137b2c69943f5dabf860b8c10
comment on function dash.lost_demand(date,date) is 'What demand that met nothing would have brought, by currency, from the days p_from to p_to of the shop''s zone: occasions x value_each. zero_results: searches that found nothing x (net money of orders after searches that found something / such searches). out_of_stock: views of a product with properties.availability out_of_stock or sold_out x (its revenue / its other views), or, where it had no other views, (its category''s revenue / views). An estimate: it takes for granted that these shoppers would have bought like the others';
grant execute on function dash.lost_demand(date,date) to footfall_analyst;
grant execute on function dash.lost_demand(date,date) to footfall_dash;
grant execute on function dash.lost_demand(date,date) to footfall_etl;

-- function dash.lost_events(date,date,text,jsonb)
create function dash.lost_events(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(day date, sessions bigint, received bigint, missing bigint, loss_rate numeric)
language sql stable parallel safe; -- 661d3f60122101bc72384730b50f1cc6
comment on function dash.lost_events(date,date,text,jsonb) is 'dash.losses by day';
grant execute on function dash.lost_events(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.lost_events(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.lost_events(date,date,text,jsonb) to footfall_etl;

-- function dash.money_trend(date,date,text,text,jsonb)
create function dash.money_trend(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_grain text DEFAULT 'day'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(bucket timestamp without time zone, bucket_at timestamp with time zone, currency text, orders bigint, net_revenue numeric, average_order numeric)
language sql stable parallel safe; -- 2bb80a910745b3f9381989430d0b57f8
comment on function dash.money_trend(date,date,text,text,jsonb) is 'Orders, net revenue and average order by the time of the order: a row for each bucket and each currency of the period, also where nothing was sold';
grant execute on function dash.money_trend(date,date,text,text,jsonb) to footfall_analyst;
grant execute on function dash.money_trend(date,date,text,text,jsonb) to footfall_dash;
grant execute on function dash.money_trend(date,date,text,text,jsonb) to footfall_etl;

-- function dash.net_revenue(date,date,text,text,text)
create function dash.net_revenue(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_grain text DEFAULT 'day'::text, p_refunds_on text DEFAULT 'order'::text)
returns TABLE(bucket timestamp without time zone, currency text, orders bigint, gross numeric, tax numeric, shipping numeric, refunded numeric, net numeric)
language sql stable parallel safe; -- 0d93d3e8e2dc0257c94203ec139fbb2d
comment on function dash.net_revenue(date,date,text,text,text) is 'A row for each bucket (p_grain: hour, day, week, month; on the clocks of p_tz) and currency with orders or refunds; currencies are never added. p_refunds_on: order takes a refund off the day of its order, whenever it was given; refund, off the day on which it was given, so that past days stay as they were. gross, tax and shipping as reported; net: gross - refunded';
grant execute on function dash.net_revenue(date,date,text,text,text) to footfall_analyst;
grant execute on function dash.net_revenue(date,date,text,text,text) to footfall_dash;
grant execute on function dash.net_revenue(date,date,text,text,text) to footfall_etl;

-- function dash.new_and_returning(date,date,text,jsonb)
create function dash.new_and_returning(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(kind text, visitors bigint, sessions bigint, bounce_rate numeric, engaged_seconds numeric, conversion numeric)
language sql stable parallel safe; -- dbeb412a2de6fc7ee22562746b7d166d
comment on function dash.new_and_returning(date,date,text,jsonb) is 'Visitors of the period that were never seen before it (new) and others (returning). conversion: sessions with a purchase by sessions';
grant execute on function dash.new_and_returning(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.new_and_returning(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.new_and_returning(date,date,text,jsonb) to footfall_etl;

-- function dash.opened_carts(date,date,text,jsonb)
create function dash.opened_carts(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(cart text, state text, currency text, value numeric, item_count numeric, is_recovered boolean, recovered_hours numeric, opened_at timestamp with time zone, last_active_at timestamp with time zone)
language sql stable parallel safe; -- 8572fca57af4220f2cda066aa31d6f86
comment on function dash.opened_carts(date,date,text,jsonb) is 'Carts opened in the period, with their state now. p_filter picks by login, site, device, country and channel of the visit; a cart has no one category or brand, and bots have none. recovered_hours: how long the cart''s longest silence lasted, of carts that came back';
grant execute on function dash.opened_carts(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.opened_carts(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.opened_carts(date,date,text,jsonb) to footfall_etl;

-- function dash.order_list(date,date,text,jsonb,integer)
create function dash.order_list(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb, p_limit integer DEFAULT 1000)
returns TABLE(order_id text, ordered_at timestamp with time zone, currency text, total numeric, tax numeric, shipping numeric, refunded numeric, net numeric, coupon text, item_count numeric, channel text, is_trusted boolean, conflicts integer)
language sql stable parallel safe; -- 30fec940169d7cbba528d7b01339c45c
comment on function dash.order_list(date,date,text,jsonb,integer) is 'The newest p_limit orders of the period. conflicts: reports that gave another total or currency';
grant execute on function dash.order_list(date,date,text,jsonb,integer) to footfall_analyst;
grant execute on function dash.order_list(date,date,text,jsonb,integer) to footfall_dash;
grant execute on function dash.order_list(date,date,text,jsonb,integer) to footfall_etl;

-- function dash.order_money(date,date,text,jsonb)
create function dash.order_money(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(currency text, orders bigint, gross numeric, tax numeric, shipping numeric, refunded numeric, net numeric, average_order numeric, refunded_orders bigint, refund_rate numeric)
language sql stable parallel safe; -- b17b92c596572f89abb519dc58ce095a
comment on function dash.order_money(date,date,text,jsonb) is 'Orders of the period by currency, money as reported; refund_rate: orders of which something was given back, by orders';
grant execute on function dash.order_money(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.order_money(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.order_money(date,date,text,jsonb) to footfall_etl;

-- function dash.overview(date,date,text,text[],boolean)
create function dash.overview(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_login text[] DEFAULT NULL::text[], p_bots boolean DEFAULT false)
returns TABLE(events bigint, page_views bigint, visitors bigint, sessions bigint, orders bigint, converting_sessions bigint, bounced_sessions bigint, conversion numeric, bounce_rate numeric, engaged_seconds_avg numeric)
language sql stable parallel safe; -- 8f947733db91476b5599899b30c04886
comment on function dash.overview(date,date,text,text[],boolean) is 'One row. visitors: different clients of the sessions; events and page_views happened in the period, sessions began in it; orders: by their own time, whoever placed them; conversion: sessions with a purchase by sessions; bounce_rate: bounced sessions by sessions; engaged_seconds_avg: mean of the sessions that reported it. The last three are null where there is nothing to divide by. p_login: login states of the sessions, unknown stands for none sent; null for all. p_bots: bots too';
grant execute on function dash.overview(date,date,text,text[],boolean) to footfall_analyst;
grant execute on function dash.overview(date,date,text,text[],boolean) to footfall_dash;
grant execute on function dash.overview(date,date,text,text[],boolean) to footfall_etl;

-- function dash.page_figures(date,date,text,jsonb)
create function dash.page_figures(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(path text, views bigint, viewers bigint, entries bigint, exits bigint, exit_rate numeric, engaged_seconds numeric, scroll_depth numeric)
language sql stable parallel safe; -- ea8f9fa62c81616321ae50b020a7de07
comment on function dash.page_figures(date,date,text,jsonb) is 'A row a path with the page views of visits in the period. viewers: different clients; entries and exits: views that began and ended their visit; exit_rate: exits by views; engaged_seconds and scroll_depth (share of the page): mean of the views that reported it';
grant execute on function dash.page_figures(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.page_figures(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.page_figures(date,date,text,jsonb) to footfall_etl;

-- function dash.page_steps(date,date,text,text,boolean,jsonb)
create function dash.page_steps(p_from date, p_to date, p_path text, p_tz text DEFAULT 'UTC'::text, p_bots boolean DEFAULT false, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(direction text, path text, views bigint, share numeric)
language sql stable parallel safe; -- a4f9bef3fd4ed063bf482ca84666d131
comment on function dash.page_steps(date,date,text,text,boolean,jsonb) is 'What was seen directly before and after the page p_path, as shares of its views. (entry): the visit began with it; (exit): it ended with it; null: a page without an address. Views of visits that fit p_filter';
grant execute on function dash.page_steps(date,date,text,text,boolean,jsonb) to footfall_analyst;
grant execute on function dash.page_steps(date,date,text,text,boolean,jsonb) to footfall_dash;
grant execute on function dash.page_steps(date,date,text,text,boolean,jsonb) to footfall_etl;

-- function dash.pages(date,date)
create function dash.pages(p_from date, p_to date)
returns TABLE(path text, views bigint, viewer_days bigint, entries bigint, exits bigint, exit_rate numeric, engaged_seconds_avg numeric, scroll_depth_avg numeric)
language sql stable parallel safe; -- f96c13acd02ea475ba406e41c7d3ddef
comment on function dash.pages(date,date) is 'A row for each path from the days p_from to p_to of the shop''s zone. viewer_days: viewers of each day and site, added up; exit_rate: views that ended their visit by views; engaged_seconds_avg and scroll_depth_avg (percent): mean of the views that reported it';
grant execute on function dash.pages(date,date) to footfall_analyst;
grant execute on function dash.pages(date,date) to footfall_dash;
grant execute on function dash.pages(date,date) to footfall_etl;

-- function dash.path_hash(text)
create function dash.path_hash(p_path text)
returns bigint
language sql immutable parallel safe; -- 1f45a251ddd4550ace978a7fc2f38028
comment on function dash.path_hash(text) is 'The number that stands for a path, a client''s id or a product''s category in the models that hold visits by day';
grant execute on function dash.path_hash(text) to footfall_analyst;
grant execute on function dash.path_hash(text) to footfall_dash;
grant execute on function dash.path_hash(text) to footfall_etl;

-- function dash.path_names(date,date)
create function dash.path_names(p_from date, p_to date)
returns TABLE(path_hash bigint, path text)
language sql stable parallel safe; -- 8eebce7d0eeb154a3035dd68320b2b35
comment on function dash.path_names(date,date) is 'The paths of the pages that were viewed or begun with on these days of the shop''s zone, with the numbers that stand for them';
grant execute on function dash.path_names(date,date) to footfall_analyst;
grant execute on function dash.path_names(date,date) to footfall_dash;
grant execute on function dash.path_names(date,date) to footfall_etl;

-- function dash.person_of(uuid)
create function dash.person_of(p_event_id uuid)
returns TABLE(user_id text, joined_how text, joined_by uuid)
language sql stable parallel safe; -- b546daae2e6b4b4272622c5d876d2799
comment on function dash.person_of(uuid) is 'Whose event it is, and which event says so; see dash.event_persons';
grant execute on function dash.person_of(uuid) to footfall_analyst;
grant execute on function dash.person_of(uuid) to footfall_dash;
grant execute on function dash.person_of(uuid) to footfall_etl;

-- function dash.picks_products(jsonb)
create function dash.picks_products(p_filter jsonb)
returns boolean
language sql immutable parallel safe; -- c4adea4abc9403721c4fb13069bbf249
comment on function dash.picks_products(jsonb) is 'Whether the filter asks for a property of products';
grant execute on function dash.picks_products(jsonb) to footfall_analyst;
grant execute on function dash.picks_products(jsonb) to footfall_dash;
grant execute on function dash.picks_products(jsonb) to footfall_etl;

-- function dash.picks_visits(jsonb)
create function dash.picks_visits(p_filter jsonb)
returns boolean
language sql immutable parallel safe; -- fd428a182c27e430bdde9d14bfb13b95
comment on function dash.picks_visits(jsonb) is 'Whether the filter asks for a property of visits';
grant execute on function dash.picks_visits(jsonb) to footfall_analyst;
grant execute on function dash.picks_visits(jsonb) to footfall_dash;
grant execute on function dash.picks_visits(jsonb) to footfall_etl;

-- function dash.placed_orders(date,date,text,jsonb)
create function dash.placed_orders(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns SETOF dash.orders
language sql stable parallel safe; -- 616fb6d2290ae2ddc797726fc3f2c4eb
comment on function dash.placed_orders(date,date,text,jsonb) is 'Orders placed from p_from to p_to, days of zone p_tz, whoever placed them, that fit p_filter: of a session that fits (an order of no known session fits only where nothing is asked of it), with a product of the category and brand';
grant execute on function dash.placed_orders(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.placed_orders(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.placed_orders(date,date,text,jsonb) to footfall_etl;

-- function dash.price_history(text)
create function dash.price_history(p_product text)
returns TABLE(currency text, price numeric, discount_price numeric, valid_from timestamp with time zone, valid_to timestamp with time zone)
language sql stable parallel safe; -- 4833662d5cddc2e1eb6060c44416c542
comment on function dash.price_history(text) is 'What a product cost, as shoppers saw it, the newest price first; valid_to is null for the price that holds';
grant execute on function dash.price_history(text) to footfall_analyst;
grant execute on function dash.price_history(text) to footfall_dash;
grant execute on function dash.price_history(text) to footfall_etl;

-- function dash.product_events(date,date,text,jsonb)
create function dash.product_events(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns SETOF dash.product_visits
language sql stable parallel safe; -- adcf659ac9e2a5a73d80e618233564bf
comment on function dash.product_events(date,date,text,jsonb) is 'Rows of dash.product_visits from p_from to p_to, days of zone p_tz, of visits that fit p_filter as in dash.visits and of products of its category and brand; a row''s events lie within a quarter of an hour, which no day of any zone divides';
grant execute on function dash.product_events(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.product_events(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.product_events(date,date,text,jsonb) to footfall_etl;

-- function dash.product_figures(date,date,text,jsonb)
create function dash.product_figures(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(product_id text, name text, category text, brand text, currency text, views bigint, viewers bigint, adds bigint, removes bigint, orders bigint, units numeric, revenue numeric, conversion numeric, cart_to_view numeric, removal numeric, sold_out_views bigint)
language sql stable parallel safe; -- a60f6001db9a96c017448d1c8a4c445b
comment on function dash.product_figures(date,date,text,jsonb) is 'A row for each product and each currency it was sold in; one with currency and revenue null where it was not sold. views, viewers, adds, removes and sold_out_views know no currency and stand on each row. revenue: quantity x price paid, before refunds; conversion: orders by viewers; cart_to_view: adds by views; removal: removes by adds; null where there is nothing to divide by';
grant execute on function dash.product_figures(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.product_figures(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.product_figures(date,date,text,jsonb) to footfall_etl;

-- function dash.product_lists(date,date)
create function dash.product_lists(p_from date, p_to date)
returns TABLE(list text, product_id text, list_views bigint, position_avg numeric, clicks bigint, adds bigint, click_rate numeric)
language sql stable parallel safe; -- 25e5d05964ff29a46e436ec5a2fc130f
comment on function dash.product_lists(date,date) is 'A row for each list and product from the days p_from to p_to of the shop''s zone. position_avg: mean place where it was shown; clicks: product views that came from the list; click_rate: clicks by list views, null where it was never shown there';
grant execute on function dash.product_lists(date,date) to footfall_analyst;
grant execute on function dash.product_lists(date,date) to footfall_dash;
grant execute on function dash.product_lists(date,date) to footfall_etl;

-- function dash.product_performance(date,date)
create function dash.product_performance(p_from date, p_to date)
returns TABLE(product_id text, name text, category text, brand text, currency text, views bigint, viewer_days bigint, list_views bigint, adds bigint, removes bigint, orders bigint, units numeric, revenue numeric, conversion numeric)
language sql stable parallel safe; -- 6397216a451552ba7039f9dd402d1c05
comment on function dash.product_performance(date,date) is 'From the days of the shop''s zone p_from to p_to, without reading events: a row for each product and each currency it was sold in, one with currency and revenue null where it was not sold. views, viewer_days, list_views, adds and removes know no currency and stand on each row of the product. viewer_days: viewers of each day, added up, so who looks on two days counts twice (dash.products counts people once); conversion: orders by viewer_days. Name, category and brand as last seen with a price';
grant execute on function dash.product_performance(date,date) to footfall_analyst;
grant execute on function dash.product_performance(date,date) to footfall_dash;
grant execute on function dash.product_performance(date,date) to footfall_etl;

-- function dash.product_ranking(date,date,text,text,jsonb,integer)
create function dash.product_ranking(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_which text DEFAULT 'removed most'::text, p_filter jsonb DEFAULT '{}'::jsonb, p_limit integer DEFAULT 50)
returns TABLE(product_id text, name text, views bigint, adds bigint, removes bigint, orders numeric, conversion numeric, removal numeric, sold_out_views bigint)
language sql stable parallel safe; -- c8eeefd3dde9ba070e9a75c21e2a301f
comment on function dash.product_ranking(date,date,text,text,jsonb,integer) is 'The p_limit products of one of dash.product_rankings';
grant execute on function dash.product_ranking(date,date,text,text,jsonb,integer) to footfall_analyst;
grant execute on function dash.product_ranking(date,date,text,text,jsonb,integer) to footfall_dash;
grant execute on function dash.product_ranking(date,date,text,text,jsonb,integer) to footfall_etl;

-- function dash.product_rankings(date,date,text,jsonb,integer)
create function dash.product_rankings(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb, p_limit integer DEFAULT 50)
returns TABLE(ranking text, place bigint, product_id text, name text, views bigint, adds bigint, removes bigint, orders numeric, conversion numeric, removal numeric, sold_out_views bigint)
language sql stable parallel safe; -- 810c48e8e3622ed990fc581a94657926
comment on function dash.product_rankings(date,date,text,jsonb,integer) is 'The p_limit first products of each of the rankings of dash.ranked_products: viewed much, bought little; removed most; sold out';
grant execute on function dash.product_rankings(date,date,text,jsonb,integer) to footfall_analyst;
grant execute on function dash.product_rankings(date,date,text,jsonb,integer) to footfall_dash;
grant execute on function dash.product_rankings(date,date,text,jsonb,integer) to footfall_etl;

-- function dash.product_touches(date,date,text,jsonb)
create function dash.product_touches(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns SETOF dash.product_visits
language sql stable parallel safe; -- b64b28e54c426ea0946345935a07d726
comment on function dash.product_touches(date,date,text,jsonb) is 'Who viewed, added and removed which products from p_from to p_to: those rows of dash.product_events';
grant execute on function dash.product_touches(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.product_touches(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.product_touches(date,date,text,jsonb) to footfall_etl;

-- function dash.product_trend(text,date,date,text,jsonb)
create function dash.product_trend(p_product text, p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(bucket timestamp without time zone, views bigint, adds bigint, removes bigint, orders bigint, units numeric)
language sql stable parallel safe; -- 2bd514479ce047ba45f4382b8349e54d
comment on function dash.product_trend(text,date,date,text,jsonb) is 'One product by day, also where nothing happened';
grant execute on function dash.product_trend(text,date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.product_trend(text,date,date,text,jsonb) to footfall_dash;
grant execute on function dash.product_trend(text,date,date,text,jsonb) to footfall_etl;

-- function dash.products(date,date,text,text[],boolean)
create function dash.products(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_login text[] DEFAULT NULL::text[], p_bots boolean DEFAULT false)
returns TABLE(product_id text, name text, category text, brand text, currency text, views bigint, viewers bigint, adds bigint, removes bigint, orders bigint, units numeric, revenue numeric, conversion numeric)
language sql stable parallel safe; -- 678c2cb7686a2995776d2c2ef00730f1
comment on function dash.products(date,date,text,text[],boolean) is 'A row for each product and each currency it was sold in; one with currency and revenue null where it was not sold. views, viewers, adds and removes know no currency and stand on each row of the product. viewers: different clients with a product view; orders: that contain it; revenue: quantity x price paid, before refunds; conversion: orders by viewers, null without viewers. Order lines without a product id are left out';
grant execute on function dash.products(date,date,text,text[],boolean) to footfall_analyst;
grant execute on function dash.products(date,date,text,text[],boolean) to footfall_dash;
grant execute on function dash.products(date,date,text,text[],boolean) to footfall_etl;

-- function dash.query_figures(date,date,text,jsonb)
create function dash.query_figures(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(is_total boolean, query text, queries bigint, searches bigint, searchers bigint, zero_results bigint, count_results bigint, zero_rate numeric, results_avg numeric, clicked bigint, click_rate numeric, orders bigint, conversion numeric)
language sql stable parallel safe; -- 629a1f51f34521ff6c12be3320cf6c63
comment on function dash.query_figures(date,date,text,jsonb) is 'dash.search_figures, and before them a row about all searches of the period (is_total), which says how many queries there were and not how many searchers';
grant execute on function dash.query_figures(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.query_figures(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.query_figures(date,date,text,jsonb) to footfall_etl;

-- function dash.ranked_products(date,date,text,jsonb)
create function dash.ranked_products(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(product_id text, name text, category text, brand text, currency text, views bigint, viewers bigint, adds bigint, removes bigint, orders bigint, units numeric, revenue numeric, conversion numeric, cart_to_view numeric, removal numeric, sold_out_views bigint, all_orders numeric, all_conversion numeric, bought_little_place bigint, removed_place bigint, sold_out_place bigint)
language sql stable parallel safe; -- dee8e6f73b69f99511a6d7e918a5e19e
comment on function dash.ranked_products(date,date,text,jsonb) is 'dash.product_figures with the product''s orders of all currencies, its conversion by them, and its place, null where it has none, among those viewed much and bought little (of the quarter viewed most, those that miss most orders against the mean conversion of all products), removed most (by removes) and viewed while sold out';
grant execute on function dash.ranked_products(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.ranked_products(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.ranked_products(date,date,text,jsonb) to footfall_etl;

-- function dash.rejected_reasons(date,date,text)
create function dash.rejected_reasons(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text)
returns TABLE(reason text, events bigint, last_seen timestamp with time zone, sample text)
language sql stable parallel safe; -- a7991b09f805be6bebc9a7f6376bd984
comment on function dash.rejected_reasons(date,date,text) is 'Why events received in the period were refused, most frequent first, with the newest sample of each, at most 500 characters';
grant execute on function dash.rejected_reasons(date,date,text) to footfall_analyst;
grant execute on function dash.rejected_reasons(date,date,text) to footfall_dash;
grant execute on function dash.rejected_reasons(date,date,text) to footfall_etl;

-- function dash.repeat_purchase(date,date,text,jsonb)
create function dash.repeat_purchase(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(customers bigint, repeat_customers bigint, repeat_rate numeric, days_to_second_median numeric)
language sql stable parallel safe; -- 9b3db0f4d5acb48ff37bdff8b8f18baa
comment on function dash.repeat_purchase(date,date,text,jsonb) is 'One row: customers of the period (as in dash.customers), those of them with two orders or more in it, and the median time in days from the first order to the second';
grant execute on function dash.repeat_purchase(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.repeat_purchase(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.repeat_purchase(date,date,text,jsonb) to footfall_etl;

-- function dash.retention(date,date,text,jsonb)
create function dash.retention(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(cohort_week date, week_number integer, clients bigint, share numeric)
language sql stable parallel safe; -- 39d0591c3e72a9336a662407701b364e
comment on function dash.retention(date,date,text,jsonb) is 'Clients first seen from p_from to p_to by the week of that (weeks start as the shop''s setting says), and how many of them had a session in each week after it, whatever that session was; week 0 is the cohort''s own. Of those whose first session fits p_filter; without bots, unless it asks for them';
grant execute on function dash.retention(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.retention(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.retention(date,date,text,jsonb) to footfall_etl;

-- function dash.revenue(date,date,text,text[])
create function dash.revenue(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_login text[] DEFAULT NULL::text[])
returns TABLE(currency text, orders bigint, gross numeric, refunded numeric, net numeric, average_order numeric)
language sql stable parallel safe; -- 290bd9ebc2ef2940907570d9b9d9cea4
comment on function dash.revenue(date,date,text,text[]) is 'A row a currency, null for orders that named none. gross: order totals as reported; refunded: what was given back of these orders, whenever; net: gross - refunded; average_order: mean total of the orders that carry one, rounded to 2 decimals';
grant execute on function dash.revenue(date,date,text,text[]) to footfall_analyst;
grant execute on function dash.revenue(date,date,text,text[]) to footfall_dash;
grant execute on function dash.revenue(date,date,text,text[]) to footfall_etl;

-- function dash.rfv(date,date,text,jsonb)
create function dash.rfv(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(customer text, currency text, recency_days integer, frequency bigint, value numeric, recency_score integer, frequency_score integer, value_score integer, segment text)
language sql stable parallel safe; -- 022748548fdca70e3448380a88059ade
comment on function dash.rfv(date,date,text,jsonb) is 'Customers of the period by recency, frequency and value, by currency. Scores from 1 to 5: the fifth of the customers whom one reaches or surpasses; equal customers score alike. segment: one order: new (recency 4 or 5) or once; more: best (recency and value 4 or 5), loyal (recency 3 or more), at risk (value 4 or 5, recency below 3), sleeping';
grant execute on function dash.rfv(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.rfv(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.rfv(date,date,text,jsonb) to footfall_etl;

-- function dash.search_figures(date,date,text,jsonb)
create function dash.search_figures(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(query text, searches bigint, searchers bigint, zero_results bigint, count_results bigint, zero_rate numeric, results_avg numeric, clicked bigint, click_rate numeric, orders bigint, conversion numeric)
language sql stable parallel safe; -- 8490d9d83014fb14970da3eb836507bd
comment on function dash.search_figures(date,date,text,jsonb) is 'A row for each normalised query. zero_rate and results_avg: of the searches that say how much they found; clicked: searches with a product view after them, before the next search of the visit; click_rate: by searches; orders: after a search, before the next; conversion: by searches';
grant execute on function dash.search_figures(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.search_figures(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.search_figures(date,date,text,jsonb) to footfall_etl;

-- function dash.search_performance(date,date)
create function dash.search_performance(p_from date, p_to date)
returns TABLE(query text, searches bigint, searcher_days bigint, zero_results bigint, zero_rate numeric, results_avg numeric, clicks bigint, click_rate numeric, orders bigint, conversion numeric)
language sql stable parallel safe; -- e8bac4cffbc77965d8ebdd3133456b4c
comment on function dash.search_performance(date,date) is 'A row for each normalised query from the days p_from to p_to of the shop''s zone. zero_rate and results_avg: of the searches that say how much they found; clicks: product views after a search, before the next in the same visit; click_rate: searches with such a click; orders, conversion: orders after a search, before the next in the same visit, and by searches';
grant execute on function dash.search_performance(date,date) to footfall_analyst;
grant execute on function dash.search_performance(date,date) to footfall_dash;
grant execute on function dash.search_performance(date,date) to footfall_etl;

-- function dash.search_revenue(date,date,text,jsonb)
create function dash.search_revenue(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(query text, currency text, orders bigint, gross numeric, net numeric)
language sql stable parallel safe; -- 4e880402c313353fd0321758b09fcc86
comment on function dash.search_revenue(date,date,text,jsonb) is 'Money of the orders that followed searches of the period in the same visit, by query and currency; an order counts for the last search before it';
grant execute on function dash.search_revenue(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.search_revenue(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.search_revenue(date,date,text,jsonb) to footfall_etl;

-- function dash.search_totals(date,date,text,jsonb)
create function dash.search_totals(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(searches bigint, queries bigint, zero_results bigint, zero_rate numeric, click_rate numeric, orders bigint)
language sql stable parallel safe; -- 74fcd180ff28ba433d67b99589944809
comment on function dash.search_totals(date,date,text,jsonb) is 'The row of dash.query_figures about all searches of the period';
grant execute on function dash.search_totals(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.search_totals(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.search_totals(date,date,text,jsonb) to footfall_etl;

-- function dash.seasons(date,text,jsonb)
create function dash.seasons(p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(month date, sessions bigint, purchases bigint, conversion numeric, sessions_per_day numeric)
language sql stable parallel safe; -- 2b0df63dd0f47e7ef85d1030fdf1752a
comment on function dash.seasons(date,text,jsonb) is 'The months of the two years up to p_to. sessions_per_day makes long and short months comparable';
grant execute on function dash.seasons(date,text,jsonb) to footfall_analyst;
grant execute on function dash.seasons(date,text,jsonb) to footfall_dash;
grant execute on function dash.seasons(date,text,jsonb) to footfall_etl;

-- function dash.seen_in_lists(text,date,date)
create function dash.seen_in_lists(p_product text, p_from date, p_to date)
returns TABLE(list text, list_views bigint, position_avg numeric, clicks bigint, adds bigint, click_rate numeric)
language sql stable parallel safe; -- 5425ad099f6f48309caba19e6c5ce7dd
comment on function dash.seen_in_lists(text,date,date) is 'The lists in which a product was shown, from days of the shop''s zone; see dash.product_lists';
grant execute on function dash.seen_in_lists(text,date,date) to footfall_analyst;
grant execute on function dash.seen_in_lists(text,date,date) to footfall_dash;
grant execute on function dash.seen_in_lists(text,date,date) to footfall_etl;

-- function dash.shop_funnel(date,date,text,text,jsonb)
create function dash.shop_funnel(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_subject text DEFAULT 'session'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(step_number integer, step text, subjects bigint, dropped bigint, share_of_first numeric, share_of_previous numeric)
language sql stable parallel safe; -- c205ae0d01778b55535d916264747044
comment on function dash.shop_funnel(date,date,text,text,jsonb) is 'dash.funnel_figures of all, a row a step; no row where nobody came';
grant execute on function dash.shop_funnel(date,date,text,text,jsonb) to footfall_analyst;
grant execute on function dash.shop_funnel(date,date,text,text,jsonb) to footfall_dash;
grant execute on function dash.shop_funnel(date,date,text,text,jsonb) to footfall_etl;

-- function dash.top_events(date,date,text,text[],boolean,integer)
create function dash.top_events(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_login text[] DEFAULT NULL::text[], p_bots boolean DEFAULT false, p_limit integer DEFAULT 20)
returns TABLE(event_name text, events bigint, visitors bigint, share numeric)
language sql stable parallel safe; -- 91fed9a796d936b8dea0145c83e07718
comment on function dash.top_events(date,date,text,text[],boolean,integer) is 'The p_limit most frequent event names. visitors: clients of the visits in which it happened; share: of all events of the period and filter, also of those not listed';
grant execute on function dash.top_events(date,date,text,text[],boolean,integer) to footfall_analyst;
grant execute on function dash.top_events(date,date,text,text[],boolean,integer) to footfall_dash;
grant execute on function dash.top_events(date,date,text,text[],boolean,integer) to footfall_etl;

-- function dash.top_happenings(date,date,text,jsonb,integer)
create function dash.top_happenings(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb, p_limit integer DEFAULT 20)
returns TABLE(event_name text, events bigint, visitors bigint, share numeric)
language sql stable parallel safe; -- 9f451a925aa31092d728be210d1482f2
comment on function dash.top_happenings(date,date,text,jsonb,integer) is 'The p_limit most frequent event names. visitors: clients of the visits in which it happened; share: of all events of the period and filter, also of those not listed';
grant execute on function dash.top_happenings(date,date,text,jsonb,integer) to footfall_analyst;
grant execute on function dash.top_happenings(date,date,text,jsonb,integer) to footfall_dash;
grant execute on function dash.top_happenings(date,date,text,jsonb,integer) to footfall_etl;

-- function dash.trend(date,date,text,text,text[],boolean)
create function dash.trend(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_grain text DEFAULT 'day'::text, p_login text[] DEFAULT NULL::text[], p_bots boolean DEFAULT false)
returns TABLE(bucket timestamp without time zone, bucket_at timestamp with time zone, events bigint, page_views bigint, visitors bigint, sessions bigint, orders bigint)
language sql stable parallel safe; -- 974773c638b40696600a48ae599548c0
comment on function dash.trend(date,date,text,text,text[],boolean) is 'A row for each hour, day or week (p_grain) of the period, also where nothing happened. bucket: its beginning on the clocks of zone p_tz; bucket_at: the same as an instant, which tells apart the two equal hours of a day on which clocks go back. visitors: different clients of the sessions that began in it; they do not add up over buckets, since who comes twice is counted in both';
grant execute on function dash.trend(date,date,text,text,text[],boolean) to footfall_analyst;
grant execute on function dash.trend(date,date,text,text,text[],boolean) to footfall_dash;
grant execute on function dash.trend(date,date,text,text,text[],boolean) to footfall_etl;

-- function dash.value_hashes(jsonb,text)
create function dash.value_hashes(p_filter jsonb, p_name text)
returns bigint[]
language sql immutable parallel safe; -- ff447c585b76d9ecdb33f9c3310d92f9
comment on function dash.value_hashes(jsonb,text) is 'The values that the filter p_name allows as the numbers that stand for them; null for all';
grant execute on function dash.value_hashes(jsonb,text) to footfall_analyst;
grant execute on function dash.value_hashes(jsonb,text) to footfall_dash;
grant execute on function dash.value_hashes(jsonb,text) to footfall_etl;

-- function dash.viewed_together(date,date,text,integer)
create function dash.viewed_together(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_min_sessions integer DEFAULT 2)
returns TABLE(product_id text, other_product_id text, sessions bigint, share numeric)
language sql stable parallel safe; -- c101bcab0256102a9a6fd8bf0312800e
comment on function dash.viewed_together(date,date,text,integer) is 'Products that were viewed in the same session (of at most 50 products) at least p_min_sessions times. share: of the sessions with the product, those with the other too';
grant execute on function dash.viewed_together(date,date,text,integer) to footfall_analyst;
grant execute on function dash.viewed_together(date,date,text,integer) to footfall_dash;
grant execute on function dash.viewed_together(date,date,text,integer) to footfall_etl;

-- function dash.viewers_also_bought(text,date,date,text,integer,jsonb)
create function dash.viewers_also_bought(p_product text, p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_limit integer DEFAULT 20, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(product_id text, name text, buyers bigint, share numeric)
language sql stable parallel safe; -- e573bdde62ee4a44be9353bb70eb52c5
comment on function dash.viewers_also_bought(text,date,date,text,integer,jsonb) is 'What else those bought in the period who viewed the product in it, views and orders of visits that fit p_filter, whatever its category and brand. share: of its viewers';
grant execute on function dash.viewers_also_bought(text,date,date,text,integer,jsonb) to footfall_analyst;
grant execute on function dash.viewers_also_bought(text,date,date,text,integer,jsonb) to footfall_dash;
grant execute on function dash.viewers_also_bought(text,date,date,text,integer,jsonb) to footfall_etl;

-- function dash.visit_event_totals(date,date,text,text,jsonb)
create function dash.visit_event_totals(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_grain text DEFAULT 'day'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(bucket_at timestamp with time zone, events bigint, page_views bigint)
language sql stable parallel safe; -- 5738f8947975b4149ba42b7156070eee
comment on function dash.visit_event_totals(date,date,text,text,jsonb) is 'Events and page views from p_from to p_to by hour, day, week or year (p_grain) of visits that fit p_filter by login, site, device, country and channel: added up from visits, of which those few that a bucket''s end divides are counted event by event';
grant execute on function dash.visit_event_totals(date,date,text,text,jsonb) to footfall_analyst;
grant execute on function dash.visit_event_totals(date,date,text,text,jsonb) to footfall_dash;
grant execute on function dash.visit_event_totals(date,date,text,text,jsonb) to footfall_etl;

-- function dash.visit_events(text,boolean,text,timestamp with time zone,timestamp with time zone)
create function dash.visit_events(p_session_id text, p_is_derived boolean, p_client_id text, p_started_at timestamp with time zone, p_ended_at timestamp with time zone)
returns SETOF dash.events
language sql stable parallel safe; -- 93c03fb876ce699c587ce5ddf2a0779b
comment on function dash.visit_events(text,boolean,text,timestamp with time zone,timestamp with time zone) is 'The events of a visit with these properties';
grant execute on function dash.visit_events(text,boolean,text,timestamp with time zone,timestamp with time zone) to footfall_analyst;
grant execute on function dash.visit_events(text,boolean,text,timestamp with time zone,timestamp with time zone) to footfall_dash;
grant execute on function dash.visit_events(text,boolean,text,timestamp with time zone,timestamp with time zone) to footfall_etl;

-- function dash.visit_parts(date,date,jsonb)
create function dash.visit_parts(p_from date, p_to date, p_filter jsonb DEFAULT '{}'::jsonb)
returns SETOF dash.visit_days
language sql stable parallel safe; -- 0378a6ee50e91093eab717afbef49a6e
comment on function dash.visit_parts(date,date,jsonb) is 'Rows of dash.visit_days of the shop''s days p_from to p_to that fit p_filter as in dash.visits';
grant execute on function dash.visit_parts(date,date,jsonb) to footfall_analyst;
grant execute on function dash.visit_parts(date,date,jsonb) to footfall_dash;
grant execute on function dash.visit_parts(date,date,jsonb) to footfall_etl;

-- function dash.visit_totals(date,date,text,text,jsonb,boolean)
create function dash.visit_totals(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_grain text DEFAULT 'day'::text, p_filter jsonb DEFAULT '{}'::jsonb, p_whole boolean DEFAULT false)
returns TABLE(bucket_at timestamp with time zone, visitors bigint, sessions bigint, converting bigint, bounced bigint, engaged_seconds numeric, count_engaged bigint)
language sql stable parallel safe; -- 68ed280431dbe73324b59194e713f471
comment on function dash.visit_totals(date,date,text,text,jsonb,boolean) is 'Sessions that began by hour, day, week, month, year or millennium (p_grain) and fit p_filter, and their different clients. engaged_seconds: over the count_engaged sessions that reported it. p_whole: and a row of the whole period, whose bucket_at is null; with p_grain null only that';
grant execute on function dash.visit_totals(date,date,text,text,jsonb,boolean) to footfall_analyst;
grant execute on function dash.visit_totals(date,date,text,text,jsonb,boolean) to footfall_dash;
grant execute on function dash.visit_totals(date,date,text,text,jsonb,boolean) to footfall_etl;

-- function dash.visitors(date,date,text,boolean)
create function dash.visitors(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_bots boolean DEFAULT false)
returns TABLE(visitors bigint, new_visitors bigint, returning_visitors bigint)
language sql stable parallel safe; -- 942a517b4e39fe389cad81211a1d5518
comment on function dash.visitors(date,date,text,boolean) is 'Different clients with a session that began in the period, each once; days'' visitors do not add up. new: never seen before it';
grant execute on function dash.visitors(date,date,text,boolean) to footfall_analyst;
grant execute on function dash.visitors(date,date,text,boolean) to footfall_dash;
grant execute on function dash.visitors(date,date,text,boolean) to footfall_etl;

-- function dash.visits(date,date,text,jsonb)
create function dash.visits(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns SETOF dash.sessions
language sql stable parallel safe; -- 78bea9c24253c0495e43433d9969442c
comment on function dash.visits(date,date,text,jsonb) is 'Sessions that began from p_from to p_to, days of zone p_tz, and fit p_filter: lists named login, site, device, country, channel (unknown: not known), category and brand (an event of the session names such a product), and bots (true: bots too)';
grant execute on function dash.visits(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.visits(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.visits(date,date,text,jsonb) to footfall_etl;

-- function dash.visits_by(date,date,text,text,jsonb)
create function dash.visits_by(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_by text DEFAULT 'device'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(value text, sessions bigint, visitors bigint, share numeric, page_views_avg numeric, bounce_rate numeric, engaged_seconds numeric, purchases bigint, conversion numeric)
language sql stable parallel safe; -- 67ab4a5a76b672086fde966b52b58f49
comment on function dash.visits_by(date,date,text,text,jsonb) is 'Sessions by p_by: device, browser, os, country, site, login, channel, source (with its medium), campaign, referrer or landing page; value is null where it is not known. visitors: different clients, who may stand in several rows; share: of all sessions; purchases: sessions with one; conversion: by sessions';
grant execute on function dash.visits_by(date,date,text,text,jsonb) to footfall_analyst;
grant execute on function dash.visits_by(date,date,text,text,jsonb) to footfall_dash;
grant execute on function dash.visits_by(date,date,text,text,jsonb) to footfall_etl;

-- function dash.visits_during(date,date,text,jsonb)
create function dash.visits_during(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns SETOF dash.sessions
language sql stable parallel safe; -- 2e27ffafff15159acfa469ee6f682fd4
comment on function dash.visits_during(date,date,text,jsonb) is 'Sessions of which a part was from p_from to p_to, days of zone p_tz, and that fit p_filter by login, site, device, country, channel and bots';
grant execute on function dash.visits_during(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.visits_during(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.visits_during(date,date,text,jsonb) to footfall_etl;

-- function dash.visits_that_fit(date,date,text,jsonb)
create function dash.visits_that_fit(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns SETOF dash.sessions
language sql stable parallel safe; -- a157f45c3391c5b8339770bea8a9c49e
comment on function dash.visits_that_fit(date,date,text,jsonb) is 'Sessions with a part in the period that fit p_filter as in dash.visits: whose pages and searches of the period count. By category and brand those that began the day before the period at the earliest';
grant execute on function dash.visits_that_fit(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.visits_that_fit(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.visits_that_fit(date,date,text,jsonb) to footfall_etl;

-- function dash.week_hours(date,date,text,jsonb)
create function dash.week_hours(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_filter jsonb DEFAULT '{}'::jsonb)
returns TABLE(weekday integer, hour integer, sessions bigint, sessions_avg numeric, purchases bigint, conversion numeric)
language sql stable parallel safe; -- c60cc4e67ac65118ff2d1179f5cc23db
comment on function dash.week_hours(date,date,text,jsonb) is 'A row for each weekday (1 is Monday) of the period and hour on the clocks of p_tz in which sessions began. sessions_avg: by the number of such weekdays in the period; purchases: sessions with one';
grant execute on function dash.week_hours(date,date,text,jsonb) to footfall_analyst;
grant execute on function dash.week_hours(date,date,text,jsonb) to footfall_dash;
grant execute on function dash.week_hours(date,date,text,jsonb) to footfall_etl;

-- function dash.whole_days(date,date,text)
create function dash.whole_days(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text)
returns TABLE(first_day date, last_day date, starts_at timestamp with time zone, ends_at timestamp with time zone, has_edges boolean)
language sql stable parallel safe; -- ad5d81346656d4dd7af2b964cbf084f9
comment on function dash.whole_days(date,date,text) is 'One row: the shop''s days that lie within the days p_from to p_to of zone p_tz, and what of these is left at the ends: from the first instant of p_from to starts_at, and from ends_at to the end of p_to';
grant execute on function dash.whole_days(date,date,text) to footfall_analyst;
grant execute on function dash.whole_days(date,date,text) to footfall_dash;
grant execute on function dash.whole_days(date,date,text) to footfall_etl;

-- function dash.with_bots(jsonb)
create function dash.with_bots(p_filter jsonb)
returns boolean
language sql immutable parallel safe; -- 7502825dfb4eee5a67f9872bc6d5d866
comment on function dash.with_bots(jsonb) is 'Whether the filter asks for bots too';
grant execute on function dash.with_bots(jsonb) to footfall_analyst;
grant execute on function dash.with_bots(jsonb) to footfall_dash;
grant execute on function dash.with_bots(jsonb) to footfall_etl;

-- function public.bare_host(text)
create function public.bare_host(host text)
returns text
language sql immutable parallel safe; -- 477a39c880665fd3bff2d6070b73dde0
comment on function public.bare_host(text) is 'A host without the www before it';
grant execute on function public.bare_host(text) to footfall_etl;

-- function public.bits_of_steps(text)
create function public.bits_of_steps(steps text)
returns integer
language sql immutable parallel safe; -- dcabade0e4f44787d140c5be3b671ac5
comment on function public.bits_of_steps(text) is 'letter_bit of all events of a visit, from its steps';
grant execute on function public.bits_of_steps(text) to footfall_etl;

-- function public.cart_items_are_product(jsonb,text,text,numeric,numeric)
create function public.cart_items_are_product(items jsonb, event_name text, product_id text, quantity numeric, cart_total numeric)
returns boolean
language sql immutable parallel safe; -- 1e0738fd433eac658e29f479b5079f62
comment on function public.cart_items_are_product(jsonb,text,text,numeric,numeric) is 'Whether an event''s items are only its own product, and no cart''s lines';
grant execute on function public.cart_items_are_product(jsonb,text,text,numeric,numeric) to footfall_etl;

-- function public.channel_of(text,text,text,text)
create function public.channel_of(source text, medium text, campaign text, category text)
returns text
language sql immutable parallel safe; -- 1ccf17ac23cd14c2c61c9252daff5915
comment on function public.channel_of(text,text,text,text) is 'GA4''s default channel group';
grant execute on function public.channel_of(text,text,text,text) to footfall_etl;

-- function public.client_hash(text)
create function public.client_hash(client_id text)
returns bigint
language sql immutable parallel safe; -- bcdc9e816256e67db446d1321076eb05
comment on function public.client_hash(text) is 'A client''s id as a number, for counting different ones';
grant execute on function public.client_hash(text) to footfall_etl;

-- function public.drop_facts(timestamp with time zone,timestamp with time zone,timestamp with time zone)
create function public.drop_facts(from_at timestamp with time zone, to_at timestamp with time zone, until_at timestamp with time zone)
returns bigint
language sql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- f77bcb7cf43484a343b09f466654c324
comment on function public.drop_facts(timestamp with time zone,timestamp with time zone,timestamp with time zone) is 'Drops the facts of a span with their page views and searches, remembers their ids and accounts for them in etl_objects';
grant execute on function public.drop_facts(timestamp with time zone,timestamp with time zone,timestamp with time zone) to footfall_etl;

-- function public.event_letter(text)
create function public.event_letter(event_name text)
returns text
language sql immutable parallel safe; -- f68f1466cd0e1ca2b69608dec10da08f
comment on function public.event_letter(text) is 'The letter of an event''s name in sessions.steps';
grant execute on function public.event_letter(text) to footfall_etl;

-- function public.facts_limit(timestamp with time zone)
create function public.facts_limit(as_of timestamp with time zone)
returns timestamp with time zone
language sql stable parallel unsafe; -- d1f64b1a5c6d0adb10512d43a6979373
comment on function public.facts_limit(timestamp with time zone) is 'The midnight before which facts may go, at an instant; null where they are kept for ever';
grant execute on function public.facts_limit(timestamp with time zone) to footfall_etl;

-- function public.facts_to_drop(timestamp with time zone,timestamp with time zone,timestamp with time zone)
create function public.facts_to_drop(from_at timestamp with time zone, to_at timestamp with time zone, until_at timestamp with time zone)
returns TABLE(event_id uuid, event_timestamp timestamp with time zone)
language sql stable parallel unsafe set plan_cache_mode=force_custom_plan; -- 36912dc59d48768ab7c3c0977635d00b
comment on function public.facts_to_drop(timestamp with time zone,timestamp with time zone,timestamp with time zone) is 'Facts of a span that go when days before the limit are frozen';
grant execute on function public.facts_to_drop(timestamp with time zone,timestamp with time zone,timestamp with time zone) to footfall_etl;

-- function public.frozen_until()
create function public.frozen_until()
returns timestamp with time zone
language sql stable parallel safe; -- f99781a53ace5b2562090a701c748883
comment on function public.frozen_until() is 'Days before this instant, and visits that ended before it, stay as they are, since their facts are dropped; -infinity where none are';
grant execute on function public.frozen_until() to footfall_etl;

-- function public.hours_to_drop(timestamp with time zone)
create function public.hours_to_drop(until_at timestamp with time zone)
returns TABLE(hour_at timestamp with time zone, facts bigint)
language sql stable parallel unsafe; -- 6698b45d166b9d10e63364ccb38f0e21
comment on function public.hours_to_drop(timestamp with time zone) is 'UTC hours with facts that go when days before the limit are frozen';
grant execute on function public.hours_to_drop(timestamp with time zone) to footfall_etl;

-- function public.is_own_host(text,text)
create function public.is_own_host(referrer_host text, page_host text)
returns boolean
language sql immutable parallel safe; -- 38fe3463da69184f0f752df95bc63bb4
comment on function public.is_own_host(text,text) is 'Whether a referrer is the shop itself';
grant execute on function public.is_own_host(text,text) to footfall_etl;

-- function public.is_replayed(text)
create function public.is_replayed(event_name text)
returns boolean
language sql immutable parallel safe; -- 4315adc784c24bb3096f05eda3abda84
comment on function public.is_replayed(text) is 'Whether orders, refunds or carts are replayed from facts of this name, whatever their age: they are never dropped';
grant execute on function public.is_replayed(text) to footfall_etl;

-- function public.letter_bit(text)
create function public.letter_bit(letter text)
returns integer
language sql immutable parallel safe; -- 65c5b4ac4aa965e8352e83a5a7a50064
comment on function public.letter_bit(text) is 'The bit of an event''s letter in visit_days.event_bits; one for all names of a shop''s own';
grant execute on function public.letter_bit(text) to footfall_etl;

-- function public.letter_counts(text)
create function public.letter_counts(steps text)
returns integer[]
language sql immutable parallel safe; -- 2fa14b4fc9986bff99f07d36c5788c85
comment on function public.letter_counts(text) is 'How often each letter of the catalogue, A to V, stands in these steps';
grant execute on function public.letter_counts(text) to footfall_etl;

-- function public.mark_session_bots(text[],text[])
create function public.mark_session_bots(session_keys text[], client_keys text[])
returns void
language sql volatile parallel unsafe set plan_cache_mode=force_custom_plan, enable_hashjoin=off, enable_mergejoin=off, enable_seqscan=off; -- b24adf6c0bbf4113846702ff86513ebe
comment on function public.mark_session_bots(text[],text[]) is 'Lends the events of touched visits their visit''s mark, or takes it back';
grant execute on function public.mark_session_bots(text[],text[]) to footfall_etl;

-- function public.normalised_query(text)
create function public.normalised_query(query text)
returns text
language sql immutable parallel safe; -- 8d1e189b1a773c07820c40b661da298f
comment on function public.normalised_query(text) is 'A search in lower case, with single spaces; null where nothing is left';
grant execute on function public.normalised_query(text) to footfall_etl;

-- function public.note_days(date[])
create function public.note_days(days date[])
returns void
language sql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- 3997856791c2a873f8378cd78a977b53
comment on function public.note_days(date[]) is 'Notes days whose rollups must be rebuilt';
grant execute on function public.note_days(date[]) to footfall_etl;

-- function public.note_days_of(timestamp with time zone[])
create function public.note_days_of(instants timestamp with time zone[])
returns void
language sql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- 2b86da829c705dfb8a1106d7f5a3c1ff
comment on function public.note_days_of(timestamp with time zone[]) is 'Notes the days of some instants';
grant execute on function public.note_days_of(timestamp with time zone[]) to footfall_etl;

-- function public.note_hour_days(text[])
create function public.note_hour_days(hour_keys text[])
returns void
language sql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- d22d8195ece6610468c6984332125e4b
comment on function public.note_hour_days(text[]) is 'Notes the days that some UTC hours lie on';
grant execute on function public.note_hour_days(text[]) to footfall_etl;

-- function public.note_order_days(text[])
create function public.note_order_days(order_keys text[])
returns void
language sql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- cc3c74c3c7919e7b83d011bf0ae040a2
comment on function public.note_order_days(text[]) is 'Notes the days of some orders, before and after they are rebuilt';
grant execute on function public.note_order_days(text[]) to footfall_etl;

-- function public.note_visit_days(jsonb,jsonb)
create function public.note_visit_days(visits_before jsonb, visits_after jsonb)
returns void
language sql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- 21b9c3e7e74267c3deb9c82d6b1ecb37
comment on function public.note_visit_days(jsonb,jsonb) is 'Notes the days that visits were on before they were rebuilt, and are on now';
grant execute on function public.note_visit_days(jsonb,jsonb) to footfall_etl;

-- function public.path_hash(text)
create function public.path_hash(path text)
returns bigint
language sql immutable parallel safe; -- 374842b3ff243ec4dfd41bcd12484514
comment on function public.path_hash(text) is 'A page''s path as a number, made as client_hash';
grant execute on function public.path_hash(text) to footfall_etl;

-- function public.receipts_of(uuid[])
create function public.receipts_of(event_ids uuid[])
returns TABLE(event_id uuid, received_at timestamp with time zone)
language sql stable parallel unsafe set enable_seqscan=off, plan_cache_mode=force_custom_plan; -- fbc9f5c0bc5707aa73399276d5a30355
comment on function public.receipts_of(uuid[]) is 'Which of some events the facts have or had, and when they were received; 1970 for what was dropped';
grant execute on function public.receipts_of(uuid[]) to footfall_etl;

-- function public.refresh_carts(text[],text[])
create function public.refresh_carts(cart_keys text[], client_keys text[])
returns void
language plpgsql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- 2c6f7025ef195f58330c086b857202f7
comment on function public.refresh_carts(text[],text[]) is 'Builds carts anew';
grant execute on function public.refresh_carts(text[],text[]) to footfall_etl;

-- function public.refresh_clients(text[])
create function public.refresh_clients(client_keys text[])
returns void
language sql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- a7d175d8160238982b6bfa5fd2aa01f5
comment on function public.refresh_clients(text[]) is 'Builds clients anew';
grant execute on function public.refresh_clients(text[]) to footfall_etl;

-- function public.refresh_day(date)
create function public.refresh_day(of_day date)
returns void
language plpgsql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- 32850112f56c84fbe893e2fe9fd8fe6f
comment on function public.refresh_day(date) is 'Rebuilds the rollups of a day';
grant execute on function public.refresh_day(date) to footfall_etl;

-- function public.refresh_days(integer)
create function public.refresh_days(max_days integer DEFAULT NULL::integer)
returns bigint
language plpgsql volatile parallel unsafe; -- 1ec80f3bbb6326264657e178d52775bb
comment on function public.refresh_days(integer) is 'Rebuilds stale days, the oldest first; returns how many are left';
grant execute on function public.refresh_days(integer) to footfall_etl;

-- function public.refresh_dependants(jsonb,text[],text[],text[],text[],text[])
create function public.refresh_dependants(visits_before jsonb, session_keys text[], client_keys text[], order_keys text[], cart_keys text[], hour_keys text[])
returns void
language plpgsql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- f930fadc079990e2092424bc0801a51e
comment on function public.refresh_dependants(jsonb,text[],text[],text[],text[],text[]) is 'Builds anew what hangs on the sessions and orders of a step';
grant execute on function public.refresh_dependants(jsonb,text[],text[],text[],text[],text[]) to footfall_etl;

-- function public.refresh_identities(text[])
create function public.refresh_identities(client_keys text[])
returns void
language sql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- 9687d8daee6106b5a97dccc5677a4644
comment on function public.refresh_identities(text[]) is 'Builds anew which users some clients have';
grant execute on function public.refresh_identities(text[]) to footfall_etl;

-- function public.refresh_models(integer)
create function public.refresh_models(max_keys integer DEFAULT NULL::integer)
returns bigint
language plpgsql volatile parallel unsafe set work_mem=64MB; -- 994eeab3eb9ef08f0fa9a0dad52c48a8
comment on function public.refresh_models(integer) is 'Brings models up to date with what was touched; returns about how much is left';
grant execute on function public.refresh_models(integer) to footfall_etl;

-- function public.refresh_order_conflicts(text[])
create function public.refresh_order_conflicts(order_keys text[])
returns void
language sql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- a0bd9ff5d4c998ba630f965a15c3827f
comment on function public.refresh_order_conflicts(text[]) is 'Notes which reports of some orders say something else than the order';
grant execute on function public.refresh_order_conflicts(text[]) to footfall_etl;

-- function public.refresh_orders(text[])
create function public.refresh_orders(order_keys text[])
returns void
language sql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- 1f4b9cfd66d333987cd6c7f367404d84
comment on function public.refresh_orders(text[]) is 'Builds orders, their lines, refunds and conflicts anew';
grant execute on function public.refresh_orders(text[]) to footfall_etl;

-- function public.refresh_page_day(date,timestamp with time zone,timestamp with time zone)
create function public.refresh_page_day(of_day date, starts_at timestamp with time zone, ends_at timestamp with time zone)
returns void
language sql volatile parallel unsafe; -- faf73a850cf7a1b191d2c955e3ac134a
comment on function public.refresh_page_day(date,timestamp with time zone,timestamp with time zone) is 'Builds a day of page_daily anew';
grant execute on function public.refresh_page_day(date,timestamp with time zone,timestamp with time zone) to footfall_etl;

-- function public.refresh_page_views(text[])
create function public.refresh_page_views(visit_keys text[])
returns void
language sql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- 52bf3db6fb1cc7c01dac59775ab10c87
comment on function public.refresh_page_views(text[]) is 'Builds the page views of some visits anew';
grant execute on function public.refresh_page_views(text[]) to footfall_etl;

-- function public.refresh_product_day(date,timestamp with time zone,timestamp with time zone)
create function public.refresh_product_day(of_day date, starts_at timestamp with time zone, ends_at timestamp with time zone)
returns void
language sql volatile parallel unsafe; -- 0dd3f0bd4406238d7c16db46f732cf45
comment on function public.refresh_product_day(date,timestamp with time zone,timestamp with time zone) is 'Builds a day of products, categories, lists and prices anew';
grant execute on function public.refresh_product_day(date,timestamp with time zone,timestamp with time zone) to footfall_etl;

-- function public.refresh_refunds(text[])
create function public.refresh_refunds(order_keys text[])
returns void
language sql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- 13415d0d08a7e9515bfda74108e8f20a
comment on function public.refresh_refunds(text[]) is 'Builds the refunds of some orders anew';
grant execute on function public.refresh_refunds(text[]) to footfall_etl;

-- function public.refresh_search_day(date,timestamp with time zone,timestamp with time zone)
create function public.refresh_search_day(of_day date, starts_at timestamp with time zone, ends_at timestamp with time zone)
returns void
language sql volatile parallel unsafe; -- 8bebff49215e74e22484c5af34cb4ea8
comment on function public.refresh_search_day(date,timestamp with time zone,timestamp with time zone) is 'Builds a day of search_daily anew';
grant execute on function public.refresh_search_day(date,timestamp with time zone,timestamp with time zone) to footfall_etl;

-- function public.refresh_searches(text[])
create function public.refresh_searches(visit_keys text[])
returns void
language plpgsql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- 3dd372109c8bc99ab1da66a792db9e77
comment on function public.refresh_searches(text[]) is 'Builds the searches of some visits anew';
grant execute on function public.refresh_searches(text[]) to footfall_etl;

-- function public.refresh_sessions(text[],text[])
create function public.refresh_sessions(session_keys text[], client_keys text[])
returns void
language sql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- 011cbb8b1b4ed121853bce05f854999d
comment on function public.refresh_sessions(text[],text[]) is 'Builds sessions anew';
grant execute on function public.refresh_sessions(text[],text[]) to footfall_etl;

-- function public.refresh_sign_ins(text[])
create function public.refresh_sign_ins(visit_keys text[])
returns void
language sql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- 2139164773dea45804d982b76f721b59
comment on function public.refresh_sign_ins(text[]) is 'Builds anew who was known in some visits';
grant execute on function public.refresh_sign_ins(text[]) to footfall_etl;

-- function public.refresh_total_day(date,timestamp with time zone,timestamp with time zone)
create function public.refresh_total_day(of_day date, starts_at timestamp with time zone, ends_at timestamp with time zone)
returns void
language sql volatile parallel unsafe; -- 447e2723f29637471a8d1e92c4c8cc8f
comment on function public.refresh_total_day(date,timestamp with time zone,timestamp with time zone) is 'Builds a day of hourly, daily, event_daily and quarter_events anew';
grant execute on function public.refresh_total_day(date,timestamp with time zone,timestamp with time zone) to footfall_etl;

-- function public.refresh_visit_day(date,timestamp with time zone,timestamp with time zone)
create function public.refresh_visit_day(of_day date, starts_at timestamp with time zone, ends_at timestamp with time zone)
returns void
language sql volatile parallel unsafe; -- 1e9788de258fb595ebd184578e9d59f5
comment on function public.refresh_visit_day(date,timestamp with time zone,timestamp with time zone) is 'Builds a day of funnel_daily, visit_cells, visit_days, page_view_days and other_paths anew';
grant execute on function public.refresh_visit_day(date,timestamp with time zone,timestamp with time zone) to footfall_etl;

-- function public.reported_until()
create function public.reported_until()
returns timestamp with time zone
language sql stable parallel safe; -- e703d17bd072da1dce8075fd905ad10f
comment on function public.reported_until() is 'What happened before this instant belongs to a day that was reported; null where no day was. It is a midnight of the shop''s zone';
grant execute on function public.reported_until() to footfall_etl;

-- function public.restatement_reason()
create function public.restatement_reason()
returns text
language sql stable parallel safe; -- e03187b53c90335b23eb3a39e5934832
comment on function public.restatement_reason() is 'Why figures change now: what the transaction says of itself, else late_events';
grant execute on function public.restatement_reason() to footfall_etl;

-- function public.session_rules()
create function public.session_rules()
returns text
language sql stable parallel unsafe; -- 703c849af5ea791a458dd1bd0b3364c9
comment on function public.session_rules() is 'Digest of the rules by which sessions get their channel and their mark as a bot''s by behaviour; settings.session_rules holds that of the last run';
grant execute on function public.session_rules() to footfall_etl;

-- function public.set_facts_keep_days(integer)
create function public.set_facts_keep_days(days integer)
returns void
language plpgsql volatile parallel unsafe; -- d2d5658923cd97163d9607d429c6690c
comment on function public.set_facts_keep_days(integer) is 'Sets for how many days facts are kept, at least 100; null for ever';
grant execute on function public.set_facts_keep_days(integer) to footfall_etl;

-- function public.set_shop(text,integer)
create function public.set_shop(new_zone text, new_week_start integer)
returns void
language plpgsql volatile parallel unsafe; -- c820ee060a761cb1ff30becf0e9f7a8f
comment on function public.set_shop(text,integer) is 'Sets the shop''s zone and first day of the week; null leaves one as it is';
grant execute on function public.set_shop(text,integer) to footfall_etl;

-- function public.shop_day(timestamp with time zone)
create function public.shop_day(moment timestamp with time zone)
returns date
language sql stable parallel safe; -- 26ca7d99af10bb626ae02dc646126995
comment on function public.shop_day(timestamp with time zone) is 'The day of an instant in the shop''s zone. Over many rows write (moment at time zone (select shop_zone()))::date, which reads the setting once';
grant execute on function public.shop_day(timestamp with time zone) to footfall_etl;

-- function public.shop_day_start(date)
create function public.shop_day_start(of_day date)
returns timestamp with time zone
language sql stable parallel safe; -- 090ba53d24dc5a25c4a21f6c3ffac507
comment on function public.shop_day_start(date) is 'The first instant of a day of the shop''s zone';
grant execute on function public.shop_day_start(date) to footfall_etl;

-- function public.shop_days(timestamp with time zone,timestamp with time zone)
create function public.shop_days(first_at timestamp with time zone, last_at timestamp with time zone)
returns SETOF date
language sql stable parallel safe; -- 1b872577345405dc5e37e7d1716e5909
comment on function public.shop_days(timestamp with time zone,timestamp with time zone) is 'Days of the shop''s zone from the one of the first instant to the one of the last';
grant execute on function public.shop_days(timestamp with time zone,timestamp with time zone) to footfall_etl;

-- function public.shop_week(date)
create function public.shop_week(day date)
returns date
language sql stable parallel safe; -- ce5ae6002a59afa16ada6b0901d706e9
comment on function public.shop_week(date) is 'The first day of the shop''s week that a day is in';
grant execute on function public.shop_week(date) to footfall_etl;

-- function public.shop_zone()
create function public.shop_zone()
returns text
language sql stable parallel safe; -- eadffdccab160c3c535fb2df95e570f8
comment on function public.shop_zone() is 'The shop''s time zone';
grant execute on function public.shop_zone() to footfall_etl;

-- function public.shoppers_of(jsonb,text[],text[],text[])
create function public.shoppers_of(visits jsonb, session_keys text[], client_keys text[], order_keys text[])
returns text[]
language sql stable parallel unsafe set plan_cache_mode=force_custom_plan; -- 36f9fc459043f2d80bbcaae42400788e
comment on function public.shoppers_of(jsonb,text[],text[],text[]) is 'Clients that any of the touched facts name';
grant execute on function public.shoppers_of(jsonb,text[],text[],text[]) to footfall_etl;

-- function public.source_keys(text)
create function public.source_keys(source text)
returns TABLE(key text, rank integer)
language sql immutable parallel safe; -- c95e1737dad10472e8dce1932d8aa652
comment on function public.source_keys(text) is 'The keys under which channel_sources may know a source, the most telling first';
grant execute on function public.source_keys(text) to footfall_etl;

-- function public.touch_outdated_sessions()
create function public.touch_outdated_sessions()
returns bigint
language sql volatile parallel unsafe; -- d849c01c562ef4a24003a47e6336f457
comment on function public.touch_outdated_sessions() is 'Touches all sessions where other rules have built them, and notes those of now. Returns how many keys it touched';
grant execute on function public.touch_outdated_sessions() to footfall_etl;

-- function public.visit_members(text[])
create function public.visit_members(visit_keys text[])
returns TABLE(visit_id text, event_id uuid, event_timestamp timestamp with time zone, sequence integer, event_name text, client_id text, user_id text, site text, page_view_id text, page_path text, engaged_ms integer, scroll_depth numeric, search_query text, search_results integer, is_bot boolean)
language sql stable parallel unsafe; -- 3a38b9cdbacbc52a3ffd82bdc033f748
comment on function public.visit_members(text[]) is 'The events of some visits';
grant execute on function public.visit_members(text[]) to footfall_etl;

-- function public.visits_now(text[],text[],text[])
create function public.visits_now(session_keys text[], client_keys text[], order_keys text[])
returns jsonb
language sql stable parallel unsafe set plan_cache_mode=force_custom_plan; -- 22ec0381a36dbccb9014da92bdd1f43a
comment on function public.visits_now(text[],text[],text[]) is 'The sessions of some keys and orders as they stand';
grant execute on function public.visits_now(text[],text[],text[]) to footfall_etl;

-- function public.write_restatements(bigint)
create function public.write_restatements(for_run bigint)
returns integer
language sql volatile parallel unsafe; -- f7c14f118b11570ee715140807155cda
comment on function public.write_restatements(bigint) is 'Writes what changed of reported days to the ledger, at a run''s end';
grant execute on function public.write_restatements(bigint) to footfall_etl;
