-- Page views of each day by the properties of their visits, a row a combination with its views in arrays: what questions about pages and
-- journeys would else read all page views of their period for, each with a visit's and a client's id.
create table public.page_view_days (
    day date not null,
    cell_number integer not null,
    path_hashes bigint[] not null,
    client_hashes bigint[] not null,
    marks smallint[] not null,
    engaged_ms bigint[] not null,
    scroll_depths numeric[] not null,
    first_pages bigint[] not null,
    second_pages bigint[] not null,
    third_pages bigint[] not null,
    fourth_pages bigint[] not null,
    have_purchased boolean[] not null,
    divided_visits text[] not null,
    primary key (day, cell_number)
);
comment on table public.page_view_days is
'Grain: day of the shop''s zone x combination of properties (cell_number of funnel_daily), without bots. Its page views as arrays of equal length, those of a visit one after the other; and the first pages of the visits that began and ended on the day, likewise. Not of days before the facts that are left.';
comment on column public.page_view_days.cell_number is 'The row of funnel_daily of the same day with the properties of the visit';
comment on column public.page_view_days.path_hashes is 'path_hash() of each page view''s path; null: a page without an address';
comment on column public.page_view_days.client_hashes is 'client_hash() of its client''s id; null: none';
comment on column public.page_view_days.marks is 'A bit each: 1 the visit began with it, 2 ended with it, 4 the visit is one of divided_visits, so that its neighbours here need not be its own';
comment on column public.page_view_days.engaged_ms is 'Null where it was not reported, milliseconds';
comment on column public.page_view_days.scroll_depths is 'Percent; null where it was not reported';
comment on column public.page_view_days.first_pages is 'path_hash() of the page that each visit began with';
comment on column public.page_view_days.second_pages is 'Of its next other page; 0: there was none';
comment on column public.page_view_days.third_pages is 'Of the other page after that; 0: there was none';
comment on column public.page_view_days.fourth_pages is 'Of the other page after that; 0: there was none';
comment on column public.page_view_days.have_purchased is 'Whether the visit bought';
comment on column public.page_view_days.divided_visits is 'Sessions with events of the day that began or ended on another one';

-- A row has as many elements as its combination has views: a tenth of the usual rows tells the planner as much.
do $$
declare
    column_name text;
begin
    foreach column_name in array (
        select array_agg(a.attname::text) from pg_attribute as a
        where a.attrelid = 'public.page_view_days'::regclass and a.attnum > 0
    ) loop
        execute format('alter table public.page_view_days alter column %I set statistics 10', column_name);
    end loop;
end
$$;

-- Who is new, and what new and returning visitors did, from the same numbers: the client's stands beside its id.
-- Written with the table's new copy: an update would leave as many dead rows as there are clients. Null where the version before this one
-- goes on building clients until it is stopped; the models' functions fill it when they are refreshed.
alter table public.clients add column client_hash bigint;
alter table public.clients alter column client_hash type bigint using ('x' || left(md5(client_id), 16))::bit(64)::bigint;
create index clients_first_seen on public.clients (first_seen_at) include (client_hash);
comment on column public.clients.client_hash is 'client_hash() of client_id, as in visitor_days';
alter table public.visitor_days
add column bounced integer,
add column converted integer,
add column engaged_seconds numeric,
add column count_engaged integer;
comment on column public.visitor_days.bounced is 'Of the sessions; null: not known yet';
comment on column public.visitor_days.converted is 'Of the sessions, those with a purchase; null: not known yet';
comment on column public.visitor_days.engaged_seconds is 'Of the count_engaged sessions that reported it; null: not known yet';
comment on column public.visitor_days.count_engaged is 'Of the sessions; null: not known yet';
create index visitor_days_unmeasured on public.visitor_days (day) where bounced is null;

-- The next run builds all days anew; until then page views and sessions answer.
insert into public.stale_days (day)
select distinct d.day from public.daily as d
on conflict do nothing;
