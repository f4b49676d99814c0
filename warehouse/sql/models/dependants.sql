-- Builds anew what hangs on the sessions and orders of a step: their carts, and the note of which days changed.
-- visits_before: visits_now of the same keys before the sessions were rebuilt.
create or replace function public.refresh_dependants(
    visits_before jsonb,
    session_keys text[],
    client_keys text[],
    order_keys text[],
    cart_keys text[],
    hour_keys text[]
)
returns void
language plpgsql
-- A plan that is made once for all lists of keys looks each row's key up by walking the list.
set plan_cache_mode = force_custom_plan
as $$
declare
    visits_after jsonb := visits_now(session_keys, client_keys, order_keys);
    visit_keys text[] := (
        select coalesce(array_agg(distinct v.session_id), '{}')
        from jsonb_to_recordset(visits_before || visits_after) as v (session_id text)
    );
    -- few visits buy, and the others' events need not be read for it
    buyer_keys text[] := array(select s.session_id from sessions as s where s.session_id = any(session_keys) and s.has_purchase);
    -- whether a report of an order is a purchase hangs on who else reported it, and on whether that was a bot
    reported_keys text[] := order_keys || (
        select coalesce(array_agg(distinct r.order_id), '{}')
        from (
            select e.order_id from clickstream_events as e
            where e.session_id = any(buyer_keys) and e.event_name = 'checkout_complete' and e.order_id is not null
            union all
            select e.order_id from clickstream_events as e
            where e.client_id = any(client_keys) and e.session_id is null
            and e.event_name = 'checkout_complete' and e.order_id is not null
        ) as r
    );
    -- of events that name a cart and no client
    nameless_carts text[] := (
        select coalesce(array_agg(distinct c.cart_id), '{}')
        from (
            select e.cart_id from clickstream_events as e
            where e.session_id = any(session_keys) and e.client_id is null and e.cart_id is not null
            union all
            select e.cart_id from clickstream_events as e
            where e.order_id = any(reported_keys) and e.client_id is null and e.cart_id is not null
        ) as c
    );
    shopper_keys text[];
begin
    perform note_visit_days(visits_before, visits_after);
    perform note_order_days(order_keys);
    perform note_hour_days(hour_keys);
    shopper_keys := shoppers_of(visits_before || visits_after, session_keys, client_keys, reported_keys);
    perform refresh_page_views(visit_keys);
    perform refresh_searches(visit_keys);
    perform refresh_sign_ins(visit_keys);
    perform refresh_identities(shopper_keys);
    perform refresh_clients(shopper_keys);
    perform refresh_carts(cart_keys || nameless_carts, shopper_keys);
end
$$;

-- Days on which rebuilt visits began, before and after. A visit that lost events (an erasure), changed sides (a bot rule) or is counted
-- by other properties than before changed every day of its span; what it gained, loading has noted by the hour.
create or replace function public.note_visit_days(visits_before jsonb, visits_after jsonb)
returns void
language sql
set plan_cache_mode = force_custom_plan
as $$
    with old_visits as (
        select * from jsonb_to_recordset(visits_before) as v (
            session_id text, client_id text, site text, device_type text, country text, channel text, user_login_state text,
            event_count integer, is_bot boolean, started_at timestamptz, ended_at timestamptz
        )
    ),
    new_visits as (
        select * from jsonb_to_recordset(visits_after) as v (
            session_id text, client_id text, site text, device_type text, country text, channel text, user_login_state text,
            event_count integer, is_bot boolean, started_at timestamptz, ended_at timestamptz
        )
    ),
    pairs as (
        select
            o.started_at as old_started_at,
            n.started_at as new_started_at,
            least(o.started_at, n.started_at) as first_at,
            greatest(o.ended_at, n.ended_at) as last_at,
            o.session_id is not null and (
                n.session_id is null or n.event_count < o.event_count or n.is_bot <> o.is_bot
                or (n.client_id, n.site, n.device_type, n.country, n.channel, n.user_login_state)
                is distinct from (o.client_id, o.site, o.device_type, o.country, o.channel, o.user_login_state)
            ) as is_all_changed
        from old_visits as o
        full join new_visits as n on n.session_id = o.session_id
    ),
    instants as (
        select p.old_started_at as happened_at from pairs as p
        union all
        select p.new_started_at from pairs as p
        union all
        select shop_day_start(d.day) from pairs as p
        cross join lateral shop_days(p.first_at, p.last_at) as d (day)
        where p.is_all_changed
    )
    select note_days_of(array_agg(i.happened_at)) from instants as i
$$;

-- Called before and after orders are rebuilt: an order may leave its day.
create or replace function public.note_order_days(order_keys text[])
returns void
language sql
set plan_cache_mode = force_custom_plan
as $$
    select note_days_of(array_agg(o.ordered_at)) from orders as o
    where o.order_id = any(order_keys)
$$;

-- A UTC hour lies on two days where a zone's offset is no whole hour.
create or replace function public.note_hour_days(hour_keys text[])
returns void
language sql
set plan_cache_mode = force_custom_plan
as $$
    with hours as (
        select h.key::timestamptz as hour_at from unnest(hour_keys) as h (key)
    ),
    days as (
        select shop_day(h.hour_at) as day from hours as h
        union
        select shop_day(h.hour_at + interval '1 hour' - interval '1 microsecond') as day from hours as h
    )
    select note_days(array_agg(d.day)) from days as d
$$;

-- Clients that any of the touched facts name: of visits as they were and as they are, and of orders' reports.
create or replace function public.shoppers_of(
    visits jsonb,
    session_keys text[],
    client_keys text[],
    order_keys text[]
)
returns text[]
language sql
stable
set plan_cache_mode = force_custom_plan
as $$
    with shoppers as (
        select v.client_id from jsonb_to_recordset(visits) as v (client_id text)
        union
        select c.key from unnest(client_keys) as c (key)
        union
        select e.client_id from clickstream_events as e
        where e.session_id = any(session_keys)
        union
        select e.client_id from clickstream_events as e
        where e.order_id = any(order_keys)
    )
    select coalesce(array_agg(s.client_id), '{}') from shoppers as s
    where s.client_id is not null
$$;
