-- How many events and page views: as counted by hour or day, where the filter allows it, else from the visits or the events.

create function dash.visit_event_totals(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_grain text default 'day',
    p_filter jsonb default '{}'
)
returns table (bucket_at timestamptz, events bigint, page_views bigint)
language sql
stable
parallel safe
as $$
    with counts as (
        select
            date_trunc(p_grain, v.started_at, p_tz) as bucket_at,
            sum(v.event_count) as events,
            sum(v.page_view_count) as page_views
        from dash.visits_during(p_from, p_to, p_tz, p_filter) as v
        where v.started_at >= dash.day_start(p_from, p_tz)
        and v.ended_at < dash.day_start(p_to + 1, p_tz)
        and date_trunc(p_grain, v.started_at, p_tz) = date_trunc(p_grain, v.ended_at, p_tz)
        group by 1
        union all
        -- a visit that the end of a bucket or of the period divides is counted by its events, which are found visit by visit
        select e.bucket_at, e.events, e.page_views
        from dash.visits_during(p_from, p_to, p_tz, p_filter) as v
        cross join lateral (
            select
                date_trunc(p_grain, f.event_timestamp, p_tz) as bucket_at,
                count(*) as events,
                count(*) filter (where f.event_name = 'page_view') as page_views
            from dash.visit_events(v.session_id, v.is_derived, v.client_id, v.started_at, v.ended_at) as f
            where f.event_timestamp >= dash.day_start(p_from, p_tz)
            and f.event_timestamp < dash.day_start(p_to + 1, p_tz)
            group by 1
        ) as e
        where v.started_at < dash.day_start(p_from, p_tz)
        or v.ended_at >= dash.day_start(p_to + 1, p_tz)
        or date_trunc(p_grain, v.started_at, p_tz) <> date_trunc(p_grain, v.ended_at, p_tz)
    )
    select c.bucket_at, sum(c.events)::bigint as events, sum(c.page_views)::bigint as page_views
    from counts as c
    group by c.bucket_at
$$;
comment on function dash.visit_event_totals is
'Events and page views from p_from to p_to by hour, day, week or year (p_grain) of visits that fit p_filter by login, site, device, country and '
'channel: added up from visits, of which those few that a bucket''s end divides are counted event by event';

create function dash.event_totals(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_grain text default 'day',
    p_filter jsonb default '{}'
)
returns table (bucket_at timestamptz, events bigint, page_views bigint)
language sql
stable
parallel safe
as $$
    -- Only one of the parts is begun: which, the planner's gates say before any row.
    select
        date_trunc(p_grain, h.hour_at, p_tz) as bucket_at,
        sum(h.events)::bigint as events,
        sum(h.page_views)::bigint as page_views
    from dash.hourly as h
    where not dash.is_narrow(p_filter) and dash.is_counted(p_tz, p_filter)
    and not (dash.is_of_days(p_grain) and dash.are_visits_told(p_from, p_tz))
    and h.hour_at >= dash.day_start(p_from, p_tz)
    and h.hour_at < dash.day_start(p_to + 1, p_tz)
    group by 1
    union all
    select
        date_trunc(p_grain, d.day::timestamp) at time zone p_tz as bucket_at,
        sum(d.events)::bigint as events,
        sum(d.page_views)::bigint as page_views
    from dash.daily as d
    -- frozen days keep the ends of the zone that was the shop's when they were counted
    where not dash.is_narrow(p_filter) and dash.is_counted(p_tz, p_filter)
    and dash.is_of_days(p_grain) and dash.are_visits_told(p_from, p_tz)
    and d.day between p_from and p_to
    group by 1
    union all
    select
        date_trunc(p_grain, q.quarter_at, p_tz) as bucket_at,
        sum(q.events + case when dash.with_bots(p_filter) then q.bot_events else 0 end)::bigint as events,
        sum(q.page_views + case when dash.with_bots(p_filter) then q.bot_page_views else 0 end)::bigint as page_views
    from dash.quarter_events as q
    where not dash.is_narrow(p_filter) and not dash.is_counted(p_tz, p_filter)
    and q.quarter_at >= dash.day_start(p_from, p_tz)
    and q.quarter_at < dash.day_start(p_to + 1, p_tz)
    group by 1
    having sum(q.events + case when dash.with_bots(p_filter) then q.bot_events else 0 end) > 0
    union all
    select
        date_trunc(p_grain, c.day::timestamp) at time zone p_tz as bucket_at,
        sum(c.events)::bigint as events,
        sum(c.page_views)::bigint as page_views
    from dash.fitting_cells(p_from, p_to, p_filter) as c
    where dash.picks_visits(p_filter) and not dash.picks_products(p_filter) and dash.is_shops_zone(p_tz)
    and dash.is_of_days(p_grain) and dash.are_visits_told(p_from, p_tz)
    group by 1
    union all
    select v.bucket_at, v.events, v.page_views
    from dash.visit_event_totals(p_from, p_to, p_tz, p_grain, p_filter) as v
    where dash.picks_visits(p_filter) and not dash.picks_products(p_filter)
    and not (dash.is_shops_zone(p_tz) and dash.is_of_days(p_grain) and dash.are_visits_told(p_from, p_tz))
    union all
    select
        date_trunc(p_grain, e.last_seen_at, p_tz) as bucket_at,
        sum(coalesce(length(e.steps), e.views + e.adds + e.removes))::bigint as events,
        sum(length(e.steps) - length(replace(e.steps, l.letter, '')))::bigint as page_views
    from dash.product_events(p_from, p_to, p_tz, p_filter) as e
    cross join (select coalesce(max(d.letter), '') as letter from dash.event_letters as d where d.event_name = 'page_view') as l
    where dash.picks_products(p_filter)
    group by 1
$$;
comment on function dash.event_totals is
'Events and page views of dash.happenings by hour, day, week or year (p_grain): counted when they were loaded; of properties of visits in another '
'zone or by hours added up from visits; of products from dash.product_events';
