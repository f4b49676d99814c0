-- What the rollups still have to rebuild, and the shop's zone, by which an event has its day.
create table if not exists public.settings (
    id smallint primary key default 1 check (id = 1),
    time_zone text not null default 'UTC',
    week_starts_on smallint not null default 1
);
comment on table public.settings is 'One row: what the shop decides about its figures';
insert into public.settings default values on conflict do nothing;

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
