-- What dashboards may read. Views run with their owner's rights, so footfall_dash needs none on public's tables.
create view dash.events as
select
    event_id, event_timestamp, event_name, client_id, session_id, user_id, user_login_state, site, page_path, page_title,
    context_product_id, context_product_name, context_product_category, context_product_brand, context_product_price,
    currency, device_type, browser, os, country, search_query, sequence, is_bot, received_at
from public.clickstream_events;
comment on view dash.events is
'One row an event, bots marked. Without the columns that identify a person beyond client and user id';

create view dash.sessions as
select * from public.sessions;
comment on view dash.sessions is 'One row a visit, bots marked';

create view dash.event_letters as
select * from public.event_letters;
comment on view dash.event_letters is 'One row an event name, with its letter in the steps of dash.sessions';

create view dash.orders as
select
    order_id, client_id, session_id, user_id, site, order_number, currency, coupon, total, tax, shipping, refunded, item_count,
    count_reports, count_conflicts, is_trusted, ordered_at
from public.orders;
comment on view dash.orders is 'One row an order, whoever placed it. Money is in major units of currency';

create view dash.order_items as
select * from public.order_items;
comment on view dash.order_items is 'One row an order line';

create view dash.etl_runs as
select
    run_id, trigger, scope, status, objects, received, loaded, duplicate, rejected, erased, error, started_at, ended_at
from public.etl_runs;
comment on view dash.etl_runs is 'One row an ETL run';

create view dash.rejected as
select rejected_id, reason, event_name, left(raw, 500) as sample, received_at
from public.rejected_events;
comment on view dash.rejected is 'One row a refused line, with the first 500 characters of what was sent';

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

create view dash.data_version as
with newest_object as (
    select max(object_id) as object_id from public.etl_objects
),
-- runs that changed nothing must not make every reader ask again
newest_change as (
    select max(run_id) as run_id
    from public.etl_runs
    where status <> 'running' and loaded + erased > 0
)
select coalesce(o.object_id, 0) || '.' || coalesce(c.run_id, 0) as version
from newest_object as o
cross join newest_change as c;
comment on view dash.data_version is 'One row: changes whenever the ETL has changed the data, so that answers can be kept until then';
