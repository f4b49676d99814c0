-- Page views with what was seen of them, and paths by day.
create table public.page_views (
    session_id text not null,
    view_number integer not null,
    page_view_id text,
    client_id text,
    site text,
    path text,
    previous_path text,
    next_path text,
    engaged_ms bigint,
    scroll_depth numeric,
    is_entry boolean not null,
    is_exit boolean not null,
    is_bot boolean not null,
    viewed_at timestamptz not null,
    primary key (session_id, view_number)
);
create index page_views_viewed_at on public.page_views (viewed_at);
comment on table public.page_views is
'Grain: session_id x view_number. A page_view event begins one; those with the same pageViewId are one view. Bots'' sessions are kept and marked. Events of neither a session nor a client have no visit, and none here.';
comment on column public.page_views.session_id is 'sessions.session_id, of derived sessions too';
comment on column public.page_views.view_number is 'Position within the visit, from 1';
comment on column public.page_views.page_view_id is 'Null where the client sent none: page_leave then belongs to the view before it';
comment on column public.page_views.engaged_ms is 'Milliseconds in which the page was visible and used; null where its end was not reported';
comment on column public.page_views.scroll_depth is 'Deepest point seen, percent of the page; null where its end was not reported';
comment on column public.page_views.is_entry is 'The visit''s first page view (its landing page), as is_exit its last';
comment on column public.page_views.is_bot is 'Whether the session is a bot''s';

create table public.page_daily (
    day date not null,
    site text,
    path text,
    views integer not null,
    viewers integer not null,
    entries integer not null,
    exits integer not null,
    engaged_ms bigint not null,
    count_engaged integer not null,
    scroll_sum numeric not null,
    count_scrolled integer not null,
    constraint page_daily_key unique nulls not distinct (day, site, path)
);
comment on table public.page_daily is
'Grain: day of the shop''s zone x site x path, of page_views without bots.';
comment on column public.page_daily.viewers is 'Different clients on that day; days do not add up to a period''s viewers';
comment on column public.page_daily.engaged_ms is 'Over the count_engaged views whose end was reported, as scroll_sum over count_scrolled';
