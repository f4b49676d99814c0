-- Who came each day, and what the visits of each combination of properties did: what questions about visitors and visits would else
-- read all visits of their period for.
alter table public.funnel_daily
add column country text,
add column cell_number integer,
add column events integer not null default 0,
add column page_views integer not null default 0,
add column session_page_views integer not null default 0,
add column engaged_seconds numeric not null default 0,
add column count_engaged integer not null default 0,
drop constraint funnel_daily_key;

create table public.visitor_days (
    day date not null,
    cell_number integer not null,
    client_hash bigint not null,
    sessions integer not null,
    event_bits integer not null,
    primary key (day, cell_number, client_hash)
);
create index visitor_days_untold on public.visitor_days (day) where event_bits = 0;

-- From the visits at hand, since dashboards ask before the next run has built the days anew. What a visit did after midnight counts for
-- the day before until then, and the names of its events are not known.
delete from public.funnel_daily;
with visits as materialized (
    select
        (s.started_at at time zone z.time_zone)::date as day,
        s.client_id, s.site, s.device_type, s.country, s.channel, s.user_login_state, s.event_count, s.page_view_count, s.is_bounce,
        s.has_product_view, s.has_add_to_cart, s.has_checkout, s.has_purchase, s.engaged_seconds,
        dense_rank() over (
            partition by (s.started_at at time zone z.time_zone)::date
            order by s.site, s.device_type, s.country, s.channel, s.user_login_state
        ) as cell_number
    from public.sessions as s
    cross join public.settings as z
    where not s.is_bot
),
cells as (
    insert into public.funnel_daily (
        day, cell_number, site, device_type, country, channel, user_login_state, sessions, bounced, viewed, added, checked_out,
        purchased, converted, events, page_views, session_page_views, engaged_seconds, count_engaged
    )
    select
        v.day, v.cell_number, v.site, v.device_type, v.country, v.channel, v.user_login_state,
        count(*),
        count(*) filter (where v.is_bounce),
        count(*) filter (where v.has_product_view),
        count(*) filter (where v.has_product_view and v.has_add_to_cart),
        count(*) filter (where v.has_product_view and v.has_add_to_cart and v.has_checkout),
        count(*) filter (where v.has_product_view and v.has_add_to_cart and v.has_checkout and v.has_purchase),
        count(*) filter (where v.has_purchase),
        sum(v.event_count),
        sum(v.page_view_count),
        sum(v.page_view_count),
        coalesce(sum(v.engaged_seconds), 0),
        count(v.engaged_seconds)
    from visits as v
    group by v.day, v.cell_number, v.site, v.device_type, v.country, v.channel, v.user_login_state
)
insert into public.visitor_days (day, cell_number, client_hash, sessions, event_bits)
select v.day, v.cell_number, ('x' || left(md5(v.client_id), 16))::bit(64)::bigint as client_hash, count(*), 0
from visits as v
cross join public.settings as z
where v.client_id is not null
-- not of frozen days, where an erasure would not find anybody
and v.day >= coalesce((select (max(d.frozen_before) at time zone z.time_zone)::date from public.fact_drops as d), '-infinity')
group by v.day, v.cell_number, client_hash;

alter table public.funnel_daily
alter column cell_number set not null,
alter column events drop default,
alter column page_views drop default,
alter column session_page_views drop default,
alter column engaged_seconds drop default,
alter column count_engaged drop default,
add primary key (day, cell_number),
add constraint funnel_daily_key unique nulls not distinct (day, site, device_type, country, channel, user_login_state);

comment on table public.funnel_daily is
'Grain: day of the shop''s zone x site x device_type x country x channel x user_login_state, without bots. Sessions that began on the day, and the events of any session on it; all add up over days and properties.';
comment on column public.funnel_daily.cell_number is 'From 1 on each day; what visitor_days calls the combination of properties';
comment on column public.funnel_daily.events is 'That happened on the day, also of sessions that began the day before';
comment on column public.funnel_daily.page_views is 'Among these events';
comment on column public.funnel_daily.session_page_views is 'Of the sessions that began on the day, whenever they viewed them';
comment on column public.funnel_daily.engaged_seconds is 'Over the count_engaged sessions that reported it';
comment on column public.funnel_daily.count_engaged is 'Sessions that reported engaged time';
comment on table public.visitor_days is
'Grain: day of the shop''s zone x combination of properties (cell_number of funnel_daily) x client, without bots. Different visitors of any period and filter are counted from it.';
comment on column public.visitor_days.cell_number is 'The row of funnel_daily of the same day with the properties of the visit';
comment on column public.visitor_days.client_hash is 'client_hash() of the client''s id';
comment on column public.visitor_days.sessions is 'That began on the day';
comment on column public.visitor_days.event_bits is 'A bit for each name of the catalogue among the client''s events of the day, as letter_bit says; 0: not known yet';

-- The next run builds all days anew.
insert into public.stale_days (day)
select distinct d.day from public.daily as d
on conflict do nothing;
