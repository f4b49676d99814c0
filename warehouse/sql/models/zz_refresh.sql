-- Brings models up to date with what loading has touched, and forgets the touches it has seen.
-- Runs in the caller's transaction; the caller holds the loader's lock. Returns about how many touches and days are left, 0 for none.
-- max_keys: at most so many sessions, clients, orders, carts and hours, so that a long work is done in steps that each stay; null
-- for all. Days come last, and few in a step: a day that another step touches again would be rebuilt twice. Many have a step of their
-- own, so that whoever calls it may rebuild them by refresh_day instead, several at a time.
drop function if exists public.refresh_models();
create or replace function public.refresh_models(max_keys integer default null)
returns bigint
language plpgsql
-- A step's keys are few enough to be sorted in memory.
set work_mem = '64MB'
as $$
declare
    -- the keys of a step have one reason, which the ledger of restatements takes from this setting
    step_reason text := (select reason from etl_touched order by touched_id limit 1);
    setting_before text := coalesce(current_setting('footfall.restatement_reason', true), '');
    session_keys text[];
    client_keys text[];
    order_keys text[];
    cart_keys text[];
    hour_keys text[];
    visits_before jsonb;
    keys_left bigint;
    days_left bigint;
    had_keys boolean := step_reason is not null;
begin
    while step_reason is not null loop
        -- busy sessions are touched by many batches: looking some way ahead, most are built once
        with nearest as (
            select t.touched_id, t.kind, t.key
            from etl_touched as t
            where t.reason = step_reason
            order by t.touched_id
            limit max_keys::bigint * 4
        ),
        chosen as (
            select n.kind, n.key, array_agg(n.touched_id) as touched_ids
            from nearest as n
            group by n.kind, n.key
            order by min(n.touched_id)
            limit max_keys
        ),
        -- as an array: the table grows and shrinks so fast that any plan of a join to it may be made for the wrong size
        seen as (
            delete from etl_touched as t
            where t.touched_id = any(array(select unnest(c.touched_ids) from chosen as c))
        )
        select
            coalesce(array_agg(c.key) filter (where c.kind = 'session'), '{}'),
            coalesce(array_agg(c.key) filter (where c.kind = 'client'), '{}'),
            coalesce(array_agg(c.key) filter (where c.kind = 'order'), '{}'),
            coalesce(array_agg(c.key) filter (where c.kind = 'cart'), '{}'),
            coalesce(array_agg(c.key) filter (where c.kind = 'hour'), '{}')
        into session_keys, client_keys, order_keys, cart_keys, hour_keys
        from chosen as c;
        perform set_config('footfall.restatement_reason', step_reason, true);
        visits_before := visits_now(session_keys, client_keys, order_keys);
        perform note_order_days(order_keys);
        perform refresh_sessions(session_keys, client_keys);
        perform mark_session_bots(session_keys, client_keys);
        perform refresh_orders(order_keys);
        perform refresh_dependants(visits_before, session_keys, client_keys, order_keys, cart_keys, hour_keys);
        step_reason := case when max_keys is null then (select reason from etl_touched order by touched_id limit 1) end;
    end loop;
    perform set_config('footfall.restatement_reason', setting_before, true);
    keys_left := (select coalesce(max(touched_id) - min(touched_id) + 1, 0) from etl_touched);
    days_left := (select count(*) from stale_days);
    -- many: MANY_DAYS of the ETL
    if keys_left > 0 or (max_keys is not null and had_keys and days_left >= 4) then
        return keys_left + days_left;
    end if;
    return refresh_days(case when max_keys is not null then 5 end);
end
$$;
