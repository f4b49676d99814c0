-- Sessions: one row a visit, built again whole whenever one of its events arrives.
create table public.sessions (
    session_id text primary key,
    client_id text,
    user_id text,
    user_login_state text,
    event_count integer not null,
    page_view_count integer not null,
    engaged_seconds numeric,
    entry_page_path text,
    exit_page_path text,
    channel text not null,
    source text,
    medium text,
    campaign text,
    referrer_host text,
    device_type text,
    browser text,
    os text,
    country text,
    site text,
    is_derived boolean not null,
    is_bounce boolean not null,
    is_bot boolean not null,
    has_product_view boolean not null,
    has_add_to_cart boolean not null,
    has_checkout boolean not null,
    has_purchase boolean not null,
    started_at timestamptz not null,
    ended_at timestamptz not null
);
create index sessions_started_at on public.sessions (started_at);
create index sessions_derived_client on public.sessions (client_id) where is_derived;
comment on table public.sessions is 'Grain: session_id. Bots are kept and marked.';
comment on column public.sessions.is_derived is
'The client sent no session id: 30 minutes of silence end the visit, and session_id is client_id@start';
comment on column public.sessions.engaged_seconds is 'Null where no page of the visit reported its end';
comment on column public.sessions.is_bounce is
'At most one page view, less than 10 engaged seconds, nothing put into the cart and nothing bought';
comment on column public.sessions.user_login_state is 'logged_in if any event of the visit was, else the last known';
