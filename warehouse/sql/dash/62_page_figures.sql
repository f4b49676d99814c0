-- What visitors read.

create function dash.page_figures(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (
    path text,
    views bigint,
    viewers bigint,
    entries bigint,
    exits bigint,
    exit_rate numeric,
    engaged_seconds numeric,
    scroll_depth numeric
)
language sql
stable
parallel safe
as $$
    with is_counted as (
        select dash.are_pages_counted(p_from, p_to, p_tz, p_filter) as answer
    ),
    -- two passes, of which the one that compares people carries nothing else, are quicker than one, and than a copy of the views
    views as not materialized (
        select v.*
        from dash.page_views as v
        where not (select c.answer from is_counted as c)
        and v.viewed_at >= dash.day_start(p_from, p_tz)
        and v.viewed_at < dash.day_start(p_to + 1, p_tz)
        and (dash.with_bots(p_filter) or not v.is_bot)
        and (
            not dash.is_narrow(p_filter)
            or v.session_id in (select s.session_id from dash.visits_that_fit(p_from, p_to, p_tz, p_filter) as s)
        )
    ),
    cells as not materialized (
        select p.*
        from dash.counted_pages(p_from, p_to, p_filter) as p
        where (select c.answer from is_counted as c)
    ),
    counted as (
        select
            v.path_hash,
            count(*) as views,
            0 as viewers,
            sum(v.marks & 1) as entries,
            sum(v.marks & 2) / 2 as exits,
            sum(v.engaged_ms) as engaged_ms,
            count(v.engaged_ms) as count_engaged,
            sum(v.scroll_depth) as scroll_sum,
            count(v.scroll_depth) as count_scrolled
        from (
            select
                unnest(c.path_hashes) as path_hash,
                unnest(c.marks) as marks,
                unnest(c.engaged_ms) as engaged_ms,
                unnest(c.scroll_depths) as scroll_depth
            from cells as c
            where dash.is_narrow(p_filter)
        ) as v
        group by v.path_hash
        union all
        select w.path_hash, 0 as views, count(w.client_hash) as viewers, 0, 0, null, 0, null, 0
        from (select distinct unnest(c.path_hashes) as path_hash, unnest(c.client_hashes) as client_hash from cells as c) as w
        group by w.path_hash
    ),
    names as (
        select n.* from dash.path_names(p_from, p_to) as n
        where (select c.answer from is_counted as c)
    ),
    totals as (
        select
            v.path,
            count(*) as views,
            0 as viewers,
            count(*) filter (where v.is_entry) as entries,
            count(*) filter (where v.is_exit) as exits,
            sum(v.engaged_ms) as engaged_ms,
            count(v.engaged_ms) as count_engaged,
            sum(v.scroll_depth) as scroll_sum,
            count(v.scroll_depth) as count_scrolled
        from views as v
        group by v.path
        union all
        -- as counted by day
        select d.path, d.views, 0, d.entries, d.exits, d.engaged_ms, d.count_engaged, d.scroll_sum, d.count_scrolled
        from dash.page_daily as d
        where (select c.answer from is_counted as c) and not dash.is_narrow(p_filter) and d.day between p_from and p_to
        union all
        select n.path, c.views, c.viewers, c.entries, c.exits, c.engaged_ms, c.count_engaged, c.scroll_sum, c.count_scrolled
        from counted as c
        left join names as n on n.path_hash = c.path_hash
        union all
        select w.path, 0 as views, count(*) as viewers, 0, 0, null, 0, null, 0
        from (select distinct v.path, v.client_id from views as v where v.client_id is not null) as w
        group by w.path
    )
    select
        t.path,
        sum(t.views)::bigint as views,
        sum(t.viewers)::bigint as viewers,
        sum(t.entries)::bigint as entries,
        sum(t.exits)::bigint as exits,
        sum(t.exits) / sum(t.views) as exit_rate,
        sum(t.engaged_ms) / 1000 / nullif(sum(t.count_engaged), 0) as engaged_seconds,
        sum(t.scroll_sum) / 100 / nullif(sum(t.count_scrolled), 0) as scroll_depth
    from totals as t
    group by t.path
    having sum(t.views) > 0
    order by sum(t.views) desc, t.path
$$;
comment on function dash.page_figures is
'A row a path with the page views of visits in the period. viewers: different clients; entries and exits: views that began and ended their '
'visit; exit_rate: exits by views; engaged_seconds and scroll_depth (share of the page): mean of the views that reported it';
