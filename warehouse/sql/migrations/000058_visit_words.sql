-- What questions about the events of visits and about products would else read all facts of their period for.
alter table public.sessions
add column steps text,
add column sequences_received integer,
add column sequences_expected bigint; -- the whole range of sequence is one more than an integer holds

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

-- The next run builds all days anew, and all visits, since their rules are others (000052).
insert into public.stale_days (day)
select distinct d.day from public.daily as d
on conflict do nothing;
