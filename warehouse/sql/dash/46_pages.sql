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
        dash.are_visitors_counted(p_from, p_tz, p_filter)
        and not exists (
            select 1 from dash.daily as d
            where d.day between p_from and p_to and d.page_views > 0
            and not exists (select 1 from dash.page_view_days as v where v.day = d.day)
            -- those of no visit are nobody's
            and exists (select 1 from dash.funnel_daily as f where f.day = d.day and f.page_views > 0)
        )
$$;
comment on function dash.are_pages_counted is 'Whether dash.page_view_days may answer: as dash.are_visitors_counted, and all days are built';

create function dash.counted_pages(p_from date, p_to date, p_filter jsonb default '{}')
returns setof dash.page_view_days
language sql
stable
parallel safe
as $$
    select v.*
    from dash.page_view_days as v
    where v.day between p_from and p_to
    and (
        not dash.picks_visits(p_filter)
        or (v.day, v.cell_number) in (select f.day, f.cell_number from dash.counted_visits(p_from, p_to, p_filter) as f)
    )
$$;
comment on function dash.counted_pages is 'Rows of dash.page_view_days that fit p_filter by login, site, device, country and channel';

create function dash.path_hash(p_path text)
returns bigint
language sql
immutable
parallel safe
as $$
    select ('x' || left(md5(p_path), 16))::bit(64)::bigint
$$;
comment on function dash.path_hash is 'The number that stands for a path in dash.page_view_days';

create function dash.path_names(p_from date, p_to date)
returns table (path_hash bigint, path text)
language sql
stable
parallel safe
as $$
    select dash.path_hash(d.path) as path_hash, d.path
    from (select distinct p.path from dash.page_daily as p where p.day between p_from and p_to) as d
    where d.path is not null
$$;
comment on function dash.path_names is 'The paths of the pages that were viewed on these days of the shop''s zone, with the numbers that stand for them';

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
        select coalesce(not p_bots, true) and dash.are_pages_counted(p_from, p_to, p_tz, p_filter) as answer
    ),
    cells as materialized (
        select c.path_hashes, c.marks, c.divided_visits
        from dash.counted_pages(p_from, p_to, p_filter) as c
        where (select c.answer from is_counted as c)
        and (c.path_hashes @> array[dash.path_hash(p_path)] or c.divided_visits <> '{}')
    ),
    -- of a visit that midnight divides a page's neighbours stand elsewhere
    counted as (
        select p.previous_hash, p.next_hash, p.marks & 1 > 0 as is_entry, p.marks & 2 > 0 as is_exit, count(*) as views
        from (
            select
                unnest(c.path_hashes) as path_hash,
                unnest(c.marks) as marks,
                unnest(null::bigint || c.path_hashes) as previous_hash,
                unnest(c.path_hashes[2:]) as next_hash
            from cells as c
        ) as p
        where p.path_hash = dash.path_hash(p_path) and p.marks & 4 = 0
        group by 1, 2, 3, 4
    ),
    divided as (
        select distinct unnest(c.divided_visits) as session_id from cells as c
    ),
    names as (
        select n.* from dash.path_names(p_from, p_to) as n
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
            inner join dash.page_views as v on v.session_id = d.session_id
            where v.viewed_at >= dash.day_start(p_from, p_tz)
            and v.viewed_at < dash.day_start(p_to + 1, p_tz)
            and v.path = p_path
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
