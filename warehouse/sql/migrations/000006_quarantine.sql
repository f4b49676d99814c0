-- What became of refused events that were sent again. The refused line itself stays in rejected_events and in the balance;
-- its mended copy is an event of its own.
create table public.quarantine_retries (
    object_key text not null,
    line_number integer not null,
    event_id uuid,
    attempts integer not null default 1,
    outcome text not null check (outcome in ('accepted', 'refused', 'dropped')),
    reason text,
    target_key text,
    retried_at timestamptz not null default clock_timestamp(),
    primary key (object_key, line_number)
);
comment on table public.quarantine_retries is
'One row a refused event that was sent again, by the object and line where it stood first; the latest attempt counts.';
comment on column public.quarantine_retries.event_id is 'The accepted event; null unless outcome is accepted';
comment on column public.quarantine_retries.reason is 'Why it was refused again; null unless outcome is refused';
comment on column public.quarantine_retries.target_key is
'The lake object with the accepted event; null unless outcome is accepted';
