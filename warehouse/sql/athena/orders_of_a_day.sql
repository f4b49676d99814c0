-- Orders that were reported on one day, the first report of each.
with
reports as (
  select
    "order".id as order_id,
    "order".currency as currency,
    "order".total as total,
    _ingest.receivedat as received_at,
    row_number() over (partition by "order".id order by _ingest.receivedat) as report
  from events
  where hour between '2026/11/22/00' and '2026/11/22/23' and eventname = 'checkout_complete' and "order".id is not null
),
orders as (
  select order_id, currency, total, received_at
  from reports
  where report = 1
)
select * from orders order by received_at
