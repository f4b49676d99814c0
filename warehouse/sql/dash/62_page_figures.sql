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
    days as materialized (
        select d.* from dash.whole_days(p_from, p_to, p_tz) as d
        where (select c.answer from is_counted as c)
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
        from dash.counted_pages(p_from - 2, p_to + 2, p_filter) as p
        where p.day >= (select d.first_day from days as d) and p.day <= (select d.last_day from days as d)
    ),
    -- what another zone's first and last day have beside the shop's whole days
    edges as materialized (
        select
            dash.path_hash(v.path) as path_hash,
            v.path,
            dash.path_hash(v.client_id) as client_hash,
            v.is_entry::integer + 2 * v.is_exit::integer as marks,
            v.engaged_ms,
            v.scroll_depth
        from dash.edge_views(p_from, p_to, p_tz, p_filter) as v
        where (select c.answer from is_counted as c)
    ),
    -- by category and brand, view by view
    fitting as materialized (
        select p.path_hash, p.client_hash, p.marks, p.engaged_ms, p.scroll_depth
        from (
            select
                c.day,
                unnest(c.visit_numbers) as visit_number,
                unnest(c.path_hashes) as path_hash,
                unnest(c.client_hashes) as client_hash,
                unnest(c.marks) as marks,
                unnest(c.engaged_ms) as engaged_ms,
                unnest(c.scroll_depths) as scroll_depth
            from cells as c
            where dash.picks_products(p_filter)
        ) as p
        where (p.day, p.visit_number) in (select v.day, v.visit_number from dash.visit_parts(p_from - 2, p_to + 2, p_filter) as v)
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
            where (dash.is_narrow(p_filter) or dash.with_bots(p_filter)) and not dash.picks_products(p_filter)
            union all
            select f.path_hash, f.marks, f.engaged_ms, f.scroll_depth from fitting as f
            union all
            select e.path_hash, e.marks, e.engaged_ms, e.scroll_depth from edges as e
        ) as v
        group by v.path_hash
        union all
        select w.path_hash, 0 as views, count(w.client_hash) as viewers, 0, 0, null, 0, null, 0
        from (
            select distinct unnest(c.path_hashes) as path_hash, unnest(c.client_hashes) as client_hash from cells as c
            where not dash.picks_products(p_filter) and not (select d.has_edges from days as d)
            union all
            -- once more together with the ends, where there are any: else the array's elements need not pass through another step
            select distinct x.path_hash, x.client_hash
            from (
                select unnest(c.path_hashes) as path_hash, unnest(c.client_hashes) as client_hash from cells as c
                where not dash.picks_products(p_filter)
                union all
                select f.path_hash, f.client_hash from fitting as f
                union all
                select e.path_hash, e.client_hash from edges as e
            ) as x
            where (select d.has_edges from days as d)
            union all
            select distinct f.path_hash, f.client_hash from fitting as f
            where not (select d.has_edges from days as d)
        ) as w
        group by w.path_hash
    ),
    names as (
        select n.* from dash.path_names(p_from - 2, p_to + 2) as n
        where (select c.answer from is_counted as c)
        union
        select e.path_hash, e.path from edges as e
        where e.path is not null
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
        where (select c.answer from is_counted as c) and not dash.is_narrow(p_filter) and not dash.with_bots(p_filter)
        and d.day >= (select w.first_day from days as w) and d.day <= (select w.last_day from days as w)
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
