-- The last half hour, and whether the figures can be trusted.

create function dash.live_minutes(p_tz text default 'UTC', p_minutes integer default 30)
returns table (minute timestamp, events bigint, visitors bigint, orders bigint)
language sql
stable
parallel safe
as $$
    with minutes as (
        select m.minute_at
        from generate_series(
            date_trunc('minute', now()) - (p_minutes - 1) * interval '1 minute', date_trunc('minute', now()), interval '1 minute'
        ) as m (minute_at)
    ),
    facts as (
        select
            date_trunc('minute', e.event_timestamp) as minute_at,
            count(*) as events,
            count(distinct e.client_id) as visitors,
            count(*) filter (where e.event_name = 'checkout_complete') as orders
        from dash.events as e
        where e.event_timestamp >= date_trunc('minute', now()) - (p_minutes - 1) * interval '1 minute'
        and not e.is_bot
        group by 1
    )
    select
        m.minute_at at time zone p_tz as minute,
        coalesce(f.events, 0) as events,
        coalesce(f.visitors, 0) as visitors,
        coalesce(f.orders, 0) as orders
    from minutes as m
    left join facts as f on f.minute_at = m.minute_at
    order by m.minute_at
$$;
comment on function dash.live_minutes is
'The last p_minutes minutes from what the ETL has loaded, a row a minute, without bots. orders: checkout_complete events';

create function dash.live_now(p_minutes integer default 30)
returns table (events bigint, visitors bigint, adds bigint, orders bigint, seconds_behind numeric)
language sql
stable
parallel safe
as $$
    with recent as (
        select
            count(*) as events,
            count(distinct e.client_id) as visitors,
            count(*) filter (where e.event_name = 'add_to_cart_click') as adds,
            count(*) filter (where e.event_name = 'checkout_complete') as orders
        from dash.events as e
        where e.event_timestamp >= date_trunc('minute', now()) - (p_minutes - 1) * interval '1 minute' and not e.is_bot
    ),
    newest as (
        select max(r.ended_at) as loaded_at from dash.etl_runs as r
        where r.status = 'succeeded'
    )
    select
        r.events,
        r.visitors,
        r.adds,
        r.orders,
        greatest(0, round(extract(epoch from now() - n.loaded_at), 0)) as seconds_behind
    from recent as r
    cross join newest as n
$$;
comment on function dash.live_now is
'One row about the last p_minutes minutes, without bots. seconds_behind: since the last successful ETL run ended, null before the first: '
'what happened since then is not in here';

create function dash.live_pages(p_minutes integer default 30, p_limit integer default 20)
returns table (path text, views bigint, visitors bigint)
language sql
stable
parallel safe
as $$
    select e.page_path as path, count(*) as views, count(distinct e.client_id) as visitors
    from dash.events as e
    where e.event_timestamp >= date_trunc('minute', now()) - (p_minutes - 1) * interval '1 minute'
    and not e.is_bot and e.event_name = 'page_view'
    group by e.page_path
    order by count(*) desc, e.page_path
    limit p_limit
$$;
comment on function dash.live_pages is 'The pages with most views in the last p_minutes minutes, without bots';

create function dash.losses(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (day date, browser text, sessions bigint, received bigint, missing bigint, loss_rate numeric)
language sql
stable
parallel safe
as $$
    with visits as materialized (
        select
            v.session_id, v.started_at, v.browser, v.sequences_received, v.sequences_expected,
            -- of a visit that the period's ends divide, some events are not the period's
            v.steps is null or v.started_at < dash.day_start(p_from, p_tz)
            or v.ended_at >= dash.day_start(p_to + 1, p_tz) as is_divided
        -- a bot's numbers have gaps for the same reasons
        from dash.visits_during(p_from, p_to, p_tz, p_filter || '{"bots": true}') as v
        where not v.is_derived
    ),
    sessions as (
        select
            (v.started_at at time zone p_tz)::date as day,
            v.browser,
            v.sequences_received as received,
            v.sequences_expected as expected
        from visits as v
        where not v.is_divided and v.sequences_received > 0
        union all
        select greatest((v.started_at at time zone p_tz)::date, p_from) as day, v.browser, n.received, n.expected
        from visits as v
        cross join lateral (
            select
                count(distinct e.sequence) as received,
                max(e.sequence)::bigint - min(e.sequence) + 1 as expected
            from dash.events as e
            where e.session_id = v.session_id
            and e.event_timestamp >= dash.day_start(p_from, p_tz)
            and e.event_timestamp < dash.day_start(p_to + 1, p_tz)
            and e.sequence is not null
        ) as n
        where v.is_divided and n.received > 0
    )
    select
        s.day,
        s.browser,
        count(*) as sessions,
        sum(s.received)::bigint as received,
        sum(s.expected - s.received)::bigint as missing,
        sum(s.expected - s.received) / sum(s.expected) as loss_rate
    from sessions as s
    group by s.day, s.browser
    order by s.day, count(*) desc, s.browser
$$;
comment on function dash.losses is
'By browser (null: not known) and the day on which they began, or p_from: events that numbered sessions should have and have not, found by gaps in '
'their sequence, bots included. What is lost before the first or after the last event of a session, or waits in a browser that will come back, cannot '
'be seen; loss_rate: missing by received and missing. Filters by login, site, device, country and channel';

create function dash.lost_events(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (day date, sessions bigint, received bigint, missing bigint, loss_rate numeric)
language sql
stable
parallel safe
as $$
    select
        l.day,
        sum(l.sessions)::bigint as sessions,
        sum(l.received)::bigint as received,
        sum(l.missing)::bigint as missing,
        sum(l.missing) / sum(l.received + l.missing) as loss_rate
    from dash.losses(p_from, p_to, p_tz, p_filter) as l
    group by l.day
    order by l.day
$$;
comment on function dash.lost_events is 'dash.losses by day';

create function dash.lost_by_browser(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (browser text, sessions bigint, received bigint, missing bigint, loss_rate numeric)
language sql
stable
parallel safe
as $$
    select
        l.browser,
        sum(l.sessions)::bigint as sessions,
        sum(l.received)::bigint as received,
        sum(l.missing)::bigint as missing,
        sum(l.missing) / sum(l.received + l.missing) as loss_rate
    from dash.losses(p_from, p_to, p_tz, p_filter) as l
    group by l.browser
    order by sum(l.missing) desc, l.browser
$$;
comment on function dash.lost_by_browser is 'dash.losses by browser, those with most missing events first';

create function dash.bot_figures(p_from date, p_to date, p_tz text default 'UTC', p_filter jsonb default '{}')
returns table (reason text, sessions bigint, events bigint, share numeric)
language sql
stable
parallel safe
as $$
    with visits as (
        select s.event_count, s.is_bot, s.bot_reason
        from dash.visits(p_from, p_to, p_tz, p_filter || '{"bots": true}') as s
    ),
    counts as (
        select
            case when v.is_bot then coalesce(v.bot_reason, 'bot') else 'people' end as reason,
            count(*) as sessions,
            sum(v.event_count)::bigint as events
        from visits as v
        group by 1
    )
    select c.reason, c.sessions, c.events, c.sessions / sum(c.sessions) over () as share
    from counts as c
    order by c.sessions desc, c.reason
$$;
comment on function dash.bot_figures is
'Sessions of people and, by the reason of the mark, of bots in the period that fit the rest of p_filter, with the events of these sessions. share: of '
'all of them';
