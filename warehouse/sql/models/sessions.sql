-- Builds the sessions anew whose events changed. A late event so rebuilds its whole session, and no other.
-- session_keys: ids that clients sent; client_keys: clients whose events carry no session id.
create or replace function public.refresh_sessions(session_keys text[], client_keys text[])
returns void
language sql
set plan_cache_mode = force_custom_plan
as $$
    delete from sessions
    where session_id = any(session_keys) or (is_derived and client_id = any(client_keys));

    insert into sessions
    with given as (
        select e.session_id as key, false as is_derived, e.event_id
        from clickstream_events as e
        where e.session_id = any(session_keys)
    ),
    -- 30 minutes of silence end a visit (SESSION_IDLE_MS of the contract)
    marked as (
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
            true as is_derived,
            n.event_id
        from numbered as n
    ),
    assigned as (
        select * from given
        union all
        select * from derived
    ),
    facts as (
        select
            a.key,
            a.is_derived,
            e.*,
            row_number() over visit as place
        from assigned as a
        inner join clickstream_events as e on e.event_id = a.event_id
        window visit as (partition by a.key order by e.event_timestamp, e.sequence, e.event_id)
    ),
    entries as (
        select distinct on (f.key)
            f.key,
            f.page_path,
            coalesce(f.utm_source, nullif(f.referrer_host, f.page_host)) as source,
            f.utm_medium as medium,
            f.utm_campaign as campaign,
            nullif(f.referrer_host, f.page_host) as referrer_host
        from facts as f
        where f.page_path is not null
        order by f.key, f.place
    ),
    exits as (
        select distinct on (f.key) f.key, f.page_path
        from facts as f
        where f.page_path is not null
        order by f.key, f.place desc
    ),
    totals as (
        select
            f.key,
            bool_and(f.is_derived) as is_derived,
            (array_agg(f.client_id order by f.place) filter (where f.client_id is not null))[1] as client_id,
            (array_agg(f.user_id order by f.place desc) filter (where f.user_id is not null))[1] as user_id,
            case when bool_or(f.user_login_state = 'logged_in') then 'logged_in'
                else (array_agg(f.user_login_state order by f.place desc) filter (where f.user_login_state is not null))[1]
            end as user_login_state,
            (array_agg(f.device_type order by f.place) filter (where f.device_type is not null))[1] as device_type,
            (array_agg(f.browser order by f.place) filter (where f.browser is not null))[1] as browser,
            (array_agg(f.os order by f.place) filter (where f.os is not null))[1] as os,
            (array_agg(f.country order by f.place) filter (where f.country is not null))[1] as country,
            (array_agg(f.site order by f.place) filter (where f.site is not null))[1] as site,
            count(*) as event_count,
            count(*) filter (where f.event_name = 'page_view') as page_view_count,
            sum(f.engaged_ms) / 1000.0 as engaged_seconds,
            bool_or(f.is_bot) as is_bot,
            bool_or(f.event_name = 'product_view') as has_product_view,
            bool_or(f.event_name = 'add_to_cart_click') as has_add_to_cart,
            bool_or(f.event_name in ('checkout_start', 'checkout_step')) as has_checkout,
            bool_or(f.event_name = 'checkout_complete') as has_purchase,
            min(f.event_timestamp) as started_at,
            max(f.event_timestamp) as ended_at
        from facts as f
        group by f.key
    )
    select
        t.key as session_id,
        t.client_id,
        t.user_id,
        t.user_login_state,
        t.event_count,
        t.page_view_count,
        t.engaged_seconds,
        n.page_path as entry_page_path,
        x.page_path as exit_page_path,
        channel_of(n.source, n.medium, n.campaign, n.referrer_host) as channel,
        n.source,
        n.medium,
        n.campaign,
        n.referrer_host,
        t.device_type,
        t.browser,
        t.os,
        t.country,
        t.site,
        t.is_derived,
        t.page_view_count <= 1 and coalesce(t.engaged_seconds, 0) < 10
        and not (t.has_add_to_cart or t.has_checkout or t.has_purchase) as is_bounce,
        t.is_bot,
        t.has_product_view,
        t.has_add_to_cart,
        t.has_checkout,
        t.has_purchase,
        t.started_at,
        t.ended_at
    from totals as t
    left join entries as n on n.key = t.key
    left join exits as x on x.key = t.key
    -- a derived id and one that a hostile client made up to equal it must not stop the run
    on conflict (session_id) do nothing;
$$;
