-- How often each event of the catalogue happened, by day and properties of its visit: what a question by name under a filter would else
-- read all visits of its period for. Null where a day has not been built since, and where names of its events are not known.
alter table public.funnel_daily add column event_counts integer[];
comment on column public.funnel_daily.event_counts is
'Events of the day by name: how often each letter of event_letter, A to V, stands in their sessions'' steps; null: not known';

-- The next run builds all days anew.
insert into public.stale_days (day)
select distinct d.day from public.daily as d
on conflict do nothing;
