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
    with views as (
        select v.previous_path, v.next_path, v.is_entry, v.is_exit
        from dash.page_views as v
        where v.viewed_at >= dash.day_start(p_from, p_tz)
        and v.viewed_at < dash.day_start(p_to + 1, p_tz)
        and v.path = p_path
        and (p_bots or dash.with_bots(p_filter) or not v.is_bot)
        and (
            not dash.is_narrow(p_filter)
            -- a visit may have begun the day before
            or v.session_id in (select s.session_id from dash.visits(p_from - 1, p_to, p_tz, p_filter) as s)
        )
    ),
    steps as (
        select 'previous' as direction, case when v.is_entry then '(entry)' else v.previous_path end as path
        from views as v
        union all
        select 'next' as direction, case when v.is_exit then '(exit)' else v.next_path end as path
        from views as v
    )
    select
        s.direction,
        s.path,
        count(*) as views,
        count(*) / sum(count(*)) over (partition by s.direction) as share
    from steps as s
    group by s.direction, s.path
    order by s.direction, count(*) desc, s.path
$$;
comment on function dash.page_steps is
'What was seen directly before and after the page p_path, as shares of its views. (entry): the visit began with it; (exit): it ended '
'with it; null: a page without an address. Views of visits that fit p_filter';
