-- Builds the sessions anew whose events changed. A late event so rebuilds its whole session, and no other.
-- session_keys: ids that clients sent; client_keys: clients whose events carry no session id.
-- A visit is a bot's (docs/metrics.md) by what its user agent says, or by how it behaves: page_rate is 60 views within a minute,
-- clockwork 100 views at even distances without any sign of a person.
-- Plans are made for the keys at hand: from the sixth call on PostgreSQL would keep one that knows nothing of their number.
-- All aggregates ask for the same order, so that one sort of few columns serves them.
create or replace function public.refresh_sessions(session_keys text[], client_keys text[])
returns void
language sql
set plan_cache_mode = force_custom_plan
as $$
    with removed as (
        delete from sessions
        where (session_id = any(session_keys) or (is_derived and client_id = any(client_keys)))
        and ended_at >= (select frozen_until())
        returning is_bot, started_at
    )
    insert into etl_day_changes (day, sessions)
    select shop_day(r.started_at), -count(*) from removed as r
    where not r.is_bot and r.started_at < (select reported_until())
    group by 1;

    with built as (
    insert into sessions (
        session_id, client_id, user_id, user_login_state, event_count, page_view_count, engaged_seconds, entry_page_path,
        exit_page_path, channel, source, medium, campaign, referrer_host, device_type, browser, os, country, site,
        is_derived, is_bounce, is_bot, bot_reason, has_product_view, has_add_to_cart, has_checkout, has_purchase,
        steps, sequences_received, sequences_expected, started_at, ended_at
    )
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
            e.utm_campaign, e.click_id, e.device_type, e.browser, e.os, e.country, e.site, e.engaged_ms, e.scroll_depth,
            e.bot_reason
        from clickstream_events as e
        where e.session_id = any(session_keys)
        union all
        select
            d.key, true as is_derived, e.event_id, e.event_timestamp, e.sequence, e.event_name, e.client_id,
            e.user_id, e.user_login_state, e.page_path, e.page_host, e.referrer_host, e.utm_source, e.utm_medium,
            e.utm_campaign, e.click_id, e.device_type, e.browser, e.os, e.country, e.site, e.engaged_ms, e.scroll_depth,
            e.bot_reason
        from derived as d
        inner join clickstream_events as e on e.event_id = d.event_id
        -- one that a client made up to equal a derived id keeps it, whichever of the two was loaded first
        where not exists (select from clickstream_events as o where o.session_id = d.key)
    ),
    -- events of one instant stand in brackets: which of them was first, nobody knows
    ordered as (
        select
            f.*,
            lag(f.event_timestamp) over visit is not distinct from f.event_timestamp as is_with_last,
            lead(f.event_timestamp) over visit is not distinct from f.event_timestamp as is_with_next
        from facts as f
        window visit as (partition by f.key order by f.event_timestamp, f.sequence, f.event_id)
    ),
    -- the first of what is known is the first element, the last of it the last one
    totals as (
        select
            f.key,
            bool_and(f.is_derived) as is_derived,
            (array_agg(f.client_id order by f.event_timestamp, f.sequence, f.event_id)
                filter (where f.client_id is not null))[1] as client_id,
            array_agg(f.user_id order by f.event_timestamp, f.sequence, f.event_id)
                filter (where f.user_id is not null) as user_ids,
            array_agg(f.user_login_state order by f.event_timestamp, f.sequence, f.event_id)
                filter (where f.user_login_state is not null) as login_states,
            array_agg(f.page_path order by f.event_timestamp, f.sequence, f.event_id)
                filter (where f.page_path is not null) as page_paths,
            (array_agg(f.page_host order by f.event_timestamp, f.sequence, f.event_id)
                filter (where f.page_path is not null))[1] as page_host,
            (array_agg(f.referrer_host order by f.event_timestamp, f.sequence, f.event_id)
                filter (where f.page_path is not null))[1] as referrer_host,
            (array_agg(f.utm_source order by f.event_timestamp, f.sequence, f.event_id)
                filter (where f.page_path is not null))[1] as utm_source,
            (array_agg(f.utm_medium order by f.event_timestamp, f.sequence, f.event_id)
                filter (where f.page_path is not null))[1] as utm_medium,
            (array_agg(f.utm_campaign order by f.event_timestamp, f.sequence, f.event_id)
                filter (where f.page_path is not null))[1] as campaign,
            (array_agg(f.click_id order by f.event_timestamp, f.sequence, f.event_id)
                filter (where f.page_path is not null))[1] as click_id,
            (array_agg(f.device_type order by f.event_timestamp, f.sequence, f.event_id)
                filter (where f.device_type is not null))[1] as device_type,
            (array_agg(f.browser order by f.event_timestamp, f.sequence, f.event_id)
                filter (where f.browser is not null))[1] as browser,
            (array_agg(f.os order by f.event_timestamp, f.sequence, f.event_id) filter (where f.os is not null))[1] as os,
            (array_agg(f.country order by f.event_timestamp, f.sequence, f.event_id)
                filter (where f.country is not null))[1] as country,
            (array_agg(f.site order by f.event_timestamp, f.sequence, f.event_id) filter (where f.site is not null))[1] as site,
            count(*) as event_count,
            count(*) filter (where f.event_name = 'page_view') as page_view_count,
            sum(f.engaged_ms) / 1000.0 as engaged_seconds,
            count(*) filter (where f.event_name = 'product_view') as product_view_count,
            -- an event's own mark; what the visit lent it is not a reason for the visit
            min(f.bot_reason) filter (where f.bot_reason not like 'session:%') as agent_reason,
            bool_or(f.user_login_state = 'logged_in') as is_logged_in,
            bool_or(
                coalesce(f.engaged_ms, 0) > 0 or coalesce(f.scroll_depth, 0) > 0
                or f.event_name in ('click', 'add_to_cart_click', 'checkout_start', 'checkout_step', 'checkout_complete')
            ) as is_engaged,
            bool_or(f.event_name = 'product_view') as has_product_view,
            bool_or(f.event_name = 'add_to_cart_click') as has_add_to_cart,
            bool_or(f.event_name in ('checkout_start', 'checkout_step')) as has_checkout,
            bool_or(f.event_name = 'checkout_complete') as has_purchase,
            string_agg(
                case when f.is_with_next and not f.is_with_last then '(' else '' end
                || event_letter(f.event_name)
                || case when f.is_with_last and not f.is_with_next then ')' else '' end,
                '' order by f.event_timestamp, f.sequence, f.event_id
            ) as steps,
            count(distinct f.sequence) as sequences_received,
            max(f.sequence)::bigint - min(f.sequence) + 1 as sequences_expected,
            min(f.event_timestamp) as started_at,
            max(f.event_timestamp) as ended_at
        from ordered as f
        group by f.key
    ),
    -- computed here, for one event a visit, and not where every event would pay for it
    arrivals as (
        select
            t.key,
            t.utm_source,
            t.utm_medium,
            t.campaign,
            split_part(t.click_id, '=', 1) as click,
            case when not is_own_host(t.referrer_host, t.page_host) then t.referrer_host end as referrer_host
        from totals as t
    ),
    -- each name once, however many visits it brought
    names as (
        select distinct lower(n.name) as name
        from arrivals as e
        cross join lateral (values (e.utm_source), (e.referrer_host), (e.click)) as n (name)
        where n.name is not null
    ),
    known as (
        select n.name, k.category, k.source, k.medium, i.is_internal
        from names as n
        left join lateral (
            select c.category, c.name as source, c.medium
            from source_keys(n.name) as s
            inner join channel_sources as c on c.source = s.key
            order by s.rank
            limit 1
        ) as k on true
        cross join lateral (
            select exists (
                select 1 from source_keys(n.name) as s inner join internal_referrers as r on r.host = s.key
            ) as is_internal
        ) as i
    ),
    -- campaign parameters go before the click's id, that before the referrer
    acquired as (
        select
            e.key,
            r.host as referrer_host,
            coalesce(e.utm_source, c.source, case when r.category = 'search' then r.source end, r.host) as source,
            case
                when e.utm_source is not null or e.utm_medium is not null then coalesce(e.utm_medium, c.medium)
                when c.source is not null then c.medium
                when r.host is not null then case when r.category = 'search' then 'organic' else 'referral' end
            end as medium,
            case
                when e.utm_source is not null then u.category
                when c.source is not null then cs.category
                else r.category
            end as category
        from arrivals as e
        left join known as u on u.name = lower(e.utm_source)
        left join known as c on c.name = e.click and c.category = 'click'
        left join channel_sources as cs on cs.source = c.source
        left join (
            select k.name, k.name as host, k.category, k.source
            from known as k
            where k.category is distinct from 'payment' and not k.is_internal
        ) as r on r.name = e.referrer_host
    ),
    -- each combination once: what tells a channel takes longer than all else of a visit
    channels as materialized (
        select
            array[c.source, c.medium, c.campaign, c.category] as traits,
            channel_of(c.source, c.medium, c.campaign, c.category) as channel
        from (
            select distinct n.source, n.medium, t.campaign, n.category
            from acquired as n
            inner join totals as t on t.key = n.key
        ) as c
    ),
    -- visits with so many views that their pace may tell a machine; every other one is spared the work
    fast as (
        select t.key, t.is_engaged
        from totals as t
        where greatest(t.page_view_count, t.product_view_count) >= 60
    ),
    views as (
        select
            f.key,
            f.event_name,
            f.event_timestamp - lag(f.event_timestamp) over visit as gap,
            f.event_timestamp - lag(f.event_timestamp, 59) over visit as sixty_took
        from facts as f
        inner join fast on fast.key = f.key
        where f.event_name in ('page_view', 'product_view')
        window visit as (partition by f.key, f.event_name order by f.event_timestamp, f.sequence, f.event_id)
    ),
    paces as (
        select
            v.key,
            v.event_name,
            bool_or(v.sixty_took <= interval '1 minute') as is_rush,
            count(*) >= 100 and not bool_or(fast.is_engaged)
            and stddev_samp(extract(epoch from v.gap)) <= 0.1 * avg(extract(epoch from v.gap)) as is_clockwork
        from views as v
        inner join fast on fast.key = v.key
        group by v.key, v.event_name
    ),
    behaved as (
        select
            p.key,
            case when bool_or(p.is_rush) then 'page_rate' when bool_or(p.is_clockwork) then 'clockwork' end as reason
        from paces as p
        group by p.key
    )
    select
        t.key as session_id,
        t.client_id,
        t.user_ids[cardinality(t.user_ids)] as user_id,
        case when t.is_logged_in then 'logged_in' else t.login_states[cardinality(t.login_states)] end as user_login_state,
        t.event_count,
        t.page_view_count,
        t.engaged_seconds,
        t.page_paths[1] as entry_page_path,
        t.page_paths[cardinality(t.page_paths)] as exit_page_path,
        ch.channel,
        n.source,
        n.medium,
        t.campaign,
        n.referrer_host,
        t.device_type,
        t.browser,
        t.os,
        t.country,
        t.site,
        t.is_derived,
        t.page_view_count <= 1 and coalesce(t.engaged_seconds, 0) < 10
        and not (t.has_add_to_cart or t.has_checkout or t.has_purchase) as is_bounce,
        coalesce(t.agent_reason, b.reason) is not null as is_bot,
        coalesce(t.agent_reason, b.reason) as bot_reason,
        t.has_product_view,
        t.has_add_to_cart,
        t.has_checkout,
        t.has_purchase,
        t.steps,
        t.sequences_received,
        t.sequences_expected,
        t.started_at,
        t.ended_at
    from totals as t
    inner join acquired as n on n.key = t.key
    -- arrays are equal where both lack the same
    inner join channels as ch on ch.traits = array[n.source, n.medium, t.campaign, n.category]
    left join behaved as b on b.key = t.key
    -- of what ended before, some facts are gone
    where t.ended_at >= (select frozen_until())
    -- whatever a hostile client makes up must not stop the run
    on conflict (session_id) do nothing
    returning is_bot, started_at
    )
    insert into etl_day_changes (day, sessions)
    select shop_day(b.started_at), count(*) from built as b
    where not b.is_bot and b.started_at < (select reported_until())
    group by 1;
$$;
