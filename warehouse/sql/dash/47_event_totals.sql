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
    where dash.is_counted(p_tz, p_filter) and not dash.is_narrow(p_filter)
    and not (dash.is_of_days(p_grain) and dash.are_visitors_counted(p_from, p_tz, p_filter))
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
    where not dash.is_narrow(p_filter) and dash.is_of_days(p_grain) and dash.are_visitors_counted(p_from, p_tz, p_filter)
    and d.day between p_from and p_to
    group by 1
    union all
    select
        date_trunc(p_grain, f.day::timestamp) at time zone p_tz as bucket_at,
        sum(f.events)::bigint as events,
        sum(f.page_views)::bigint as page_views
    from dash.counted_visits(p_from, p_to, p_filter) as f
    where dash.picks_visits(p_filter) and dash.is_of_days(p_grain) and dash.are_visitors_counted(p_from, p_tz, p_filter)
    group by 1
    union all
    select v.bucket_at, v.events, v.page_views
    from dash.visit_event_totals(p_from, p_to, p_tz, p_grain, p_filter) as v
    where dash.picks_visits(p_filter) and not dash.picks_products(p_filter)
    and not (dash.is_of_days(p_grain) and dash.are_visitors_counted(p_from, p_tz, p_filter))
    union all
    select
        date_trunc(p_grain, e.event_timestamp, p_tz) as bucket_at,
        count(*) as events,
        count(*) filter (where e.event_name = 'page_view') as page_views
    from dash.happenings(p_from, p_to, p_tz, p_filter) as e
    where dash.picks_products(p_filter) or not dash.picks_visits(p_filter) and not dash.is_counted(p_tz, p_filter)
    group by 1
$$;
comment on function dash.event_totals is
'Events and page views of dash.happenings by hour, day, week or year (p_grain): counted when they were loaded, where p_tz is the shop''s zone '
'and the filter asks for nothing but properties of visits; added up from visits, where it asks for these in another zone, for hours, or with '
'bots; else counted now';
