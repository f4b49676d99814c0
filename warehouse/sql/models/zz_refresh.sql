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
begin
    if newest is null then
        return;
    end if;
    select
        array_agg(distinct key) filter (where kind = 'session'),
        array_agg(distinct key) filter (where kind = 'client'),
        array_agg(distinct key) filter (where kind = 'order')
    into session_keys, client_keys, order_keys
    from etl_touched
    where touched_id <= newest;
    perform refresh_sessions(coalesce(session_keys, '{}'), coalesce(client_keys, '{}'));
    perform mark_session_bots(coalesce(session_keys, '{}'), coalesce(client_keys, '{}'));
    perform refresh_orders(coalesce(order_keys, '{}'));
    delete from etl_touched where touched_id <= newest;
end
$$;
