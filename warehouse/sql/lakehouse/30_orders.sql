-- Orders: grain order_id. The first trusted report that carries a total is the order, else the first one with a total.
-- Refunds in another currency stay out: money is never added across currencies.
-- Runs on Athena, on DuckDB, over the lake or over exported facts: it reads clickstream_events.
create or replace view lake_orders as
with reports as (
    select
        e.*,
        row_number() over (
            partition by e.order_id
            order by
                case when e.order_total is null then 1 else 0 end,
                case when e.is_trusted then 0 else 1 end,
                e.event_timestamp, e.sequence, e.event_id
        ) as place
    from clickstream_events as e
    where e.order_id is not null and e.event_name = 'checkout_complete'
),
kept as (
    select * from reports
    where place = 1
),
conflicts as (
    select
        k.order_id,
        count(*) as count_reports,
        sum(
            case
                when r.order_total is not null
                and (k.order_total is null or r.order_total <> k.order_total or coalesce(r.currency, '') <> coalesce(k.currency, ''))
                then 1 else 0
            end
        ) as count_conflicts
    from kept as k
    inner join reports as r on r.order_id = k.order_id
    group by k.order_id
),
refunds as (
    select
        k.order_id,
        sum(coalesce(e.order_total, k.order_total)) as refunded
    from kept as k
    inner join clickstream_events as e on e.order_id = k.order_id
    where e.event_name = 'refund' and (e.currency is null or k.currency is null or e.currency = k.currency)
    group by k.order_id
)
select
    k.order_id,
    k.event_timestamp as ordered_at,
    k.currency,
    k.order_total as total,
    k.order_tax as tax,
    k.order_shipping as shipping,
    k.order_coupon as coupon,
    coalesce(r.refunded, cast(0 as decimal(18, 4))) as refunded,
    c.count_reports,
    c.count_conflicts,
    k.is_trusted
from kept as k
inner join conflicts as c on c.order_id = k.order_id
left join refunds as r on r.order_id = k.order_id;
