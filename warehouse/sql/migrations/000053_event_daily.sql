-- Events by name, counted once: what dashboards offer to choose from must not need all facts of the period.
create table public.event_daily (
    day date not null,
    site text,
    event_name text not null,
    events integer not null,
    constraint event_daily_key unique nulls not distinct (day, site, event_name)
);
comment on table public.event_daily is 'Grain: day of the shop''s zone x site x event_name, without bots.';
comment on column public.event_daily.event_name is 'As it was sent';

-- Days that are counted already are counted anew by the next run, as any day that changes.
insert into public.stale_days (day)
select distinct d.day from public.daily as d
on conflict do nothing;
