-- Revenue: grain day x currency, by the day of the order. Write your shop's zone behind `at time zone`, as 'Europe/Berlin'.
-- Runs on Athena, on DuckDB, over the lake or over exported facts: it reads lake_orders.
create or replace view lake_revenue_daily as
select
    cast(with_timezone(o.ordered_at, 'UTC') at time zone 'UTC' as date) as day,
    o.currency,
    count(*) as orders,
    sum(o.total) as gross,
    sum(o.refunded) as refunded,
    sum(o.total) - sum(o.refunded) as net
from lake_orders as o
group by cast(with_timezone(o.ordered_at, 'UTC') at time zone 'UTC' as date), o.currency;
