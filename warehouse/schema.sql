-- The warehouse's schema, as migrations, models, views and rights make it: one object a block, by name.
-- Made from the catalogue by "npm run schema"; a test says when it has to be made again. Functions are shown without their
-- text, which lies in sql/: its checksum changes with it.

-- schema dash
create schema dash;
grant usage on schema dash to footfall_dash;
grant usage on schema dash to footfall_etl;

-- schema public
create schema public;
grant usage on schema public to footfall_etl;

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
comment on column public.channel_sources.name is 'Source of visits that come from there; null where that is the host itself';
comment on column public.channel_sources.medium is 'Medium of visits with this click id; null for all other categories';
grant delete, insert, select, update on table public.channel_sources to footfall_etl;

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
CREATE INDEX clickstream_events_client ON public.clickstream_events USING btree (client_id) WHERE (session_id IS NULL);
CREATE INDEX clickstream_events_order ON public.clickstream_events USING btree (order_id) WHERE (order_id IS NOT NULL);
CREATE INDEX clickstream_events_session ON public.clickstream_events USING btree (session_id) WHERE (session_id IS NOT NULL);
CREATE INDEX clickstream_events_timestamp ON public.clickstream_events USING brin (event_timestamp);
comment on table public.clickstream_events is 'One row an event. event_id is the client''s, or derived from the lake object''s key and line. Schema version 1.';
comment on column public.clickstream_events.event_timestamp is 'When it happened: the client''s clock, corrected by the batch''s sending time where that is off by more than 30 s; receipt where unknown or impossible';
comment on column public.clickstream_events.context_product_price is 'Major units of currency, exact';
comment on column public.clickstream_events.received_at is 'When the collector received it, by the collector''s clock';
comment on column public.clickstream_events.items is 'Products of a list, lines of a cart or an order, by the contract''s names; what a line says beyond them is in its properties';
comment on column public.clickstream_events.properties is 'The shop''s own fields, and all that has no column or does not fit its type, by its path in the event';
comment on column public.clickstream_events.is_trusted is 'Sent by the shop''s own server with a server key';
comment on column public.clickstream_events.bot_reason is 'The rule that takes it for a bot''s, session:… where it is the visit''s; null where is_bot is false';
comment on column public.clickstream_events.clock_suspect is 'The client''s time was impossible, so receipt stands in for it';
comment on column public.clickstream_events.ingest_object is 'etl_objects.object_id of the lake object that it was loaded from first';
comment on column public.clickstream_events.user_agent_id is 'user_agents.user_agent_id; null where the sender named none, for trusted events, and for those loaded before this column was';
comment on column public.clickstream_events.user_verified is 'The collector found user_id proven by a signed-in shopper''s token; null where it said nothing';
comment on column public.clickstream_events.timezone is 'IANA name, as the browser says';
comment on column public.clickstream_events.viewport is 'Width x height in CSS pixels, as the browser says';
comment on column public.clickstream_events.screen is 'Width x height in CSS pixels, as the browser says';
comment on column public.clickstream_events.connection is 'Effective type, as 4g; null where the browser does not say';
grant delete, insert, select, update on table public.clickstream_events to footfall_etl;

-- table public.erased_lines
create table public.erased_lines (
    object_key text not null,
    erasure_id uuid not null,
    line_numbers integer[] not null,
    constraint erased_lines_erasure_id_fkey FOREIGN KEY (erasure_id) REFERENCES public.erasures(erasure_id),
    constraint erased_lines_pkey PRIMARY KEY (object_key, erasure_id)
);
comment on table public.erased_lines is 'Lines that an erasure has taken, by the object in which they stood first: an older copy of it may come back.';
grant insert, select, update on table public.erased_lines to footfall_etl;

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
grant insert, select on table public.erased_subjects to footfall_etl;

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
comment on column public.erasures.subject_hash is 'SHA-256 of "client" or "user", a line feed and the id, in hexadecimal digits';
comment on column public.erasures.lake_objects is 'Lake objects that were rewritten; lake_events and lake_refused: their lines';
comment on column public.erasures.facts is 'Events that went from the warehouse; refused: refused lines';
comment on column public.erasures.sessions is 'Visits that are gone because of it; orders: likewise';
comment on column public.erasures.erased_at is 'What was received or happened before is erased, whenever it comes; what is later counts';
comment on column public.erasures.completed_at is 'Null until the lake is rewritten: the same command again finishes it';
grant insert, select on table public.erasures to footfall_etl;
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
comment on column public.etl_compacted.object_id is 'Its etl_objects.object_id, by which clickstream_events.ingest_object may still name it; null where it was not loaded by itself';
grant insert, select, update on table public.etl_compacted to footfall_etl;

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
comment on column public.etl_day_changes.order_id is 'Of an order; null for events and sessions';
comment on column public.etl_day_changes.events is 'Without bots, as figures are; so are sessions';
grant delete, insert, select, update on table public.etl_day_changes to footfall_etl;

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
    constraint etl_objects_object_key_key UNIQUE (object_key),
    constraint etl_objects_pkey PRIMARY KEY (object_id),
    constraint etl_objects_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.etl_runs(run_id)
);
CREATE INDEX etl_objects_hour ON public.etl_objects USING btree (hour);
CREATE INDEX etl_objects_unbalanced ON public.etl_objects USING btree (hour) WHERE (received <> (((loaded + duplicate) + rejected) + erased));
comment on table public.etl_objects is 'Each lake object once, and what became of its lines. loaded + duplicate + rejected + erased = received, always.';
comment on column public.etl_objects.hour is 'The UTC hour in the object''s key; null where the key names only a day';
comment on column public.etl_objects.modified_at is 'When the lake got it; null for objects that were loaded before this was noted, or made by compaction';
grant delete, insert, select, update on table public.etl_objects to footfall_etl;

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
comment on column public.etl_runs.is_complete is 'It loaded all of its scope and left no model to be built: days that were over when it ended count as reported since';
grant insert, select on table public.etl_runs to footfall_etl;
grant update (status, objects, received, loaded, duplicate, rejected, erased, error, ended_at, is_complete) on table public.etl_runs to footfall_etl;

-- table public.etl_touched
create table public.etl_touched (
    touched_id bigint generated always as identity not null,
    kind text not null,
    key text not null,
    reason text default COALESCE(NULLIF(current_setting('footfall.restatement_reason'::text, true), ''::text), 'late_events'::text) not null,
    constraint etl_touched_kind_check CHECK ((kind = ANY (ARRAY['session'::text, 'client'::text, 'order'::text]))),
    constraint etl_touched_pkey PRIMARY KEY (touched_id),
    constraint etl_touched_reason_check CHECK ((reason = ANY (ARRAY['late_events'::text, 'bot_rules'::text, 'refunds'::text, 'erasure'::text, 'retry'::text, 'rebuild'::text])))
);
comment on table public.etl_touched is 'Sessions, clients (of events without a session) and orders whose facts changed since the models were built.';
comment on column public.etl_touched.reason is 'Why they changed, for the ledger of restatements';
grant delete, insert, select on table public.etl_touched to footfall_etl;

-- table public.footfall_migrations
create table public.footfall_migrations (
    id integer not null,
    name text not null,
    checksum text not null,
    applied_at timestamp with time zone default now() not null,
    constraint footfall_migrations_pkey PRIMARY KEY (id)
);
grant select on table public.footfall_migrations to footfall_etl;

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
comment on column public.instance_status.bundle is 'the version of Footfall that it runs';
comment on column public.instance_status.failed_units is 'systemd units that have failed, dashboards included';
comment on column public.instance_status.backed_up_at is 'when the last dump was complete in the backup bucket; null: never';
grant select on table public.instance_status to footfall_etl;

-- table public.internal_referrers
create table public.internal_referrers (
    host text not null,
    constraint internal_referrers_pkey PRIMARY KEY (host)
);
comment on table public.internal_referrers is 'Hosts, with all below them, that send shoppers back rather than bring them; filled by the shop. Sessions of before stay.';
grant delete, insert, select, update on table public.internal_referrers to footfall_etl;

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
comment on column public.order_items.price is 'What was paid a unit: the discount price where one was sent, else the price';
comment on column public.order_items.revenue is 'quantity x price; null where the line had no price';
grant delete, insert, select, update on table public.order_items to footfall_etl;

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
CREATE INDEX orders_ordered_at ON public.orders USING btree (ordered_at);
comment on table public.orders is 'Grain: order_id. The first trusted report with a total is the order, else the first with a total, else the first.';
comment on column public.orders.total is 'Major units of currency, exact; null where no report carried one';
comment on column public.orders.item_count is 'Units; null where the report listed no lines';
comment on column public.orders.count_conflicts is 'Reports of the same id that give another total or currency';
grant delete, insert, select, update on table public.orders to footfall_etl;

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
comment on column public.quarantine_retries.event_id is 'The accepted event; null unless outcome is accepted';
comment on column public.quarantine_retries.reason is 'Why it was refused again; null unless outcome is refused';
comment on column public.quarantine_retries.target_key is 'The lake object with the accepted event; null unless outcome is accepted';
grant delete, insert, select, update on table public.quarantine_retries to footfall_etl;

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
comment on column public.rejected_events.line_number is 'Line of the object that holds it now';
comment on column public.rejected_events.raw is 'The first 2,000 characters of what was sent';
comment on column public.rejected_events.origin_key is 'Object that it was written to first; null where that is the object of object_id';
comment on column public.rejected_events.origin_line is 'Its line there; null where origin_key is';
grant delete, insert, select, update on table public.rejected_events to footfall_etl;

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
comment on column public.restatements.run_id is 'etl_runs.run_id of the run at whose end it was written';
comment on column public.restatements.currency is 'Of the money; null for counts, and for money of orders that named no currency';
comment on column public.restatements.events is 'By how much the day''s figure changed; so are all figures here';
comment on column public.restatements.time_zone is 'The shop''s zone by which the day was cut';
grant insert, select on table public.restatements to footfall_etl;

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
    constraint sessions_pkey PRIMARY KEY (session_id)
);
CREATE INDEX sessions_derived_client ON public.sessions USING btree (client_id) WHERE is_derived;
CREATE INDEX sessions_started_at ON public.sessions USING btree (started_at);
comment on table public.sessions is 'Grain: session_id. Bots are kept and marked.';
comment on column public.sessions.user_login_state is 'logged_in if any event of the visit was, else the last known';
comment on column public.sessions.engaged_seconds is 'Null where no page of the visit reported its end';
comment on column public.sessions.is_derived is 'The client sent no session id: 30 minutes of silence end the visit, and session_id is client_id@start';
comment on column public.sessions.is_bounce is 'At most one page view, less than 10 engaged seconds, nothing put into the cart and nothing bought';
comment on column public.sessions.bot_reason is 'The rule that takes it for a bot''s; null where is_bot is false';
grant delete, insert, select, update on table public.sessions to footfall_etl;

-- table public.settings
create table public.settings (
    is_only boolean default true not null,
    time_zone text default 'UTC'::text not null,
    week_starts_on smallint default 1 not null,
    zone_since timestamp with time zone default '-infinity'::timestamp with time zone not null,
    constraint settings_is_only_check CHECK (is_only),
    constraint settings_pkey PRIMARY KEY (is_only),
    constraint settings_week_starts_on_check CHECK (((week_starts_on >= 1) AND (week_starts_on <= 7)))
);
comment on table public.settings is 'One row: what the shop calls a day and a week. Changed by set_shop().';
comment on column public.settings.week_starts_on is 'As ISO 8601 counts: 1 is Monday, 7 is Sunday';
comment on column public.settings.zone_since is 'When time_zone was changed last; days were cut otherwise before';
grant delete, insert, select, update on table public.settings to footfall_etl;

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
comment on column public.user_agents.bot_reason is 'The rule that takes it for a bot''s; null for none';
comment on column public.user_agents.is_changed is 'New rules read something else in it than the facts say; they are being marked anew';
grant delete, insert, select, update on table public.user_agents to footfall_etl;

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
grant select on table dash.balance to footfall_dash;
grant select on table dash.balance to footfall_etl;

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
grant select on table dash.data_version to footfall_dash;
grant select on table dash.data_version to footfall_etl;

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
grant select on table dash.etl_runs to footfall_dash;
grant select on table dash.etl_runs to footfall_etl;

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
grant select on table dash.events to footfall_dash;
grant select on table dash.events to footfall_etl;

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
grant select on table dash.orders to footfall_dash;
grant select on table dash.orders to footfall_etl;

-- view dash.rejected
create view dash.rejected as
 SELECT rejected_id,
    reason,
    event_name,
    "left"(raw, 500) AS sample,
    received_at
   FROM public.rejected_events;
comment on view dash.rejected is 'One row a refused line, with the first 500 characters of what was sent';
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
grant select on table dash.restatements to footfall_dash;
grant select on table dash.restatements to footfall_etl;

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
    bot_reason
   FROM public.sessions;
comment on view dash.sessions is 'One row a visit, bots marked';
grant select on table dash.sessions to footfall_dash;
grant select on table dash.sessions to footfall_etl;

-- view dash.settings
create view dash.settings as
 SELECT time_zone,
    week_starts_on
   FROM public.settings;
comment on view dash.settings is 'One row: the shop''s time zone, and the day its weeks start on (1 is Monday, 7 is Sunday)';
grant select on table dash.settings to footfall_dash;
grant select on table dash.settings to footfall_etl;

-- function dash.buckets(date,date,text,text)
create function dash.buckets(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_grain text DEFAULT 'day'::text)
returns TABLE(bucket_at timestamp with time zone)
language sql stable parallel safe; -- c1e55c116695e29eb58d987a26a9a8b1
comment on function dash.buckets(date,date,text,text) is 'Each hour, day or week (p_grain; weeks start on Monday) that the period touches, as the instant at which it begins in zone p_tz. A day on which clocks change has 23 or 25 hours; the first week may begin before p_from';
grant execute on function dash.buckets(date,date,text,text) to footfall_dash;
grant execute on function dash.buckets(date,date,text,text) to footfall_etl;

-- function dash.events_in(date,date,text,text[],boolean)
create function dash.events_in(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_login text[] DEFAULT NULL::text[], p_bots boolean DEFAULT false)
returns SETOF dash.events
language sql stable parallel safe; -- 90a8dfe2282e84b794028d45d1b538f9
comment on function dash.events_in(date,date,text,text[],boolean) is 'Events that happened from p_from to p_to, both inclusive, as days of zone p_tz. p_login: login states of the event, of which unknown stands for none sent; null for all. p_bots: bots too';
grant execute on function dash.events_in(date,date,text,text[],boolean) to footfall_dash;
grant execute on function dash.events_in(date,date,text,text[],boolean) to footfall_etl;

-- function dash.funnel(date,date,text,text[],boolean)
create function dash.funnel(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_login text[] DEFAULT NULL::text[], p_bots boolean DEFAULT false)
returns TABLE(step_number integer, step text, sessions bigint, dropped bigint, share_of_first numeric, share_of_previous numeric)
language sql stable parallel safe; -- 3dfb8d0c1f42759dba43d705544adc62
comment on function dash.funnel(date,date,text,text[],boolean) is 'Sessions that did a step and all steps before it, in whatever order within the session. dropped: sessions of the step before that did not do this one. dropped and share_of_previous are null for the first step, shares where there is nothing to divide by';
grant execute on function dash.funnel(date,date,text,text[],boolean) to footfall_dash;
grant execute on function dash.funnel(date,date,text,text[],boolean) to footfall_etl;

-- function dash.health()
create function dash.health()
returns TABLE(last_run_id bigint, objects bigint, received bigint, loaded bigint, duplicate bigint, rejected bigint, erased bigint, rejected_last_day bigint, unbalanced_hours bigint, seconds_since_success numeric, is_balanced boolean, last_status text, last_error text, last_event_at timestamp with time zone, last_received_at timestamp with time zone, last_success_at timestamp with time zone)
language sql stable parallel safe; -- 0b06bbe08a70fc7ec4181920a215105b
comment on function dash.health() is 'One row. last_event_at and last_received_at: of the events of the last two days, else of all; last_status: of the newest run; last_error: of the newest run that has ended, null where it succeeded; is_balanced: every hour of the lake balances; seconds_since_success: null where no run has succeeded yet';
grant execute on function dash.health() to footfall_dash;
grant execute on function dash.health() to footfall_etl;

-- function dash.orders_in(date,date,text,text[])
create function dash.orders_in(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_login text[] DEFAULT NULL::text[])
returns SETOF dash.orders
language sql stable parallel safe; -- c274c675d377dc7ef646abb4cfb3aa90
comment on function dash.orders_in(date,date,text,text[]) is 'Orders placed from p_from to p_to, both inclusive, as days of zone p_tz, whoever placed them. p_login: login states of the order''s session; an order of no known session counts only where p_login is null';
grant execute on function dash.orders_in(date,date,text,text[]) to footfall_dash;
grant execute on function dash.orders_in(date,date,text,text[]) to footfall_etl;

-- function dash.overview(date,date,text,text[],boolean)
create function dash.overview(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_login text[] DEFAULT NULL::text[], p_bots boolean DEFAULT false)
returns TABLE(events bigint, page_views bigint, visitors bigint, sessions bigint, orders bigint, converting_sessions bigint, bounced_sessions bigint, conversion numeric, bounce_rate numeric, engaged_seconds_avg numeric)
language sql stable parallel safe; -- 85660284f63aa385aaae26bcd4bda192
comment on function dash.overview(date,date,text,text[],boolean) is 'One row. visitors: different clients; orders: by their own time, whoever placed them; conversion: sessions with a purchase by sessions; bounce_rate: bounced sessions by sessions; engaged_seconds_avg: mean of the sessions that reported it. The last three are null where there is nothing to divide by';
grant execute on function dash.overview(date,date,text,text[],boolean) to footfall_dash;
grant execute on function dash.overview(date,date,text,text[],boolean) to footfall_etl;

-- function dash.products(date,date,text,text[],boolean)
create function dash.products(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_login text[] DEFAULT NULL::text[], p_bots boolean DEFAULT false)
returns TABLE(product_id text, name text, category text, brand text, currency text, views bigint, viewers bigint, adds bigint, removes bigint, orders bigint, units numeric, revenue numeric, conversion numeric)
language sql stable parallel safe; -- 556a1a5ab0a8f325780692e162990232
comment on function dash.products(date,date,text,text[],boolean) is 'A row for each product and each currency it was sold in; one with currency and revenue null where it was not sold. views, viewers, adds and removes know no currency and stand on each row of the product. viewers: different clients with a product view; orders: that contain it; revenue: quantity x price paid, before refunds; conversion: orders by viewers, null without viewers. Order lines without a product id are left out';
grant execute on function dash.products(date,date,text,text[],boolean) to footfall_dash;
grant execute on function dash.products(date,date,text,text[],boolean) to footfall_etl;

-- function dash.rejected_reasons(date,date,text)
create function dash.rejected_reasons(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text)
returns TABLE(reason text, events bigint, last_seen timestamp with time zone, sample text)
language sql stable parallel safe; -- ef4d9252deb73a2d0f4f71d77c752b36
comment on function dash.rejected_reasons(date,date,text) is 'Why events received in the period were refused, most frequent first, with the newest sample of each, at most 500 characters';
grant execute on function dash.rejected_reasons(date,date,text) to footfall_dash;
grant execute on function dash.rejected_reasons(date,date,text) to footfall_etl;

-- function dash.revenue(date,date,text,text[])
create function dash.revenue(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_login text[] DEFAULT NULL::text[])
returns TABLE(currency text, orders bigint, gross numeric, refunded numeric, net numeric, average_order numeric)
language sql stable parallel safe; -- 1a6d83d0e941a6076c7abbb1df160973
comment on function dash.revenue(date,date,text,text[]) is 'A row a currency, null for orders that named none. gross: order totals as reported; refunded: what was given back of these orders, whenever; net: gross - refunded; average_order: mean total of the orders that carry one, rounded to 2 decimals';
grant execute on function dash.revenue(date,date,text,text[]) to footfall_dash;
grant execute on function dash.revenue(date,date,text,text[]) to footfall_etl;

-- function dash.revenue_trend(date,date,text,text,text[],boolean)
create function dash.revenue_trend(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_grain text DEFAULT 'day'::text, p_login text[] DEFAULT NULL::text[], p_bots boolean DEFAULT false)
returns TABLE(bucket timestamp without time zone, bucket_at timestamp with time zone, currency text, orders bigint, net numeric)
language sql stable parallel safe; -- 02a1b0ad604aa6269dd42ef7da56420c
comment on function dash.revenue_trend(date,date,text,text,text[],boolean) is 'Net revenue by the time of the order, a row for each bucket and each currency of the period, also where nothing was sold. p_bots changes nothing, since an order counts whoever placed it; it is there so that all trends are called alike';
grant execute on function dash.revenue_trend(date,date,text,text,text[],boolean) to footfall_dash;
grant execute on function dash.revenue_trend(date,date,text,text,text[],boolean) to footfall_etl;

-- function dash.sessions_in(date,date,text,text[],boolean)
create function dash.sessions_in(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_login text[] DEFAULT NULL::text[], p_bots boolean DEFAULT false)
returns SETOF dash.sessions
language sql stable parallel safe; -- 9760de5c5705de363cbc5f21896cb2c6
comment on function dash.sessions_in(date,date,text,text[],boolean) is 'Sessions that started from p_from to p_to, both inclusive, as days of zone p_tz. p_login: login states of the session; null for all. p_bots: bots too';
grant execute on function dash.sessions_in(date,date,text,text[],boolean) to footfall_dash;
grant execute on function dash.sessions_in(date,date,text,text[],boolean) to footfall_etl;

-- function dash.top_events(date,date,text,text[],boolean,integer)
create function dash.top_events(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_login text[] DEFAULT NULL::text[], p_bots boolean DEFAULT false, p_limit integer DEFAULT 20)
returns TABLE(event_name text, events bigint, visitors bigint, share numeric)
language sql stable parallel safe; -- 318736a82dba292552e1829adbf7abcf
comment on function dash.top_events(date,date,text,text[],boolean,integer) is 'The p_limit most frequent event names. share: of all events of the period and filter, also of those not listed';
grant execute on function dash.top_events(date,date,text,text[],boolean,integer) to footfall_dash;
grant execute on function dash.top_events(date,date,text,text[],boolean,integer) to footfall_etl;

-- function dash.trend(date,date,text,text,text[],boolean)
create function dash.trend(p_from date, p_to date, p_tz text DEFAULT 'UTC'::text, p_grain text DEFAULT 'day'::text, p_login text[] DEFAULT NULL::text[], p_bots boolean DEFAULT false)
returns TABLE(bucket timestamp without time zone, bucket_at timestamp with time zone, events bigint, page_views bigint, visitors bigint, sessions bigint, orders bigint)
language sql stable parallel safe; -- a5f16cc8c30a7d1692f99e75511da484
comment on function dash.trend(date,date,text,text,text[],boolean) is 'A row for each hour, day or week (p_grain) of the period, also where nothing happened. bucket: its beginning on the clocks of zone p_tz; bucket_at: the same as an instant, which tells apart the two equal hours of a day on which clocks go back. visitors do not add up over buckets, since who comes twice is counted in both';
grant execute on function dash.trend(date,date,text,text,text[],boolean) to footfall_dash;
grant execute on function dash.trend(date,date,text,text,text[],boolean) to footfall_etl;

-- function public.channel_of(text,text,text,text)
create function public.channel_of(source text, medium text, campaign text, category text)
returns text
language sql immutable parallel safe; -- 1ccf17ac23cd14c2c61c9252daff5915
grant execute on function public.channel_of(text,text,text,text) to footfall_etl;

-- function public.is_own_host(text,text)
create function public.is_own_host(referrer_host text, page_host text)
returns boolean
language sql immutable parallel safe; -- 79f78fd109f74f0c9a61aa23c9e2ad39
grant execute on function public.is_own_host(text,text) to footfall_etl;

-- function public.mark_session_bots(text[],text[])
create function public.mark_session_bots(session_keys text[], client_keys text[])
returns void
language sql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- f0505e648f3061172ae2021c249fa870
grant execute on function public.mark_session_bots(text[],text[]) to footfall_etl;

-- function public.refresh_models(integer)
create function public.refresh_models(max_keys integer DEFAULT NULL::integer)
returns bigint
language plpgsql volatile parallel unsafe; -- 4e3a14b6d3ca64a806ae2e6982b78c6d
grant execute on function public.refresh_models(integer) to footfall_etl;

-- function public.refresh_orders(text[])
create function public.refresh_orders(order_keys text[])
returns void
language sql volatile parallel unsafe set plan_cache_mode=force_custom_plan; -- 5e3a42083681491aa9a08d4a43ba28da
grant execute on function public.refresh_orders(text[]) to footfall_etl;

-- function public.refresh_sessions(text[],text[])
create function public.refresh_sessions(session_keys text[], client_keys text[])
returns void
language sql volatile parallel unsafe set work_mem=64MB, plan_cache_mode=force_custom_plan; -- fa4768b889a318fffc28cdf8e51c393d
grant execute on function public.refresh_sessions(text[],text[]) to footfall_etl;

-- function public.reported_until()
create function public.reported_until()
returns timestamp with time zone
language sql stable parallel safe; -- 4aac0aaf798457bfd60eb1a86f8b0571
comment on function public.reported_until() is 'What happened before this instant belongs to a day that was reported; null where no day was. It is a midnight of the shop''s zone';
grant execute on function public.reported_until() to footfall_etl;

-- function public.restatement_reason()
create function public.restatement_reason()
returns text
language sql stable parallel safe; -- e03187b53c90335b23eb3a39e5934832
grant execute on function public.restatement_reason() to footfall_etl;

-- function public.set_shop(text,integer)
create function public.set_shop(new_zone text, new_week_start integer)
returns void
language plpgsql volatile parallel unsafe; -- 1b65aefb13be1af95809323bbd7fa23e
grant execute on function public.set_shop(text,integer) to footfall_etl;

-- function public.shop_day(timestamp with time zone)
create function public.shop_day(moment timestamp with time zone)
returns date
language sql stable parallel safe; -- 26ca7d99af10bb626ae02dc646126995
comment on function public.shop_day(timestamp with time zone) is 'The day of an instant in the shop''s zone. Over many rows write (moment at time zone (select shop_zone()))::date, which reads the setting once';
grant execute on function public.shop_day(timestamp with time zone) to footfall_etl;

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

-- function public.source_keys(text)
create function public.source_keys(source text)
returns TABLE(key text, rank integer)
language sql immutable parallel safe; -- c95e1737dad10472e8dce1932d8aa652
grant execute on function public.source_keys(text) to footfall_etl;

-- function public.write_restatements(bigint)
create function public.write_restatements(for_run bigint)
returns integer
language sql volatile parallel unsafe; -- f7c14f118b11570ee715140807155cda
grant execute on function public.write_restatements(bigint) to footfall_etl;
