-- What each visit did on each day, in a row of numbers: what questions about visits read for any zone, for bots and
-- for products, which rows of whole days and persons (visitor_days) could not answer.
-- Views of the version before name the columns that go; what follows the migrations makes the schema again. The locks first, so that a
-- question that holds one is waited for before the work, not after it.
drop schema if exists dash cascade;
lock table public.funnel_daily, public.visitor_days, public.page_view_days, public.product_visits, public.stale_days in access exclusive mode;

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
    primary key (day, cell_number),
    constraint visit_cells_key unique nulls not distinct (day, is_bot, site, device_type, country, channel, user_login_state)
);
comment on table public.visit_cells is
'Grain: day of the shop''s zone x is_bot x site x device x country x channel x login state, with its events. From the sessions of which a part was on the day. Not of days before the facts that are left.';
comment on column public.visit_cells.cell_number is 'From 1 on each day, those without bots first, whose rows in funnel_daily have the same number';
comment on column public.visit_cells.events is 'Of the day';
comment on column public.visit_cells.page_views is 'Of the day';
comment on column public.visit_cells.event_counts is
'Events of the day by name: how often each letter of event_letter, A to V, stands in their sessions'' steps; null: not known';

-- The widest columns first, so that no byte is lost to alignment.
create table public.visit_days (
    client_hash bigint,
    started_at timestamptz not null,
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
    primary key (day, cell_number, visit_number)
);
create index visit_days_untold on public.visit_days (day) where event_bits = 0;
comment on table public.visit_days is
'Grain: day of the shop''s zone x session of which a part was on it. What questions about visits would else read sessions and facts for. Not of days before the facts that are left.';
comment on column public.visit_days.client_hash is 'client_hash() of the client''s id; null: none';
comment on column public.visit_days.entry_hash is 'path_hash() of entry_page_path; null: none, and on later days';
comment on column public.visit_days.visit_number is 'From 1 on each day, as in page_view_days';
comment on column public.visit_days.cell_number is 'The row of visit_cells of the same day with the properties of the session';
comment on column public.visit_days.event_bits is 'letter_bit() of each event of the session on this day; 0: not known yet';
comment on column public.visit_days.started_at is 'When the session began; on its later days when the day did';
comment on column public.visit_days.page_view_count is 'Of the whole session; on its later days 0';
comment on column public.visit_days.begins is 'Whether the session began on this day; its later days have rows too, which say nothing of what it did in all';
comment on column public.visit_days.category_hashes is
'path_hash() of the category of each different kind of product that the session''s events name, of unknown where they do not say; with brand_hashes, in pairs. All its events on the day on which it begins, else the day''s. Null: they name no product';
comment on column public.visit_days.brand_hashes is 'path_hash() of the brand likewise';

-- From what is at hand, since dashboards ask before the next run has built the days anew: until then bots are not there, what a visit
-- did after midnight counts for the day before, and products are those that it viewed, added or removed.
insert into public.visit_cells (
    day, cell_number, is_bot, site, device_type, country, channel, user_login_state, events, page_views, event_counts
)
select
    f.day, f.cell_number, false, f.site, f.device_type, f.country, f.channel, f.user_login_state, f.events, f.page_views, f.event_counts
from public.funnel_daily as f
cross join public.settings as z
where f.day::timestamp at time zone z.time_zone >= coalesce((select max(d.frozen_before) from public.fact_drops as d), '-infinity');

with kinds as (
    select
        k.session_id,
        array_agg(k.category_hash order by k.category_hash, k.brand_hash) as category_hashes,
        array_agg(k.brand_hash order by k.category_hash, k.brand_hash) as brand_hashes
    from (
        select distinct
            p.session_id,
            ('x' || left(md5(coalesce(p.category, 'unknown')), 16))::bit(64)::bigint as category_hash,
            ('x' || left(md5(coalesce(p.brand, 'unknown')), 16))::bit(64)::bigint as brand_hash
        from public.product_visits as p
        where p.session_id is not null
    ) as k
    group by k.session_id
),
visits as (
    select s.*, (s.started_at at time zone z.time_zone)::date as day
    from public.sessions as s
    cross join public.settings as z
    where not s.is_bot
    -- not of frozen days, where an erasure would not find anybody
    and (s.started_at at time zone z.time_zone)::date::timestamp at time zone z.time_zone
    >= coalesce((select max(d.frozen_before) from public.fact_drops as d), '-infinity')
)
insert into public.visit_days (
    day, visit_number, cell_number, client_hash, started_at, entry_hash, event_bits, page_view_count, is_bot, begins, is_bounce,
    has_product_view, has_add_to_cart, has_checkout, has_purchase, engaged_seconds, category_hashes, brand_hashes
)
select
    v.day,
    row_number() over (partition by v.day order by f.cell_number, v.session_id) as visit_number,
    f.cell_number,
    ('x' || left(md5(v.client_id), 16))::bit(64)::bigint as client_hash,
    v.started_at,
    ('x' || left(md5(v.entry_page_path), 16))::bit(64)::bigint as entry_hash,
    0 as event_bits,
    v.page_view_count,
    false as is_bot,
    true as begins,
    v.is_bounce,
    v.has_product_view,
    v.has_add_to_cart,
    v.has_checkout,
    v.has_purchase,
    v.engaged_seconds,
    k.category_hashes,
    k.brand_hashes
from visits as v
inner join public.funnel_daily as f
    on f.day = v.day
    and row(f.site, f.device_type, f.country, f.channel, f.user_login_state)::text
    = row(v.site, v.device_type, v.country, v.channel, v.user_login_state)::text
left join kinds as k on k.session_id = v.session_id
order by v.day, visit_number;

drop table public.visitor_days;
comment on column public.clients.client_hash is 'client_hash() of client_id, as in visit_days';
comment on column public.funnel_daily.cell_number is 'From 1 on each day; what visit_cells calls the combination of properties';
alter table public.funnel_daily
drop column events,
drop column page_views,
drop column event_counts;

-- Which visit each view and journey is of. Null: not known yet.
alter table public.page_view_days
add column is_bot boolean not null default false,
add column visit_numbers integer[],
add column journey_visits integer[],
add column divided_numbers integer[];
alter table public.page_view_days alter column is_bot drop default;
alter table public.page_view_days alter column visit_numbers set statistics 10;
alter table public.page_view_days alter column journey_visits set statistics 10;
alter table public.page_view_days alter column divided_numbers set statistics 10;
comment on table public.page_view_days is
'Grain: day of the shop''s zone x combination of properties (cell_number of visit_cells). Its page views as arrays of equal length, those of a visit one after the other; and the first pages of the visits that began and ended on the day, likewise. Not of days before the facts that are left.';
comment on column public.page_view_days.cell_number is 'The row of visit_cells of the same day with the properties of the visit';
comment on column public.page_view_days.visit_numbers is 'The visit of each page view, as in visit_days; null: not known yet';
comment on column public.page_view_days.divided_numbers is 'Which of visit_days each of divided_visits is; null: not known yet';
comment on column public.page_view_days.journey_visits is 'The visit of each of first_pages, as in visit_days; null: not known yet';

-- Touches by quarter of an hour, which divides no day of any zone; of bots too; with all other events that name a product; and by numbers
-- for what questions compare row by row.
alter table public.product_visits
add column is_bot boolean not null default false,
add column cell_number integer,
add column steps text,
add column product_hash bigint,
add column description_hash bigint,
alter column product_id drop not null;
alter table public.product_visits
alter column is_bot drop default,
alter column client_id type bigint using ('x' || left(md5(client_id), 16))::bit(64)::bigint,
alter column product_hash type bigint using ('x' || left(md5(product_id), 16))::bit(64)::bigint,
alter column description_hash type bigint using ('x' || left(md5(row(product_name, category, brand)::text), 16))::bit(64)::bigint;
alter table public.product_visits rename column client_id to client_hash;
update public.product_visits as p
set cell_number = f.cell_number
from public.sessions as s
inner join public.funnel_daily as f
    on row(f.site, f.device_type, f.country, f.channel, f.user_login_state)::text
    = row(s.site, s.device_type, s.country, s.channel, s.user_login_state)::text
where s.session_id = p.session_id and f.day = p.day and not s.is_bot;
comment on table public.product_visits is
'Grain: quarter of an hour x session_id x client x product_id x what was said of the product x is_bot. From events that name a product, its category or brand.';
comment on column public.product_visits.day is 'Of the shop''s zone';
comment on column public.product_visits.client_hash is 'client_hash() of the client''s id; null: none';
comment on column public.product_visits.is_bot is 'Of the events';
comment on column public.product_visits.cell_number is 'The row of visit_cells of the same day with the properties of the visit; null: none, or not known yet';
comment on column public.product_visits.steps is 'event_letter() of each event; null: not known yet';
comment on column public.product_visits.product_hash is 'client_hash() of product_id; null: none';
comment on column public.product_visits.description_hash is 'A number for its name, category and brand';

-- Paths that questions about pages and landing pages meet, and page_daily does not have.
create table public.other_paths (
    day date not null,
    path text not null,
    primary key (day, path)
);
comment on table public.other_paths is
'Grain: day of the shop''s zone x path that only bots viewed on it, or that a session began with by another event than a page view. Not of days before the facts that are left.';
insert into public.other_paths (day, path)
select distinct (s.started_at at time zone z.time_zone)::date as day, s.entry_page_path
from public.sessions as s
cross join public.settings as z
where s.entry_page_path is not null
and (s.started_at at time zone z.time_zone)::date::timestamp at time zone z.time_zone
>= coalesce((select max(d.frozen_before) from public.fact_drops as d), '-infinity')
and not exists (
    select from public.page_daily as p
    where p.day = (s.started_at at time zone z.time_zone)::date and p.path = s.entry_page_path
);

-- How many events there were, in pieces that no day or hour of any zone divides. Until the days are built anew only hours are known.
create table public.quarter_events (
    quarter_at timestamptz primary key,
    day date not null,
    events integer not null,
    page_views integer not null,
    bot_events integer not null,
    bot_page_views integer not null
);
create index quarter_events_day on public.quarter_events (day);
comment on table public.quarter_events is 'Grain: quarter of an hour. Events without bots, and those of bots.';
comment on column public.quarter_events.quarter_at is 'When it begins';
comment on column public.quarter_events.day is 'Of the shop''s zone';
comment on column public.quarter_events.events is 'Without those of bots';
comment on column public.quarter_events.page_views is 'Without those of bots';
insert into public.quarter_events (quarter_at, day, events, page_views, bot_events, bot_page_views)
select h.hour_at, min(h.day), sum(h.events), sum(h.page_views), 0, 0
from public.hourly as h
group by h.hour_at;

-- The next run builds all days anew.
insert into public.stale_days (day)
select distinct d.day from public.daily as d
on conflict do nothing;
