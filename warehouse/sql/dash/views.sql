-- What dashboards may read. Views run with their owner's rights, so footfall_dash needs none on public's tables.
create view dash.events as
select
    event_id, event_timestamp, event_name, client_id, session_id, user_id, user_login_state, site, page_path, page_title,
    context_product_id, context_product_name, context_product_category, context_product_brand, context_product_price,
    currency, device_type, browser, os, country, search_query, sequence, is_bot, received_at
from public.clickstream_events;

create view dash.sessions as
select * from public.sessions;

create view dash.orders as
select
    order_id, client_id, session_id, user_id, site, order_number, currency, coupon, total, tax, shipping, refunded, item_count,
    count_reports, count_conflicts, is_trusted, ordered_at
from public.orders;

create view dash.order_items as
select * from public.order_items;

create view dash.etl_runs as
select
    run_id, trigger, scope, status, objects, received, loaded, duplicate, rejected, erased, error, started_at, ended_at
from public.etl_runs;

create view dash.rejected as
select rejected_id, reason, event_name, left(raw, 500) as sample, received_at
from public.rejected_events;

create view dash.balance as
select
    hour,
    count(*) as objects,
    sum(received) as received,
    sum(loaded) as loaded,
    sum(duplicate) as duplicate,
    sum(rejected) as rejected,
    sum(erased) as erased,
    sum(received) = sum(loaded) + sum(duplicate) + sum(rejected) + sum(erased) as is_balanced
from public.etl_objects
group by hour;
comment on view dash.balance is
'Double-entry bookkeeping of lake objects by the UTC hour of receipt: received = loaded + duplicate + rejected + erased';
