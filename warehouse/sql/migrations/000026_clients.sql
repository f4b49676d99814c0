-- Browsers, and the people who signed in on them.
create table public.clients (
    client_id text primary key,
    first_channel text,
    first_source text,
    first_medium text,
    first_campaign text,
    first_referrer_host text,
    first_landing_path text,
    sessions integer not null,
    orders integer not null,
    is_bot boolean not null,
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null,
    first_ordered_at timestamptz,
    last_ordered_at timestamptz
);
comment on table public.clients is
'Grain: client_id, of the sessions that it began. Clients without a session of their own, as servers, have no row.';
comment on column public.clients.first_channel is 'Of its first session that was no bot''s, as all first_…; else of its first';
comment on column public.clients.orders is 'Orders whose reports name it; money stands in orders, by currency';
comment on column public.clients.is_bot is 'Every session of it is a bot''s';
create index sessions_client on public.sessions (client_id, started_at);
create index orders_client on public.orders (client_id);

create table public.sign_ins (
    session_id text not null,
    client_id text not null,
    user_id text not null,
    count_events integer not null,
    first_event_id uuid not null,
    last_event_id uuid not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    primary key (session_id, client_id, user_id)
);
create index sign_ins_client on public.sign_ins (client_id);
comment on table public.sign_ins is
'Grain: session_id (of sessions) x client_id x user_id: who was known in which visit, and by which events.';

create table public.identities (
    client_id text not null,
    user_id text not null,
    sessions integer not null,
    count_events integer not null,
    joined_by uuid not null,
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null,
    primary key (client_id, user_id)
);
create index identities_user on public.identities (user_id);
comment on table public.identities is 'Grain: client_id x user_id. Two people on one device are two rows.';
comment on column public.identities.joined_by is 'The event that joined them: the client''s first with that user';
