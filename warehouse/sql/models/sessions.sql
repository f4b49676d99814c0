-- Builds the sessions anew whose events changed. A late event so rebuilds its whole session, and no other.
-- session_keys: ids that clients sent; client_keys: clients whose events carry no session id.
-- All aggregates ask for the same order, so that one sort of few columns serves them; its memory is set for a step's keys.
create or replace function public.refresh_sessions(session_keys text[], client_keys text[])
returns void
language sql
set work_mem = '64MB'
as $$
    with removed as (
        delete from sessions
        where session_id = any(session_keys) or (is_derived and client_id = any(client_keys))
        returning is_bot, started_at
    )
    insert into etl_day_changes (day, sessions)
    select shop_day(r.started_at), -count(*) from removed as r
    where not r.is_bot and r.started_at < (select reported_until())
    group by 1;

    with built as (
    insert into sessions
    -- 30 minutes of silence end a visit (SESSION_IDLE_MS of the contract)
    with marked as (
        select
            e.client_id,
            e.event_id,
            e.event_timestamp,
            coalesce(
                e.event_timestamp - lag(e.event_timestamp) over client > interval '30 minutes', true
            ) as starts_visit
        from clickstream_events as e
        where e.session_id is null and e.client_id = any(client_keys)
        window client as (partition by e.client_id order by e.event_timestamp, e.event_id)
    ),
    numbered as (
        select m.*, count(*) filter (where m.starts_visit) over client as visit_number
        from marked as m
        window client as (partition by m.client_id order by m.event_timestamp, m.event_id)
    ),
    derived as (
        select
            n.client_id || '@' || to_char(
                min(n.event_timestamp) over (partition by n.client_id, n.visit_number) at time zone 'UTC',
                'YYYYMMDD"T"HH24MISSMS'
            ) as key,
            n.event_id
        from numbered as n
    ),
    facts as (
        select
            e.session_id as key, false as is_derived, e.event_id, e.event_timestamp, e.sequence, e.event_name, e.client_id,
            e.user_id, e.user_login_state, e.page_path, e.page_host, e.referrer_host, e.utm_source, e.utm_medium,
            e.utm_campaign, e.device_type, e.browser, e.os, e.country, e.site, e.engaged_ms, e.is_bot
        from clickstream_events as e
        where e.session_id = any(session_keys)
        union all
        select
            d.key, true as is_derived, e.event_id, e.event_timestamp, e.sequence, e.event_name, e.client_id,
            e.user_id, e.user_login_state, e.page_path, e.page_host, e.referrer_host, e.utm_source, e.utm_medium,
            e.utm_campaign, e.device_type, e.browser, e.os, e.country, e.site, e.engaged_ms, e.is_bot
        from derived as d
        inner join clickstream_events as e on e.event_id = d.event_id
    ),
    -- "first" of what is known: the first element; "last" of it: the last one
    visits as (
        select
            f.key,
            bool_and(f.is_derived) as is_derived,
            (array_agg(f.client_id order by f.event_timestamp, f.sequence, f.event_id) filter (where f.client_id is not null))[1]
                as client_id,
            array_agg(f.user_id order by f.event_timestamp, f.sequence, f.event_id) filter (where f.user_id is not null) as user_ids,
            array_agg(f.user_login_state order by f.event_timestamp, f.sequence, f.event_id)
                filter (where f.user_login_state is not null) as login_states,
            array_agg(f.page_path order by f.event_timestamp, f.sequence, f.event_id) filter (where f.page_path is not null) as paths,
            (array_agg(f.page_host order by f.event_timestamp, f.sequence, f.event_id) filter (where f.page_path is not null))[1]
                as entry_host,
            (array_agg(f.referrer_host order by f.event_timestamp, f.sequence, f.event_id) filter (where f.page_path is not null))[1]
                as entry_referrer_host,
            (array_agg(f.utm_source order by f.event_timestamp, f.sequence, f.event_id) filter (where f.page_path is not null))[1]
                as entry_source,
            (array_agg(f.utm_medium order by f.event_timestamp, f.sequence, f.event_id) filter (where f.page_path is not null))[1]
                as medium,
            (array_agg(f.utm_campaign order by f.event_timestamp, f.sequence, f.event_id) filter (where f.page_path is not null))[1]
                as campaign,
            (array_agg(f.device_type order by f.event_timestamp, f.sequence, f.event_id) filter (where f.device_type is not null))[1]
                as device_type,
            (array_agg(f.browser order by f.event_timestamp, f.sequence, f.event_id) filter (where f.browser is not null))[1]
                as browser,
            (array_agg(f.os order by f.event_timestamp, f.sequence, f.event_id) filter (where f.os is not null))[1] as os,
            (array_agg(f.country order by f.event_timestamp, f.sequence, f.event_id) filter (where f.country is not null))[1]
                as country,
            (array_agg(f.site order by f.event_timestamp, f.sequence, f.event_id) filter (where f.site is not null))[1] as site,
            count(*) as event_count,
            count(*) filter (where f.event_name = 'page_view') as page_view_count,
            sum(f.engaged_ms) / 1000.0 as engaged_seconds,
            bool_or(f.user_login_state = 'logged_in') as is_logged_in,
            bool_or(f.is_bot) as is_bot,
            bool_or(f.event_name = 'product_view') as has_product_view,
            bool_or(f.event_name = 'add_to_cart_click') as has_add_to_cart,
            bool_or(f.event_name in ('checkout_start', 'checkout_step')) as has_checkout,
            bool_or(f.event_name = 'checkout_complete') as has_purchase,
            min(f.event_timestamp) as started_at,
            max(f.event_timestamp) as ended_at
        from facts as f
        group by f.key
    ),
    acquired as (
        select
            v.*,
            coalesce(v.entry_source, nullif(v.entry_referrer_host, v.entry_host)) as source,
            nullif(v.entry_referrer_host, v.entry_host) as referrer_host
        from visits as v
    )
    select
        a.key as session_id,
        a.client_id,
        a.user_ids[cardinality(a.user_ids)] as user_id,
        case when a.is_logged_in then 'logged_in' else a.login_states[cardinality(a.login_states)] end as user_login_state,
        a.event_count,
        a.page_view_count,
        a.engaged_seconds,
        a.paths[1] as entry_page_path,
        a.paths[cardinality(a.paths)] as exit_page_path,
        channel_of(a.source, a.medium, a.campaign, a.referrer_host) as channel,
        a.source,
        a.medium,
        a.campaign,
        a.referrer_host,
        a.device_type,
        a.browser,
        a.os,
        a.country,
        a.site,
        a.is_derived,
        a.page_view_count <= 1 and coalesce(a.engaged_seconds, 0) < 10
        and not (a.has_add_to_cart or a.has_checkout or a.has_purchase) as is_bounce,
        a.is_bot,
        a.has_product_view,
        a.has_add_to_cart,
        a.has_checkout,
        a.has_purchase,
        a.started_at,
        a.ended_at
    from acquired as a
    -- a derived id and one that a hostile client made up to equal it must not stop the run
    on conflict (session_id) do nothing
    returning is_bot, started_at
    )
    insert into etl_day_changes (day, sessions)
    select shop_day(b.started_at), count(*) from built as b
    where not b.is_bot and b.started_at < (select reported_until())
    group by 1;
$$;
