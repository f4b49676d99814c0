-- When shoppers come.

create function dash.hour_totals(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (bucket_at timestamptz, bucket timestamp, sessions bigint, purchases bigint)
language sql
stable
parallel safe
as $$
    with visits as (
        select v.started_at, v.has_purchase
        from dash.brief_visits(p_from, p_to, p_tz, p_filter) as v
        where dash.are_visits_told(p_from, p_tz)
        union all
        select s.started_at, s.has_purchase
        from dash.visits(p_from, p_to, p_tz, p_filter) as s
        where not dash.are_visits_told(p_from, p_tz)
    ),
    -- no hour of any zone begins within a quarter of an hour, and of these there are fewer than visits
    quarters as (
        select
            date_bin(interval '15 minutes', v.started_at, timestamptz '2000-01-01 00:00:00+00') as quarter_at,
            count(*) as sessions,
            count(*) filter (where v.has_purchase) as purchases
        from visits as v
        group by 1
    )
    select
        date_trunc('hour', q.quarter_at, p_tz) as bucket_at,
        date_trunc('hour', q.quarter_at at time zone p_tz) as bucket,
        sum(q.sessions)::bigint as sessions,
        sum(q.purchases)::bigint as purchases
    from quarters as q
    group by 1, 2
$$;
comment on function dash.hour_totals is
'Sessions that began in each hour of zone p_tz that had some (bucket: on its clocks), and those of them with a purchase';

create function dash.week_hours(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (weekday integer, hour integer, sessions bigint, sessions_avg numeric, purchases bigint, conversion numeric)
language sql
stable
parallel safe
as $$
    with hours as (
        select
            extract(isodow from b.bucket)::integer as weekday,
            extract(hour from b.bucket)::integer as hour,
            sum(b.sessions)::bigint as sessions,
            sum(b.purchases)::bigint as purchases
        from dash.hour_totals(p_from, p_to, p_tz, p_filter) as b
        group by 1, 2
    ),
    weekdays as (
        select extract(isodow from d.day)::integer as weekday, count(*) as days
        from generate_series(p_from::timestamp, p_to::timestamp, interval '1 day') as d (day)
        group by 1
    )
    select
        w.weekday,
        g.hour,
        coalesce(h.sessions, 0) as sessions,
        coalesce(h.sessions, 0)::numeric / w.days as sessions_avg,
        coalesce(h.purchases, 0) as purchases,
        h.purchases::numeric / h.sessions as conversion
    from weekdays as w
    cross join generate_series(0, 23) as g (hour)
    left join hours as h on h.weekday = w.weekday and h.hour = g.hour
    order by w.weekday, g.hour
$$;
comment on function dash.week_hours is
'A row for each weekday (1 is Monday) of the period and hour on the clocks of p_tz in which sessions began. sessions_avg: by the number of '
'such weekdays in the period; purchases: sessions with one';

create function dash.busiest_hours(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}', p_limit integer default 10)
returns table (bucket timestamp, sessions bigint, purchases bigint, times_usual numeric)
language sql
stable
parallel safe
as $$
    with clocks as materialized (
        select h.* from dash.hour_totals(p_from, p_to, p_tz, p_filter) as h
    ),
    weekdays as (
        select extract(isodow from d.day)::integer as weekday, count(*) as days
        from generate_series(p_from::timestamp, p_to::timestamp, interval '1 day') as d (day)
        group by 1
    ),
    usual as (
        select w.weekday, extract(hour from c.bucket)::integer as hour, sum(c.sessions) / w.days as sessions_avg
        from clocks as c
        inner join weekdays as w on w.weekday = extract(isodow from c.bucket)::integer
        group by w.weekday, w.days, 2
    )
    select c.bucket, c.sessions, c.purchases, c.sessions / nullif(u.sessions_avg, 0) as times_usual
    from clocks as c
    inner join usual as u
        on u.weekday = extract(isodow from c.bucket)::integer and u.hour = extract(hour from c.bucket)::integer
    order by c.sessions desc, c.bucket
    limit p_limit
$$;
comment on function dash.busiest_hours is
'The p_limit hours with most sessions. times_usual: by the mean of that weekday and hour in the period';

create function dash.seasons(p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (month date, sessions bigint, purchases bigint, conversion numeric, sessions_per_day numeric)
language sql
stable
parallel safe
as $$
    with bounds as (
        select (date_trunc('month', p_to::timestamp) - interval '24 months')::date as from_day
    ),
    months as (
        select date_trunc('month', f.day)::date as month, sum(f.sessions) as sessions, sum(f.converted) as purchases
        from bounds as b
        cross join lateral dash.counted_visits(b.from_day, p_to, p_filter) as f
        where dash.are_visits_counted(p_tz, p_filter) and f.sessions > 0
        group by 1
        union all
        select date_trunc('month', h.bucket)::date as month, sum(h.sessions) as sessions, sum(h.purchases) as purchases
        from dash.hour_totals((date_trunc('month', p_to::timestamp) - interval '24 months')::date, p_to, p_tz, p_filter) as h
        where not dash.are_visits_counted(p_tz, p_filter)
        group by 1
    )
    select
        m.month,
        m.sessions,
        m.purchases,
        m.purchases::numeric / m.sessions as conversion,
        m.sessions::numeric / (least((m.month + interval '1 month')::date, p_to + 1) - m.month) as sessions_per_day
    from months as m
    order by m.month
$$;
comment on function dash.seasons is 'The months of the two years up to p_to. sessions_per_day makes long and short months comparable';
