-- The models of 000021 to 000027 start empty: the next run builds them from all facts, in steps like any other.
insert into public.etl_touched (kind, key)
select 'session', e.session_id from public.clickstream_events as e
where e.session_id is not null
group by e.session_id
union all
select 'client', e.client_id from public.clickstream_events as e
where e.session_id is null and e.client_id is not null
group by e.client_id
union all
select 'order', e.order_id from public.clickstream_events as e
where e.order_id is not null
group by e.order_id
union all
select 'cart', e.cart_id from public.clickstream_events as e
where e.cart_id is not null
group by e.cart_id
union all
select 'hour', to_char(h.hour_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"')
from (select distinct date_trunc('hour', e.event_timestamp, 'UTC') as hour_at from public.clickstream_events as e) as h;
