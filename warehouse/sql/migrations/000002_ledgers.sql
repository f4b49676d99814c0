-- The ledgers of loading: each run, each lake object once, each refused line, and what the models still have to rebuild.
create table public.etl_runs (
    run_id bigint generated always as identity primary key,
    trigger text not null,
    scope text not null,
    status text not null check (status in ('running', 'succeeded', 'failed', 'killed')),
    objects integer not null default 0,
    received bigint not null default 0,
    loaded bigint not null default 0,
    duplicate bigint not null default 0,
    rejected bigint not null default 0,
    erased bigint not null default 0,
    error text,
    backend_pid integer not null,
    started_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz
);
comment on table public.etl_runs is 'One row an ETL run. A run that was killed is marked so by the next one.';

create table public.etl_objects (
    object_id bigint generated always as identity primary key,
    object_key text not null unique,
    run_id bigint not null references public.etl_runs,
    object_bytes bigint not null,
    received bigint not null,
    loaded bigint not null,
    duplicate bigint not null,
    rejected bigint not null,
    erased bigint not null default 0,
    hour timestamptz,
    loaded_at timestamptz not null default clock_timestamp()
);
create index etl_objects_hour on public.etl_objects (hour);
comment on table public.etl_objects is
'Each lake object once, and what became of its lines. loaded + duplicate + rejected + erased = received, always.';
comment on column public.etl_objects.hour is 'The UTC hour in the object''s key; null where the key names only a day';

create table public.rejected_events (
    rejected_id bigint generated always as identity primary key,
    object_id bigint not null references public.etl_objects,
    line_number integer not null,
    reason text not null,
    event_name text,
    raw text,
    received_at timestamptz not null
);
create index rejected_events_received_at on public.rejected_events (received_at);
comment on table public.rejected_events is
'One row a line that was refused: by the collector (objects below rejected/) or by the ETL (lines it cannot read).';
comment on column public.rejected_events.raw is 'The first 2,000 characters of what was sent';

-- Append-only on purpose: a model run deletes only the rows that it has seen, so a key touched meanwhile stays.
create table public.etl_touched (
    touched_id bigint generated always as identity primary key,
    kind text not null check (kind in ('session', 'client', 'order')),
    key text not null
);
comment on table public.etl_touched is
'Sessions, clients (of events without a session) and orders whose facts changed since the models were built.';
