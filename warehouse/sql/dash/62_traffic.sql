-- Who came, and with what.

create function dash.visits_by(
    p_from date,
    p_to date,
    p_tz text default 'UTC',
    p_by text default 'device',
    p_filter jsonb default '{}'
)
returns table (
    value text,
    sessions bigint,
    visitors bigint,
    share numeric,
    page_views_avg numeric,
    bounce_rate numeric,
    engaged_seconds numeric,
    purchases bigint,
    conversion numeric
)
language sql
stable
parallel safe
as $$
    with is_counted as (
        select
            coalesce(p_by in ('device', 'country', 'site', 'login', 'channel'), false)
            and dash.are_visitors_counted(p_from, p_tz, p_filter) as answer,
            coalesce(p_by in ('device', 'country', 'site', 'login', 'channel'), false) and dash.are_visits_told(p_from, p_tz) as is_brief
    ),
    cells as materialized (
        select
            f.*,
            case p_by
                when 'device' then f.device_type
                when 'country' then f.country
                when 'site' then f.site
                when 'login' then coalesce(f.user_login_state, 'unknown')
                when 'channel' then f.channel
            end as value
        from dash.counted_visits(p_from, p_to, p_filter) as f
        where (select c.answer from is_counted as c) and f.sessions > 0
    ),
    cell_visitors as (
        select v.value, count(*) as visitors
        from (
            select distinct c.value, d.client_hash
            from cells as c
            inner join dash.visit_days as d on d.day = c.day and d.cell_number = c.cell_number
            where d.day between p_from and p_to and d.begins and d.client_hash is not null
        ) as v
        group by v.value
    ),
    visits as (
        select
            case p_by
                when 'device' then s.device_type
                when 'browser' then s.browser
                when 'os' then s.os
                when 'country' then s.country
                when 'site' then s.site
                when 'login' then coalesce(s.user_login_state, 'unknown')
                when 'channel' then s.channel
                when 'source' then concat_ws(' / ', s.source, s.medium)
                when 'campaign' then s.campaign
                when 'referrer' then s.referrer_host
                when 'landing page' then s.entry_page_path
            end as value,
            dash.path_hash(s.client_id) as client_hash, s.page_view_count, s.is_bounce, s.engaged_seconds, s.has_purchase
        from dash.visits(p_from, p_to, p_tz, p_filter) as s
        where not (select c.answer from is_counted as c) and not (select c.is_brief from is_counted as c)
        union all
        select
            case p_by
                when 'device' then c.device_type
                when 'country' then c.country
                when 'site' then c.site
                when 'login' then coalesce(c.user_login_state, 'unknown')
                when 'channel' then c.channel
            end as value,
            v.client_hash, v.page_view_count, v.is_bounce, v.engaged_seconds, v.has_purchase
        from dash.brief_visits(p_from, p_to, p_tz, p_filter) as v
        inner join dash.visit_cells as c on c.day = v.day and c.cell_number = v.cell_number
        where not (select c.answer from is_counted as c) and (select c.is_brief from is_counted as c)
    ),
    clients as (
        select
            v.value,
            v.client_hash,
            count(*) as sessions,
            sum(v.page_view_count) as page_views,
            count(*) filter (where v.is_bounce) as bounced,
            sum(v.engaged_seconds) as engaged_seconds,
            count(v.engaged_seconds) as count_engaged,
            count(*) filter (where v.has_purchase) as purchases
        from visits as v
        group by v.value, v.client_hash
    ),
    parts as (
        select
            c.value, c.sessions, (c.client_hash is not null)::integer as visitors, c.page_views, c.bounced, c.engaged_seconds,
            c.count_engaged, c.purchases
        from clients as c
        union all
        select
            c.value, c.sessions, 0 as visitors, c.session_page_views, c.bounced, case when c.count_engaged > 0 then c.engaged_seconds end,
            c.count_engaged, c.converted
        from cells as c
        union all
        select v.value, 0 as sessions, v.visitors, 0, 0, null, 0, 0 from cell_visitors as v
    ),
    totals as (
        select
            p.value,
            sum(p.sessions) as sessions,
            sum(p.visitors)::bigint as visitors,
            sum(p.page_views) as page_views,
            sum(p.bounced) as bounced,
            sum(p.engaged_seconds) as engaged_seconds,
            sum(p.count_engaged) as count_engaged,
            sum(p.purchases) as purchases
        from parts as p
        group by p.value
        having sum(p.sessions) > 0
    )
    select
        t.value,
        t.sessions::bigint as sessions,
        t.visitors,
        t.sessions / sum(t.sessions) over () as share,
        t.page_views / t.sessions as page_views_avg,
        t.bounced / t.sessions as bounce_rate,
        t.engaged_seconds / nullif(t.count_engaged, 0) as engaged_seconds,
        t.purchases::bigint as purchases,
        t.purchases / t.sessions as conversion
    from totals as t
    order by t.sessions desc, t.value
$$;
comment on function dash.visits_by is
'Sessions by p_by: device, browser, os, country, site, login, channel, source (with its medium), campaign, referrer or landing page; value '
'is null where it is not known. visitors: different clients, who may stand in several rows; share: of all sessions; purchases: sessions '
'with one; conversion: by sessions';

create function dash.active_visitors(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (day date, active_1 bigint, active_7 bigint, active_28 bigint)
language sql
stable
parallel safe
as $$
    with seen as (
        select dash.path_hash(s.client_id) as client_hash, (s.started_at at time zone p_tz)::date as day
        from dash.visits(p_from - 27, p_to, p_tz, p_filter) as s
        where s.client_id is not null and not dash.are_visits_told(p_from - 27, p_tz)
        union all
        select v.client_hash, case when (select dash.is_shops_zone(p_tz)) then v.day else (v.started_at at time zone p_tz)::date end as day
        from dash.brief_visits(p_from - 27, p_to, p_tz, p_filter) as v
        where dash.are_visits_told(p_from - 27, p_tz) and v.client_hash is not null
    ),
    -- a client counts from each visit until the next one, at most for the window: nobody counts twice, and of two visits on a day one
    spans as (
        select s.day - p_from as day_number, lead(s.day - p_from) over (partition by s.client_hash order by s.day) as next_number
        from seen as s
    ),
    -- as many rows as there are days and lengths, not clients; by one number, which the planner knows to be of few values
    lengths as (
        select (s.day_number + 27) * 29 + least(s.next_number - s.day_number, 28) as span_number, count(*) as clients
        from spans as s
        group by 1
    ),
    steps as (
        select v.day, v.window_days, v.change
        from (select p_from - 27 + l.span_number / 29 as day, l.span_number % 29 as days, l.clients from lengths as l) as s
        cross join (values (1), (7), (28)) as w (days)
        cross join lateral (
            values (s.day, w.days, s.clients), (s.day + least(s.days, w.days), w.days, -s.clients)
        ) as v (day, window_days, change)
    ),
    changes as (
        select t.day, t.window_days, sum(t.change) as change from steps as t
        group by t.day, t.window_days
    ),
    days as (
        select d.day::date as day, w.days as window_days
        from generate_series((p_from - 27)::timestamp, p_to::timestamp, interval '1 day') as d (day)
        cross join (values (1), (7), (28)) as w (days)
    ),
    running as (
        select
            d.day,
            d.window_days,
            sum(coalesce(c.change, 0)) over (partition by d.window_days order by d.day)::bigint as clients
        from days as d
        left join changes as c on c.day = d.day and c.window_days = d.window_days
    )
    select
        r.day,
        max(r.clients) filter (where r.window_days = 1) as active_1,
        max(r.clients) filter (where r.window_days = 7) as active_7,
        max(r.clients) filter (where r.window_days = 28) as active_28
    from running as r
    where r.day >= p_from
    group by r.day
    order by r.day
$$;
comment on function dash.active_visitors is
'A row a day: different clients with a session on that day, and in the 7 and 28 days that end with it';

create function dash.new_and_returning(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (kind text, visitors bigint, sessions bigint, bounce_rate numeric, engaged_seconds numeric, conversion numeric)
language sql
stable
parallel safe
as $$
    with is_told as (
        select dash.are_visits_told(p_from, p_tz) as answer
    ),
    counted as (
        select
            v.client_hash,
            count(*) as sessions,
            count(*) filter (where v.is_bounce) as bounced,
            count(*) filter (where v.has_purchase) as purchases,
            sum(v.engaged_seconds) as engaged_seconds,
            count(v.engaged_seconds) as count_engaged
        from dash.brief_visits(p_from, p_to, p_tz, p_filter) as v
        where (select t.answer from is_told as t) and v.client_hash is not null
        group by v.client_hash
    ),
    newcomers as (
        select c.client_hash from dash.clients as c
        where (select t.answer from is_told as t) and c.first_seen_at >= dash.day_start(p_from, p_tz)
    ),
    visited as (
        select
            s.client_id,
            count(*) as sessions,
            count(*) filter (where s.is_bounce) as bounced,
            count(*) filter (where s.has_purchase) as purchases,
            sum(s.engaged_seconds) as engaged_seconds,
            count(s.engaged_seconds) as count_engaged
        from dash.visits(p_from, p_to, p_tz, p_filter) as s
        where not (select t.answer from is_told as t) and s.client_id is not null
        group by s.client_id
    ),
    visitors as (
        select
            n.client_hash is not null as is_new, v.sessions, v.bounced, v.purchases, v.engaged_seconds, v.count_engaged
        from counted as v
        left join newcomers as n on n.client_hash = v.client_hash
        union all
        select
            c.first_seen_at >= dash.day_start(p_from, p_tz) as is_new, v.sessions, v.bounced, v.purchases, v.engaged_seconds,
            v.count_engaged
        from visited as v
        inner join dash.clients as c on c.client_id = v.client_id
    ),
    kinds as (
        select
            v.is_new,
            count(*) as visitors,
            sum(v.sessions)::bigint as sessions,
            sum(v.bounced) as bounced,
            sum(v.purchases) as purchases,
            sum(v.engaged_seconds) as engaged_seconds,
            sum(v.count_engaged) as count_engaged
        from visitors as v
        group by v.is_new
    )
    select
        case when k.is_new then 'new' else 'returning' end as kind,
        k.visitors,
        k.sessions,
        k.bounced / k.sessions as bounce_rate,
        k.engaged_seconds / nullif(k.count_engaged, 0) as engaged_seconds,
        k.purchases / k.sessions as conversion
    from kinds as k
    order by k.is_new desc
$$;
comment on function dash.new_and_returning is
'Visitors of the period that were never seen before it (new) and others (returning). conversion: sessions with a purchase by sessions';
