-- Who was erased, by hash alone. The lake has the same below erasures/, and each ETL run brings over what is missing here, so
-- that a warehouse that is restored or made anew erases again.
create table public.erasures (
    erasure_id uuid primary key,
    kind text not null check (kind in ('client', 'user')),
    subject_hash text not null,
    ran_by text not null,
    lake_objects integer not null default 0,
    lake_events bigint not null default 0,
    lake_refused bigint not null default 0,
    facts bigint not null default 0,
    refused bigint not null default 0,
    sessions bigint not null default 0,
    orders bigint not null default 0,
    erased_at timestamptz not null,
    applied_at timestamptz not null default clock_timestamp(),
    completed_at timestamptz
);
comment on table public.erasures is 'One row an erasure of a person. Append-only: it is what keeps the person from coming back.';
comment on column public.erasures.subject_hash is
'SHA-256 of "client" or "user", a line feed and the id, in hexadecimal digits';
comment on column public.erasures.lake_objects is 'Lake objects that were rewritten; lake_events and lake_refused: their lines';
comment on column public.erasures.facts is 'Events that went from the warehouse; refused: refused lines';
comment on column public.erasures.sessions is 'Visits that are gone because of it; orders: likewise';
comment on column public.erasures.erased_at is 'What was received or happened before is erased, whenever it comes; what is later counts';
comment on column public.erasures.completed_at is 'Null until the lake is rewritten: the same command again finishes it';

create table public.erased_subjects (
    erasure_id uuid not null references public.erasures,
    kind text not null check (kind in ('client', 'user', 'visitor', 'visit')),
    hash text not null,
    primary key (erasure_id, kind, hash)
);
create table public.erased_lines (
    object_key text not null,
    erasure_id uuid not null references public.erasures,
    line_numbers integer[] not null,
    primary key (object_key, erasure_id)
);
comment on table public.erased_lines is
'Lines that an erasure has taken, by the object in which they stood first: an older copy of it may come back.';

comment on table public.erased_subjects is
'What an erasure covers. visitor: events of a client that name no user; visit: likewise of a client''s session.';
