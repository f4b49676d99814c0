-- How many visits and visitors: as counted by day, where the filter allows it, else from the visits.

create function dash.visit_totals(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_grain text default 'day',
    p_filter jsonb default '{}'
)
returns table (
    bucket_at timestamptz,
    visitors bigint,
    sessions bigint,
    converting bigint,
    bounced bigint,
    engaged_seconds numeric,
    count_engaged bigint
)
language sql
stable
parallel safe
as $$
    with days as materialized (
        select d.day, date_trunc(p_grain, d.day::timestamp) at time zone p_tz as bucket_at
        from (select distinct f.day from dash.funnel_daily as f where f.day between p_from and p_to) as d
        where dash.is_of_days(p_grain) and dash.are_visitors_counted(p_from, p_tz, p_filter)
    ),
    sums as (
        select
            d.bucket_at,
            sum(f.sessions)::bigint as sessions,
            sum(f.converted)::bigint as converting,
            sum(f.bounced)::bigint as bounced,
            sum(f.engaged_seconds) as engaged_seconds,
            sum(f.count_engaged)::bigint as count_engaged
        from days as d
        inner join dash.counted_visits(p_from, p_to, p_filter) as f on f.day = d.day
        where f.sessions > 0
        group by d.bucket_at
    ),
    visitors as (
        select v.bucket_at, count(*) as visitors
        from (
            select distinct d.bucket_at, c.client_hash
            from days as d
            inner join dash.counted_visitors(p_from, p_to, p_filter) as c on c.day = d.day
            where c.sessions > 0
        ) as v
        group by v.bucket_at
    ),
    clients as (
        select
            date_trunc(p_grain, s.started_at, p_tz) as bucket_at,
            s.client_id,
            count(*) as sessions,
            count(*) filter (where s.has_purchase) as converting,
            count(*) filter (where s.is_bounce) as bounced,
            sum(s.engaged_seconds) as engaged_seconds,
            count(s.engaged_seconds) as count_engaged
        from dash.visits(p_from, p_to, p_tz, p_filter) as s
        where not dash.is_of_days(p_grain) or not dash.are_visitors_counted(p_from, p_tz, p_filter)
        group by 1, 2
    )
    select
        s.bucket_at, coalesce(v.visitors, 0) as visitors, s.sessions, s.converting, s.bounced,
        case when s.count_engaged > 0 then s.engaged_seconds end as engaged_seconds, s.count_engaged
    from sums as s
    left join visitors as v on v.bucket_at = s.bucket_at
    union all
    select
        c.bucket_at,
        count(c.client_id) as visitors,
        sum(c.sessions)::bigint as sessions,
        sum(c.converting)::bigint as converting,
        sum(c.bounced)::bigint as bounced,
        sum(c.engaged_seconds) as engaged_seconds,
        sum(c.count_engaged)::bigint as count_engaged
    from clients as c
    group by c.bucket_at
$$;
comment on function dash.visit_totals is
'Sessions that began by hour, day, week, month, year or millennium (p_grain) and fit p_filter, and their different clients. engaged_seconds: '
'over the count_engaged sessions that reported it';
