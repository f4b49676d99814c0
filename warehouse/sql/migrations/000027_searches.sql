-- Searches and what came of them.
create table public.searches (
    event_id uuid primary key,
    session_id text not null,
    client_id text,
    site text,
    query text,
    normalised_query text,
    results integer,
    clicks integer not null,
    order_ids text[] not null,
    is_bot boolean not null,
    searched_at timestamptz not null
);
create index searches_session on public.searches (session_id);
create index searches_searched_at on public.searches (searched_at);
comment on table public.searches is
'Grain: search event of a visit. Bots'' are kept and marked. Events of neither a session nor a client have no visit, and none here.';
comment on column public.searches.session_id is 'sessions.session_id, of derived sessions too';
comment on column public.searches.normalised_query is 'In lower case, without spaces around it and with single ones within';
comment on column public.searches.results is 'Null where the shop did not say';
comment on column public.searches.clicks is 'Product views after it in the same visit, before the next search';
comment on column public.searches.order_ids is 'Orders of the same visit after it, before the next search';

create table public.search_daily (
    day date not null,
    query text,
    searches integer not null,
    searchers integer not null,
    zero_results integer not null,
    count_results integer not null,
    results_sum bigint not null,
    clicked integer not null,
    clicks integer not null,
    orders integer not null,
    constraint search_daily_key unique nulls not distinct (day, query)
);
comment on table public.search_daily is
'Grain: day of the shop''s zone x normalised query, of searches without bots.';
comment on column public.search_daily.zero_results is 'Searches that found nothing, of the count_results that say how much they found';
comment on column public.search_daily.clicked is 'Searches with a click after them';
comment on column public.search_daily.searchers is 'Different clients on that day';

create index orders_session on public.orders (session_id);
