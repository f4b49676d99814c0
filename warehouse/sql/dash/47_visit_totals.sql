-- How many visits and visitors: as counted by day, where the filter allows it, else from the visits.

create function dash.visit_totals(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_grain text default 'day',
    p_filter jsonb default '{}',
    p_whole boolean default false
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
        where (p_grain is null or dash.is_of_days(p_grain)) and dash.are_visitors_counted(p_from, p_tz, p_filter)
    ),
    sums as materialized (
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
    -- bucket by bucket, and once more for the whole: to sort each one's numbers takes half as long as to make all rows different by a hash
    bucket_visitors as (
        select
            b.bucket_at,
            (
                select count(distinct c.client_hash) from dash.counted_visitors(b.first_day, b.last_day, p_filter) as c
                where c.sessions > 0
            ) as visitors
        from (
            select d.bucket_at, min(d.day) as first_day, max(d.day) as last_day from days as d
            where p_grain is not null
            group by d.bucket_at
        ) as b
    ),
    clients as materialized (
        select
            date_trunc(p_grain, s.started_at, p_tz) as bucket_at,
            s.client_id,
            count(*) as sessions,
            count(*) filter (where s.has_purchase) as converting,
            count(*) filter (where s.is_bounce) as bounced,
            sum(s.engaged_seconds) as engaged_seconds,
            count(s.engaged_seconds) as count_engaged
        from dash.visits(p_from, p_to, p_tz, p_filter) as s
        where not (p_grain is null or dash.is_of_days(p_grain)) or not dash.are_visitors_counted(p_from, p_tz, p_filter)
        group by 1, 2
    ),
    parts as (
        select s.bucket_at, 0 as visitors, s.sessions, s.converting, s.bounced, s.engaged_seconds, s.count_engaged from sums as s
        union all
        select v.bucket_at, v.visitors, 0, 0, 0, null, 0 from bucket_visitors as v
        where v.visitors > 0
        union all
        select
            c.bucket_at, (c.client_id is not null)::integer as visitors, c.sessions, c.converting, c.bounced, c.engaged_seconds, c.count_engaged
        from clients as c
    ),
    whole_visitors as (
        select count(distinct v.client_hash) as visitors
        from dash.counted_visitors(p_from, p_to, p_filter) as v
        where p_whole and exists (select 1 from days as d) and v.sessions > 0
        union all
        select count(distinct c.client_id) as visitors from clients as c
        where p_whole
    )
    select
        p.bucket_at,
        case
            when grouping(p.bucket_at) = 0 then sum(p.visitors)
            -- over buckets visitors do not add up
            else (select sum(w.visitors) from whole_visitors as w)
        end::bigint as visitors,
        sum(p.sessions)::bigint as sessions,
        sum(p.converting)::bigint as converting,
        sum(p.bounced)::bigint as bounced,
        sum(p.engaged_seconds) filter (where p.count_engaged > 0) as engaged_seconds,
        sum(p.count_engaged)::bigint as count_engaged
    from parts as p
    group by grouping sets ((p.bucket_at), ())
    having grouping(p.bucket_at) = 0 and p_grain is not null or grouping(p.bucket_at) = 1 and p_whole
$$;
comment on function dash.visit_totals is
'Sessions that began by hour, day, week, month, year or millennium (p_grain) and fit p_filter, and their different clients. engaged_seconds: '
'over the count_engaged sessions that reported it. p_whole: and a row of the whole period, whose bucket_at is null; with p_grain null only that';
