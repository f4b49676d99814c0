-- Why did yesterday change? Days that were reported once keep a ledger of what changed them later. And the setting that says
-- what a day is: the shop's time zone.
create table public.settings (
    is_only boolean primary key default true check (is_only),
    time_zone text not null default 'UTC',
    week_starts_on smallint not null default 1 check (week_starts_on between 1 and 7),
    zone_since timestamptz not null default '-infinity'
);
insert into public.settings default values;
comment on table public.settings is 'One row: what the shop calls a day and a week. Changed by set_shop().';
comment on column public.settings.week_starts_on is 'As ISO 8601 counts: 1 is Monday, 7 is Sunday';
comment on column public.settings.zone_since is 'When time_zone was changed last; days were cut otherwise before';

alter table public.etl_runs add column is_complete boolean not null default false;
update public.etl_runs set is_complete = true where status = 'succeeded';
comment on column public.etl_runs.is_complete is
'It loaded all of its scope and left no model to be built: days that were over when it ended count as reported since';

alter table public.etl_objects add column modified_at timestamptz;
comment on column public.etl_objects.modified_at is
'When the lake got it; null for objects that were loaded before this was noted, or made by compaction';

create index etl_objects_unbalanced on public.etl_objects (hour)
where received <> loaded + duplicate + rejected + erased;
comment on index public.etl_objects_unbalanced is 'Empty, always: so that each run can ask without reading the whole ledger';

-- The reason comes from whoever touches: set local footfall.restatement_reason = 'bot_rules', for one.
alter table public.etl_touched
add column reason text not null default coalesce(nullif(current_setting('footfall.restatement_reason', true), ''), 'late_events')
check (reason in ('late_events', 'bot_rules', 'refunds', 'erasure', 'retry', 'rebuild'));
comment on column public.etl_touched.reason is 'Why they changed, for the ledger of restatements';

-- What each transaction changed of reported days. It lives until the run's end, which adds it up; a run that is killed leaves
-- it to the next one.
create table public.etl_day_changes (
    change_id bigint generated always as identity primary key,
    order_id text,
    currency text,
    events bigint not null default 0,
    sessions bigint not null default 0,
    orders bigint not null default 0,
    gross numeric not null default 0,
    refunded numeric not null default 0,
    reason text not null default coalesce(nullif(current_setting('footfall.restatement_reason', true), ''), 'late_events')
    check (reason in ('late_events', 'bot_rules', 'refunds', 'erasure', 'retry', 'rebuild')),
    day date not null
);
comment on table public.etl_day_changes is
'What was taken from (negative) and added to the figures of days that were reported, since the last run ended.';
comment on column public.etl_day_changes.order_id is 'Of an order; null for events and sessions';
comment on column public.etl_day_changes.events is 'Without bots, as figures are; so are sessions';

-- No reference to etl_runs: this ledger outlives a warehouse that is made again from the lake.
create table public.restatements (
    restatement_id bigint generated always as identity primary key,
    run_id bigint not null,
    currency text,
    events bigint not null default 0,
    sessions bigint not null default 0,
    orders bigint not null default 0,
    gross numeric not null default 0,
    refunded numeric not null default 0,
    net numeric generated always as (gross - refunded) stored,
    reason text not null check (reason in ('late_events', 'bot_rules', 'refunds', 'erasure', 'retry', 'rebuild')),
    time_zone text not null,
    day date not null,
    restated_at timestamptz not null default clock_timestamp()
);
create index restatements_day on public.restatements (day);
comment on table public.restatements is
'Which past days a run changed, by how much and why. A day''s figures as reported first + its restatements = its figures now.';
comment on column public.restatements.run_id is 'etl_runs.run_id of the run at whose end it was written';
comment on column public.restatements.currency is
'Of the money; null for counts, and for money of orders that named no currency';
comment on column public.restatements.events is 'By how much the day''s figure changed; so are all figures here';
comment on column public.restatements.time_zone is 'The shop''s zone by which the day was cut';
