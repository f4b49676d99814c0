-- Whether the figures can be trusted: freshness, loading, balance, refusals.

create function dash.health()
returns table (
    last_run_id bigint,
    objects bigint,
    received bigint,
    loaded bigint,
    duplicate bigint,
    rejected bigint,
    erased bigint,
    rejected_last_day bigint,
    unbalanced_hours bigint,
    seconds_since_success numeric,
    is_balanced boolean,
    last_status text,
    last_error text,
    last_event_at timestamptz,
    last_received_at timestamptz,
    last_success_at timestamptz
)
language sql
stable
parallel safe
as $$
    with last_run as (
        select r.run_id, r.status, r.error
        from dash.etl_runs as r
        order by r.run_id desc
        limit 1
    ),
    last_ended as (
        select r.error
        from dash.etl_runs as r
        where r.status <> 'running'
        order by r.run_id desc
        limit 1
    ),
    last_success as (
        select r.ended_at
        from dash.etl_runs as r
        where r.status = 'succeeded'
        order by r.run_id desc
        limit 1
    ),
    totals as (
        select
            coalesce(sum(b.objects), 0)::bigint as objects,
            coalesce(sum(b.received), 0)::bigint as received,
            coalesce(sum(b.loaded), 0)::bigint as loaded,
            coalesce(sum(b.duplicate), 0)::bigint as duplicate,
            coalesce(sum(b.rejected), 0)::bigint as rejected,
            coalesce(sum(b.erased), 0)::bigint as erased,
            count(*) filter (where not b.is_balanced) as unbalanced_hours
        from dash.balance as b
    ),
    -- by visits, of which there are fewer, and the few events of none
    newest_visit as (
        select max(s.started_at) as started_at from dash.sessions as s
    ),
    newest as materialized (
        select greatest(
            (
                select max(s.ended_at) from dash.sessions as s
                where s.started_at >= n.started_at - interval '1 day'
            ),
            (select max(s.ended_at) from dash.sessions as s where s.ended_at - s.started_at > interval '1 day'),
            (select max(e.event_timestamp) from dash.events as e where e.session_id is null and e.client_id is null)
        ) as event_at
        from newest_visit as n
    ),
    recent as (
        select
            (select n.event_at from newest as n) as event_at,
            (
                select max(e.received_at) from dash.events as e
                where e.event_timestamp >= (select n.event_at from newest as n) - interval '2 days'
            ) as received_at
    ),
    refused as (
        select count(*) as events from dash.rejected as j
        where j.received_at >= now() - interval '1 day'
    )
    select
        (select run_id from last_run) as last_run_id,
        t.objects,
        t.received,
        t.loaded,
        t.duplicate,
        t.rejected,
        t.erased,
        f.events as rejected_last_day,
        t.unbalanced_hours,
        greatest(0, round(extract(epoch from now() - (select ended_at from last_success)), 0)) as seconds_since_success,
        t.unbalanced_hours = 0 as is_balanced,
        (select status from last_run) as last_status,
        (select error from last_ended) as last_error,
        r.event_at as last_event_at,
        r.received_at as last_received_at,
        (select ended_at from last_success) as last_success_at
    from totals as t
    cross join recent as r
    cross join refused as f
$$;
comment on function dash.health is
'One row. last_received_at: of the events of the two days before last_event_at; last_status: of the newest run; '
'last_error: of the newest run that has ended, null where it succeeded; is_balanced: every hour of the lake balances; '
'seconds_since_success: null where no run has succeeded yet';

create function dash.rejected_reasons(p_from date, p_to date, p_tz text default 'UTC')
returns table (reason text, events bigint, last_seen timestamptz, sample text)
language sql
stable
parallel safe
as $$
    with refused as (
        select j.*
        from dash.rejected as j
        where j.received_at >= dash.day_start(p_from, p_tz)
        and j.received_at < dash.day_start(p_to + 1, p_tz)
    ),
    newest as (
        select distinct on (r.reason) r.reason, r.sample
        from refused as r
        order by r.reason, r.received_at desc, r.rejected_id desc
    ),
    reasons as (
        select r.reason, count(*) as events, max(r.received_at) as last_seen
        from refused as r
        group by r.reason
    )
    select r.reason, r.events, r.last_seen, n.sample
    from reasons as r
    inner join newest as n on n.reason = r.reason
    order by r.events desc, r.reason
$$;
comment on function dash.rejected_reasons is
'Why events received in the period were refused, most frequent first, with the newest sample of each, at most 500 characters';
