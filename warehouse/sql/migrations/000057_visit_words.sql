-- What questions about the events of visits and about products would else read all facts of their period for.
create table public.event_letters (
    event_name text primary key,
    letter text
);
comment on table public.event_letters is
'Grain: event_name, of all events that there ever were, with the letter that stands for it in sessions.steps.';

-- Before anything is locked: it reads all facts.
insert into public.event_letters (event_name)
select distinct e.event_name from public.clickstream_events as e;

alter table public.sessions
add column steps text,
add column sequences_received integer,
add column sequences_expected integer;

create table public.product_visits (
    day date not null,
    visit_number integer not null,
    session_id text,
    client_id text,
    product_id text not null,
    product_name text,
    category text,
    brand text,
    views integer not null,
    adds integer not null,
    removes integer not null,
    last_seen_at timestamptz not null,
    primary key (day, visit_number)
);
create index product_visits_product on public.product_visits (product_id, day);
comment on table public.product_visits is
'Grain: day of the shop''s zone x session_id x client_id x product_id x what was said of the product; without bots. From product views, adds and removes with a product id.';
comment on column public.product_visits.visit_number is 'From 1 on each day';
comment on column public.product_visits.session_id is 'The visit, also one that was derived; null for events of no client';

-- Events that belong to no visit: few, and looked for where all others are found by their visits.
create index clickstream_events_no_visit on public.clickstream_events (event_timestamp) where session_id is null and client_id is null;

-- The next run builds what stands already, as any session and day that changes.
insert into public.etl_touched (kind, key)
select 'session', s.session_id from public.sessions as s
where not s.is_derived
union all
select distinct 'client', s.client_id from public.sessions as s
where s.is_derived;

insert into public.stale_days (day)
select distinct d.day from public.daily as d
on conflict do nothing;
