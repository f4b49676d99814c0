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
        select t.day, date_trunc(p_grain, t.day::timestamp) at time zone p_tz as bucket_at, d.day as shop_day
        from (select distinct c.day from dash.visit_cells as c where c.day between p_from - 2 and p_to + 2) as d
        cross join dash.settings as z
        -- the days of p_tz that a day of the shop touches
        cross join lateral (
            select g.day::date as day
            from generate_series(
                (dash.day_start(d.day, z.time_zone) at time zone p_tz)::date::timestamp,
                ((dash.day_start(d.day + 1, z.time_zone) - interval '1 microsecond') at time zone p_tz)::date::timestamp,
                interval '1 day'
            ) as g (day)
        ) as t
        where t.day between p_from and p_to
        and (p_grain is null or dash.is_of_days(p_grain)) and dash.are_visits_told(p_from, p_tz)
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
        where f.sessions > 0 and dash.are_visits_counted(p_tz, p_filter)
        group by d.bucket_at
    ),
    -- without a grain the whole is one bucket
    buckets as (
        select
            d.bucket_at, min(d.shop_day) as first_day, max(d.shop_day) as last_day, dash.day_start(min(d.day), p_tz) as starts_at,
            dash.day_start(max(d.day) + 1, p_tz) as ends_at
        from days as d
        group by d.bucket_at
    ),
    -- bucket by bucket, and once more for the whole: to sort each one's numbers takes half as long as to make all rows different by a hash
    bucket_visitors as materialized (
        select
            b.bucket_at,
            (
                select count(distinct v.client_hash) from dash.visit_parts(b.first_day, b.last_day, p_filter) as v
                where v.begins
            ) as visitors
        from buckets as b
        where dash.are_visits_counted(p_tz, p_filter)
    ),
    bucket_totals as materialized (
        select b.bucket_at, t.*
        from buckets as b
        cross join lateral (
            select
                count(distinct v.client_hash) as visitors,
                count(*) as sessions,
                count(*) filter (where v.has_purchase) as converting,
                count(*) filter (where v.is_bounce) as bounced,
                sum(v.engaged_seconds) as engaged_seconds,
                count(v.engaged_seconds) as count_engaged
            from dash.visit_parts(b.first_day, b.last_day, p_filter) as v
            where v.begins and v.started_at >= b.starts_at and v.started_at < b.ends_at
        ) as t
        where not dash.are_visits_counted(p_tz, p_filter)
    ),
    -- by hours, and of days whose facts are gone
    others as (
        select v.started_at, v.client_hash, v.has_purchase, v.is_bounce, v.engaged_seconds
        from dash.brief_visits(p_from, p_to, p_tz, p_filter) as v
        where not (p_grain is null or dash.is_of_days(p_grain)) and dash.are_visits_told(p_from, p_tz)
        union all
        select s.started_at, dash.path_hash(s.client_id) as client_hash, s.has_purchase, s.is_bounce, s.engaged_seconds
        from dash.visits(p_from, p_to, p_tz, p_filter) as s
        where not dash.are_visits_told(p_from, p_tz)
    ),
    clients as materialized (
        select
            date_trunc(p_grain, o.started_at, p_tz) as bucket_at,
            o.client_hash,
            count(*) as sessions,
            count(*) filter (where o.has_purchase) as converting,
            count(*) filter (where o.is_bounce) as bounced,
            sum(o.engaged_seconds) as engaged_seconds,
            count(o.engaged_seconds) as count_engaged
        from others as o
        group by 1, 2
    ),
    parts as (
        select s.bucket_at, 0 as visitors, s.sessions, s.converting, s.bounced, s.engaged_seconds, s.count_engaged from sums as s
        union all
        select v.bucket_at, v.visitors, 0, 0, 0, null, 0 from bucket_visitors as v
        where v.visitors > 0
        union all
        select t.bucket_at, t.visitors, t.sessions, t.converting, t.bounced, t.engaged_seconds, t.count_engaged from bucket_totals as t
        where t.sessions > 0
        union all
        select
            c.bucket_at, (c.client_hash is not null)::integer as visitors, c.sessions, c.converting, c.bounced, c.engaged_seconds, c.count_engaged
        from clients as c
    ),
    -- over buckets visitors do not add up
    whole_visitors as (
        select count(distinct v.client_hash) as visitors
        from dash.visit_parts(p_from, p_to, p_filter) as v
        where p_whole and p_grain is not null and exists (select 1 from days as d) and v.begins and dash.are_visits_counted(p_tz, p_filter)
        union all
        select count(distinct v.client_hash) as visitors
        from dash.brief_visits(p_from, p_to, p_tz, p_filter) as v
        where p_whole and p_grain is not null and exists (select 1 from days as d) and not dash.are_visits_counted(p_tz, p_filter)
        union all
        select count(distinct c.client_hash) as visitors from clients as c
        where p_whole and p_grain is not null
    )
    select
        p.bucket_at,
        case
            when grouping(p.bucket_at) = 0 or p_grain is null then sum(p.visitors)
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
