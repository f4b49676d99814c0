-- Builds the page views of some visits anew, and notes the days on which they were and are.
create or replace function public.refresh_page_views(visit_keys text[])
returns void
language sql
set plan_cache_mode = force_custom_plan
as $$
    select note_days_of(array_agg(p.viewed_at)) from page_views as p where p.session_id = any(visit_keys);
    delete from page_views where session_id = any(visit_keys);

    insert into page_views (
        session_id, view_number, page_view_id, client_id, site, path, previous_path, next_path, engaged_ms, scroll_depth,
        is_entry, is_exit, is_bot, viewed_at
    )
    with facts as (
        select
            m.*,
            row_number() over visit as place,
            -- the how-manieth view without an id, to which what has none either belongs
            count(*) filter (where m.event_name = 'page_view' and m.page_view_id is null) over visit as nameless_number,
            bool_or(m.is_bot) over (partition by m.visit_id) as is_bot_visit
        from visit_members(visit_keys) as m
        window visit as (partition by m.visit_id order by m.event_timestamp, m.sequence, m.event_id)
    ),
    parts as (
        select
            f.*,
            case when f.page_view_id is null then f.nameless_number end as group_number
        from facts as f
        where f.page_view_id is not null or f.nameless_number > 0
    ),
    views as (
        select
            p.visit_id,
            p.page_view_id,
            min(p.place) filter (where p.event_name = 'page_view') as place,
            (array_agg(p.client_id order by p.place) filter (where p.event_name = 'page_view'))[1] as client_id,
            (array_agg(p.site order by p.place) filter (where p.event_name = 'page_view'))[1] as site,
            (array_agg(p.page_path order by p.place) filter (where p.event_name = 'page_view'))[1] as path,
            sum(p.engaged_ms) as engaged_ms,
            max(p.scroll_depth) as scroll_depth,
            bool_and(p.is_bot_visit) as is_bot,
            min(p.event_timestamp) filter (where p.event_name = 'page_view') as viewed_at
        from parts as p
        group by p.visit_id, p.page_view_id, p.group_number
    ),
    numbered as (
        select
            v.*,
            row_number() over visit as view_number,
            lag(v.path) over visit as previous_path,
            lead(v.path) over visit as next_path,
            lead(v.place) over visit is null as is_exit
        from views as v
        where v.place is not null
        window visit as (partition by v.visit_id order by v.place)
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
    from numbered as n;

    select note_days_of(array_agg(p.viewed_at)) from page_views as p where p.session_id = any(visit_keys);
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
