-- Old facts may be dropped while the models and rollups that were built from them stay.
alter table public.settings
add column facts_keep_days integer
-- events are believed for 90 days: what comes later by itself is never older than what is gone
constraint settings_facts_keep_days_check check (facts_keep_days >= 100);
comment on column public.settings.facts_keep_days is
'Days of the shop''s zone for which facts are kept, 100 or more; null: for ever. Changed by set_facts_keep_days()';

create table public.fact_drops (
    frozen_before timestamptz primary key,
    facts bigint not null default 0,
    page_views bigint not null default 0,
    searches bigint not null default 0,
    started_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz
);
comment on table public.fact_drops is
'Grain: midnight of the shop''s zone before which days and visits were frozen and their facts dropped. A rebuild begins anew.';
comment on column public.fact_drops.frozen_before is
'Days before it, and visits that ended before it, stay as they are, whatever comes';
comment on column public.fact_drops.facts is 'Rows of clickstream_events that went; page_views and searches: of their tables';
comment on column public.fact_drops.ended_at is 'Null while facts are still to go: the next one goes on';

-- 76 bytes for each event that is gone: exactly once holds for ever, whichever way it comes again.
create table public.dropped_events (
    event_id uuid primary key
);
comment on table public.dropped_events is
'Grain: event_id of a fact that was dropped. Sent again, it is a duplicate as it was before.';
comment on column public.dropped_events.event_id is 'As clickstream_events.event_id';

alter table public.etl_objects
add column dropped bigint not null default 0
constraint etl_objects_dropped_check check (dropped between 0 and loaded);
comment on column public.etl_objects.dropped is
'Of loaded: events whose facts were dropped since, by age. loaded - dropped are in clickstream_events';
