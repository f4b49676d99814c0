-- Pages: how often, how long, where visits begin and end, and from where to where they lead.
create view dash.page_views as
select * from public.page_views;
comment on view dash.page_views is 'One row a page view of a visit, bots marked';

create view dash.page_daily as
select * from public.page_daily;
comment on view dash.page_daily is 'One row a path, site and day of the shop''s zone, without bots';

create function dash.pages(p_from date, p_to date)
returns table (
    path text,
    views bigint,
    viewer_days bigint,
    entries bigint,
    exits bigint,
    exit_rate numeric,
    engaged_seconds_avg numeric,
    scroll_depth_avg numeric
)
language sql
stable
parallel safe
as $$
    select
        d.path,
        sum(d.views)::bigint as views,
        sum(d.viewers)::bigint as viewer_days,
        sum(d.entries)::bigint as entries,
        sum(d.exits)::bigint as exits,
        sum(d.exits)::numeric / sum(d.views) as exit_rate,
        sum(d.engaged_ms) / 1000.0 / nullif(sum(d.count_engaged), 0) as engaged_seconds_avg,
        sum(d.scroll_sum) / nullif(sum(d.count_scrolled), 0) as scroll_depth_avg
    from dash.page_daily as d
    where d.day between p_from and p_to
    group by d.path
    order by sum(d.views) desc, d.path
$$;
comment on function dash.pages is
'A row for each path from the days p_from to p_to of the shop''s zone. viewer_days: viewers of each day and site, added up; exit_rate: '
'views that ended their visit by views; engaged_seconds_avg and scroll_depth_avg (percent): mean of the views that reported it';

create function dash.are_pages_counted(p_from date, p_to date, p_tz text, p_filter jsonb)
returns boolean
language sql
stable
parallel safe
as $$
    select
        dash.are_visits_told(p_from, p_tz)
        and not exists (
            select 1 from dash.daily as d
            where d.day between p_from - 2 and p_to + 2 and d.page_views > 0
            and not exists (select 1 from dash.page_view_days as v where v.day = d.day)
            -- those of no visit are nobody's
            and exists (select 1 from dash.visit_cells as c where c.day = d.day and c.page_views > 0)
        )
        and not (
            dash.picks_products(p_filter)
            and exists (select 1 from dash.page_view_days as v where v.day between p_from - 2 and p_to + 2 and v.visit_numbers is null)
        )
$$;
comment on function dash.are_pages_counted is
'Whether dash.page_view_days may answer, for the shop''s whole days of the period: single events go back to p_from, and all days are built';

create function dash.counted_pages(p_from date, p_to date, p_filter jsonb default '{}')
returns setof dash.page_view_days
language sql
stable
parallel safe
as $$
    select v.*
    from dash.page_view_days as v
    where v.day between p_from and p_to
    and (dash.with_bots(p_filter) or not v.is_bot)
    and (
        not dash.picks_visits(p_filter)
        or (v.day, v.cell_number) in (select c.day, c.cell_number from dash.fitting_cells(p_from, p_to, p_filter) as c)
    )
$$;
comment on function dash.counted_pages is
'Rows of dash.page_view_days that fit p_filter by login, site, device, country, channel and bots; which of their visits fit by products, '
'dash.visit_parts tells';

create function dash.edge_views(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns setof dash.page_views
language sql
stable
parallel safe
as $$
    with days as materialized (
        select d.* from dash.whole_days(p_from, p_to, p_tz) as d
    )
    select v.*
    from dash.page_views as v
    where (select d.has_edges from days as d)
    and v.viewed_at >= dash.day_start(p_from, p_tz) and v.viewed_at < (select d.starts_at from days as d)
    and (dash.with_bots(p_filter) or not v.is_bot)
    and (
        not dash.is_narrow(p_filter)
        or v.session_id in (select s.session_id from dash.visits_that_fit(p_from, p_from + 1, p_tz, p_filter) as s)
    )
    union all
    select v.*
    from dash.page_views as v
    where (select d.has_edges from days as d)
    and v.viewed_at >= (select d.ends_at from days as d) and v.viewed_at < dash.day_start(p_to + 1, p_tz)
    and (dash.with_bots(p_filter) or not v.is_bot)
    and (
        not dash.is_narrow(p_filter)
        or v.session_id in (select s.session_id from dash.visits_that_fit(p_to - 1, p_to, p_tz, p_filter) as s)
    )
$$;
comment on function dash.edge_views is
'Page views of visits that fit p_filter, in the parts of the days p_from to p_to of zone p_tz that are no whole days of the shop (dash.whole_days)';

create function dash.path_names(p_from date, p_to date)
returns table (path_hash bigint, path text)
language sql
stable
parallel safe
as $$
    select dash.path_hash(d.path) as path_hash, d.path
    from (
        -- of each of them the planner knows how many different ones there are
        select distinct p.path from dash.page_daily as p
        where p.day between p_from and p_to
        union
        select distinct o.path from dash.other_paths as o
        where o.day between p_from and p_to
    ) as d
    where d.path is not null
$$;
comment on function dash.path_names is 'The paths of the pages that were viewed or begun with on these days of the shop''s zone, with the numbers that stand for them';

create function dash.page_steps(
    p_from date,
    p_to date,
    p_path text,
    p_tz text default 'UTC',
    p_bots boolean default false,
    p_filter jsonb default '{}'
)
returns table (direction text, path text, views bigint, share numeric)
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
    cells as materialized (
        select c.day, c.path_hashes, c.marks, c.visit_numbers, c.divided_visits, c.divided_numbers
        from dash.counted_pages(p_from - 2, p_to + 2, case when p_bots then p_filter || '{"bots": true}' else p_filter end) as c
        where c.day >= (select d.first_day from days as d) and c.day <= (select d.last_day from days as d)
        and (c.path_hashes @> array[dash.path_hash(p_path)] or c.divided_visits <> '{}')
    ),
    -- by category and brand
    fitting as (
        select v.day, v.visit_number
        from dash.visit_parts(p_from - 2, p_to + 2, case when p_bots then p_filter || '{"bots": true}' else p_filter end) as v
        where dash.picks_products(p_filter)
    ),
    -- of a visit that midnight divides a page's neighbours stand elsewhere
    counted as (
        select p.previous_hash, p.next_hash, p.marks & 1 > 0 as is_entry, p.marks & 2 > 0 as is_exit, count(*) as views
        from (
            select
                c.day,
                unnest(c.visit_numbers) as visit_number,
                unnest(c.path_hashes) as path_hash,
                unnest(c.marks) as marks,
                unnest(null::bigint || c.path_hashes) as previous_hash,
                unnest(c.path_hashes[2:]) as next_hash
            from cells as c
        ) as p
        where p.path_hash = dash.path_hash(p_path) and p.marks & 4 = 0
        and (not dash.picks_products(p_filter) or (p.day, p.visit_number) in (select f.day, f.visit_number from fitting as f))
        group by 1, 2, 3, 4
    ),
    divided as (
        select distinct d.session_id, d.day
        from (
            select
                c.day,
                unnest(c.divided_visits) as session_id,
                unnest(c.divided_numbers) as visit_number
            from cells as c
        ) as d
        where not dash.picks_products(p_filter) or (d.day, d.visit_number) in (select f.day, f.visit_number from fitting as f)
    ),
    names as (
        select n.* from dash.path_names(p_from - 2, p_to + 2) as n
        where (select c.answer from is_counted as c)
    ),
    steps as (
        select
            d.direction,
            case d.direction when 'previous' then c.is_entry else c.is_exit end as is_end,
            case d.direction when 'previous' then c.previous_hash else c.next_hash end as path_hash,
            null as path,
            c.views
        from counted as c
        cross join (values ('previous'), ('next')) as d (direction)
        union all
        select
            d.direction,
            case d.direction when 'previous' then v.is_entry else v.is_exit end as is_end,
            null as path_hash,
            case d.direction when 'previous' then v.previous_path else v.next_path end as path,
            1 as views
        from (
            select v.previous_path, v.next_path, v.is_entry, v.is_exit
            from divided as d
            cross join dash.settings as z
            inner join dash.page_views as v on v.session_id = d.session_id
            where v.viewed_at >= dash.day_start(d.day, z.time_zone)
            and v.viewed_at < dash.day_start(d.day + 1, z.time_zone)
            and v.path = p_path
            union all
            select v.previous_path, v.next_path, v.is_entry, v.is_exit
            from dash.edge_views(p_from, p_to, p_tz, case when p_bots then p_filter || '{"bots": true}' else p_filter end) as v
            where (select c.answer from is_counted as c) and v.path = p_path
            union all
            select v.previous_path, v.next_path, v.is_entry, v.is_exit
            from dash.page_views as v
            where not (select c.answer from is_counted as c)
            and v.viewed_at >= dash.day_start(p_from, p_tz)
            and v.viewed_at < dash.day_start(p_to + 1, p_tz)
            and v.path = p_path
            and (p_bots or dash.with_bots(p_filter) or not v.is_bot)
            and (
                not dash.is_narrow(p_filter)
                or v.session_id in (select s.session_id from dash.visits_that_fit(p_from, p_to, p_tz, p_filter) as s)
            )
        ) as v
        cross join (values ('previous'), ('next')) as d (direction)
    ),
    named as (
        select
            s.direction,
            case
                when not s.is_end then coalesce(s.path, n.path)
                when s.direction = 'previous' then '(entry)'
                else '(exit)'
            end as path,
            s.views
        from steps as s
        left join names as n on n.path_hash = s.path_hash
    )
    select
        n.direction,
        n.path,
        sum(n.views)::bigint as views,
        sum(n.views) / sum(sum(n.views)) over (partition by n.direction) as share
    from named as n
    group by n.direction, n.path
    order by n.direction, sum(n.views) desc, n.path
$$;
comment on function dash.page_steps is
'What was seen directly before and after the page p_path, as shares of its views. (entry): the visit began with it; (exit): it ended '
'with it; null: a page without an address. Views of visits that fit p_filter';
