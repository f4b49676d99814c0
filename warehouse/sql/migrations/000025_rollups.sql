-- Hours, days and the funnel, counted once and read often.
create table public.hourly (
    hour_at timestamptz not null,
    day date not null,
    site text,
    events integer not null,
    page_views integer not null,
    visitors integer not null,
    sessions integer not null,
    orders integer not null,
    constraint hourly_key unique nulls not distinct (hour_at, site)
);
create index hourly_day on public.hourly (day);
comment on table public.hourly is
'Grain: hour x site, without bots, but an order counts whoever placed it. Hours without anything have no row.';
comment on column public.hourly.hour_at is 'When an hour of the shop''s clocks begins, which is no UTC hour where its offset is none';
comment on column public.hourly.visitors is 'Different clients in that hour; hours do not add up to a day''s visitors';
comment on column public.hourly.sessions is 'That began in it';

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
    constraint daily_key unique nulls not distinct (day, site)
);
comment on table public.daily is
'Grain: day of the shop''s zone x site, without bots, but an order counts whoever placed it.';
comment on column public.daily.visitors is 'Different clients on that day and site; rows do not add up to a period''s visitors';
comment on column public.daily.sessions is 'That began on it, as the other counts of sessions';
comment on column public.daily.engaged_seconds is 'Over the count_engaged sessions that reported it';

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
    constraint funnel_daily_key unique nulls not distinct (day, site, device_type, channel, user_login_state)
);
comment on table public.funnel_daily is
'Grain: day of the shop''s zone on which sessions began x site x device_type x channel x user_login_state, without bots. Sessions add up over all of these. Other dimensions are asked of sessions: with country the cube would be as long as they are.';
comment on column public.funnel_daily.added is 'Viewed a product and put something into the cart; each step includes those before it';
comment on column public.funnel_daily.converted is 'Bought, with whatever steps before';
