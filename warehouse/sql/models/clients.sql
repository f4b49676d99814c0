-- Builds clients anew, from their sessions and orders.
create or replace function public.refresh_clients(client_keys text[])
returns void
language sql
set plan_cache_mode = force_custom_plan
as $$
    delete from clients where client_id = any(client_keys);

    insert into clients (
        client_id, client_hash, first_channel, first_source, first_medium, first_campaign, first_referrer_host,
        first_landing_path, sessions, orders, is_bot, first_seen_at, last_seen_at, first_ordered_at, last_ordered_at
    )
    with visits as (
        select s.*, row_number() over (partition by s.client_id order by s.is_bot, s.started_at, s.session_id) as place
        from sessions as s
        where s.client_id = any(client_keys)
    ),
    totals as (
        select
            v.client_id,
            count(*) as sessions,
            bool_and(v.is_bot) as is_bot,
            min(v.started_at) as first_seen_at,
            max(v.ended_at) as last_seen_at
        from visits as v
        group by v.client_id
    ),
    purchases as (
        select
            o.client_id,
            count(*) as orders,
            min(o.ordered_at) as first_ordered_at,
            max(o.ordered_at) as last_ordered_at
        from orders as o
        where o.client_id = any(client_keys)
        group by o.client_id
    )
    select
        t.client_id,
        client_hash(t.client_id) as client_hash,
        v.channel as first_channel,
        v.source as first_source,
        v.medium as first_medium,
        v.campaign as first_campaign,
        v.referrer_host as first_referrer_host,
        v.entry_page_path as first_landing_path,
        t.sessions,
        coalesce(p.orders, 0) as orders,
        t.is_bot,
        t.first_seen_at,
        t.last_seen_at,
        p.first_ordered_at,
        p.last_ordered_at
    from totals as t
    inner join visits as v on v.client_id = t.client_id and v.place = 1
    left join purchases as p on p.client_id = t.client_id;
$$;

-- Builds anew who was known in some visits.
create or replace function public.refresh_sign_ins(visit_keys text[])
returns void
language sql
set plan_cache_mode = force_custom_plan
as $$
    delete from sign_ins where session_id = any(visit_keys);

    insert into sign_ins (
        session_id, client_id, user_id, count_events, first_event_id, last_event_id, first_at, last_at
    )
    select
        v.visit_id as session_id,
        v.client_id,
        v.user_id,
        count(*) as count_events,
        (array_agg(v.event_id order by v.event_timestamp, v.sequence, v.event_id))[1] as first_event_id,
        (array_agg(v.event_id order by v.event_timestamp desc, v.sequence desc, v.event_id desc))[1] as last_event_id,
        min(v.event_timestamp) as first_at,
        max(v.event_timestamp) as last_at
    from visit_members(
        -- most visits know nobody; a session names who was known last
        array(select s.session_id from sessions as s where s.session_id = any(visit_keys) and s.user_id is not null)
    ) as v
    where v.user_id is not null and v.client_id is not null
    group by v.visit_id, v.client_id, v.user_id;
$$;

-- Builds anew which users some clients have.
create or replace function public.refresh_identities(client_keys text[])
returns void
language sql
set plan_cache_mode = force_custom_plan
as $$
    delete from identities where client_id = any(client_keys);

    insert into identities (client_id, user_id, sessions, count_events, joined_by, first_seen_at, last_seen_at)
    select
        s.client_id,
        s.user_id,
        count(*) as sessions,
        sum(s.count_events) as count_events,
        (array_agg(s.first_event_id order by s.first_at, s.first_event_id))[1] as joined_by,
        min(s.first_at) as first_seen_at,
        max(s.last_at) as last_seen_at
    from sign_ins as s
    where s.client_id = any(client_keys)
    group by s.client_id, s.user_id;
$$;

-- Of clients that an older version built after the column was there.
do $$
begin
    update clients set client_hash = client_hash(client_id) where client_hash is null;
end
$$;
