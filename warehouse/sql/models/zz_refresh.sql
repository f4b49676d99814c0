-- Brings every model up to date with what loading has touched, and forgets the touches it has seen.
-- Runs in the caller's transaction; the caller holds the loader's lock.
create or replace function public.refresh_models()
returns void
language plpgsql
as $$
declare
    newest bigint := (select max(touched_id) from etl_touched);
    session_keys text[];
    client_keys text[];
    order_keys text[];
    cart_keys text[];
    hour_keys text[];
    visits_before jsonb;
begin
    if newest is null then
        return;
    end if;
    select
        array_agg(distinct key) filter (where kind = 'session'),
        array_agg(distinct key) filter (where kind = 'client'),
        array_agg(distinct key) filter (where kind = 'order'),
        array_agg(distinct key) filter (where kind = 'cart'),
        array_agg(distinct key) filter (where kind = 'hour')
    into session_keys, client_keys, order_keys, cart_keys, hour_keys
    from etl_touched
    where touched_id <= newest;
    visits_before := visits_now(
        coalesce(session_keys, '{}'), coalesce(client_keys, '{}'), coalesce(order_keys, '{}')
    );
    perform note_order_days(coalesce(order_keys, '{}'));
    perform refresh_sessions(coalesce(session_keys, '{}'), coalesce(client_keys, '{}'));
    perform refresh_orders(coalesce(order_keys, '{}'));
    perform refresh_dependants(
        visits_before,
        coalesce(session_keys, '{}'),
        coalesce(client_keys, '{}'),
        coalesce(order_keys, '{}'),
        coalesce(cart_keys, '{}'),
        coalesce(hour_keys, '{}')
    );
    delete from etl_touched where touched_id <= newest;
    perform refresh_days();
end
$$;
