-- Builds the page views of some visits anew, and notes the days on which they were and are.
create or replace function public.refresh_page_views(visit_keys text[])
returns void
language sql
set plan_cache_mode = force_custom_plan
as $$
    with removed as (
        delete from page_views where session_id = any(visit_keys)
        returning viewed_at
    )
    select note_days_of(array_agg(r.viewed_at)) from removed as r;

    with facts as (
        select
            m.visit_id, m.event_name, m.client_id, m.site, m.page_view_id, m.page_path, m.engaged_ms, m.scroll_depth, m.is_bot,
            m.event_timestamp,
            row_number() over visit as place,
            -- the how-manieth view without an id, to which what has none either belongs
            count(*) filter (where m.event_name = 'page_view' and m.page_view_id is null) over visit as nameless_number
        from visit_members(visit_keys) as m
        window visit as (partition by m.visit_id order by m.event_timestamp, m.sequence, m.event_id)
    ),
    -- without an order, so that the facts are sorted but once; what a view began with is looked up by its place
    views as (
        select
            f.visit_id,
            f.page_view_id,
            min(f.place) filter (where f.event_name = 'page_view') as place,
            sum(f.engaged_ms) as engaged_ms,
            max(f.scroll_depth) as scroll_depth
        from facts as f
        where f.page_view_id is not null or f.nameless_number > 0
        group by f.visit_id, f.page_view_id, case when f.page_view_id is null then f.nameless_number end
    ),
    numbered as (
        select
            v.*,
            f.client_id,
            f.site,
            f.page_path as path,
            -- as its visit's, since a visit's mark is lent to its events
            f.is_bot,
            f.event_timestamp as viewed_at,
            row_number() over visit as view_number,
            lag(f.page_path) over visit as previous_path,
            lead(f.page_path) over visit as next_path,
            lead(v.place) over visit is null as is_exit
        from views as v
        inner join facts as f on f.visit_id = v.visit_id and f.place = v.place and f.event_name = 'page_view'
        window visit as (partition by v.visit_id order by v.place)
    ),
    built as (
        insert into page_views (
            session_id, view_number, page_view_id, client_id, site, path, previous_path, next_path, engaged_ms, scroll_depth,
            is_entry, is_exit, is_bot, viewed_at
        )
        select
            n.visit_id as session_id,
            n.view_number,
            n.page_view_id,
            n.client_id,
            n.site,
            n.path,
            n.previous_path,
            n.next_path,
            n.engaged_ms,
            n.scroll_depth,
            n.view_number = 1 as is_entry,
            n.is_exit,
            n.is_bot,
            n.viewed_at
        from numbered as n
        returning viewed_at
    )
    select note_days_of(array_agg(b.viewed_at)) from built as b;
$$;

create or replace function public.refresh_page_day(of_day date, starts_at timestamptz, ends_at timestamptz)
returns void
language sql
as $$
    delete from page_daily where day = of_day;

    insert into page_daily (
        day, site, path, views, viewers, entries, exits, engaged_ms, count_engaged, scroll_sum, count_scrolled
    )
    select
        of_day as day,
        p.site,
        p.path,
        count(*) as views,
        count(distinct p.client_id) as viewers,
        count(*) filter (where p.is_entry) as entries,
        count(*) filter (where p.is_exit) as exits,
        coalesce(sum(p.engaged_ms), 0) as engaged_ms,
        count(p.engaged_ms) as count_engaged,
        coalesce(sum(p.scroll_depth), 0) as scroll_sum,
        count(p.scroll_depth) as count_scrolled
    from page_views as p
    where p.viewed_at >= starts_at and p.viewed_at < ends_at and not p.is_bot
    group by p.site, p.path;
$$;
