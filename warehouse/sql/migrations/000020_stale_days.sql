-- What the rollups still have to rebuild.
alter table public.etl_touched drop constraint etl_touched_kind_check;
alter table public.etl_touched
add constraint etl_touched_kind_check check (kind in ('session', 'client', 'order', 'cart', 'hour'));
comment on table public.etl_touched is
'Sessions, clients (of events without a session), orders, carts and UTC hours whose facts changed since the models were built.';

create table public.stale_days (
    day date primary key
);
comment on table public.stale_days is
'Days of the shop''s zone whose rollups do not equal the facts yet. Models note them; refresh_days works them off.';
