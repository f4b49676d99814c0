-- Facts: each event of the last 90 days once, with the names and the times that the warehouse gives it; the first receipt counts.
-- Runs on Athena, and on DuckDB behind duckdb.sql. Times are UTC without a zone: Athena's views cannot have one. The limits are those of docs/events.md: a clock that is off by more than 30
-- seconds is put right, and a time more than 5 minutes after receipt or 90 days before it is not believed.
-- What the warehouse also does and this does not: the forms of the platform's first Lambdas, ids that are no UUIDs, bots.
create or replace view clickstream_events as
with lines as (
    select
        e.*,
        try(from_iso8601_timestamp(e._ingest.receivedAt)) as received_at,
        try(from_iso8601_timestamp(e._ingest.sentAt)) as sent_at,
        try(from_iso8601_timestamp(e.eventTimestamp)) as client_time
    from events as e
    where e.hour >= date_format(current_timestamp - interval '90' day, '%Y/%m/%d/%H')
    -- the placeholder of an erased line has no name
    and e.eventName is not null
),
ranked as (
    select
        l.*,
        row_number() over (partition by lower(l.eventId) order by l.received_at) as receipt
    from lines as l
),
received as (
    select
        r.*,
        date_diff('millisecond', r.sent_at, r.received_at) as offset_ms
    from ranked as r
    -- nobody can tell two receipts of an event without an id from two events
    where r.receipt = 1 or r.eventId is null
),
corrected as (
    select
        r.*,
        case
            when abs(r.offset_ms) > 30000 then r.client_time + interval '1' second * (r.offset_ms / 1000e0)
            else r.client_time
        end as happened_at
    from received as r
),
timed as (
    select
        c.*,
        case
            when c.sent_at is null or c.eventTimestamp is null then false
            when c.happened_at is null then true
            else c.happened_at < c.received_at - interval '90' day or c.happened_at > c.received_at + interval '5' minute
        end as clock_suspect
    from corrected as c
)
select
    lower(t.eventId) as event_id,
    cast(
        case
            when t.clock_suspect or t.sent_at is null or t.happened_at is null then t.received_at
            else t.happened_at
        end at time zone 'UTC' as timestamp
    ) as event_timestamp,
    t.eventName as event_name,
    t.userId as user_id,
    t.userLoginState as user_login_state,
    t.clientId as client_id,
    t.sessionId as session_id,
    t.pageViewId as page_view_id,
    try_cast(t.sequence as bigint) as sequence,
    t.site as site,
    t.pageUrl as page_url,
    t.referrer as referrer,
    t.product.id as context_product_id,
    t.product.name as context_product_name,
    t.product.category as context_product_category,
    t.product.brand as context_product_brand,
    try_cast(t.product.price as decimal(18, 4)) as context_product_price,
    coalesce(t."order".currency, t.product.currency, t.cart.currency) as currency,
    t."order".id as order_id,
    try_cast(t."order".total as decimal(18, 4)) as order_total,
    try_cast(t."order".tax as decimal(18, 4)) as order_tax,
    try_cast(t."order".shipping as decimal(18, 4)) as order_shipping,
    t."order".coupon as order_coupon,
    t.search.query as search_query,
    try_cast(t.search.results as bigint) as search_results,
    try_cast(t.page.engagedMs as bigint) as engaged_ms,
    t._ingest.country as country,
    coalesce(t._ingest.trusted = 'true', false) as is_trusted,
    cast(t.received_at at time zone 'UTC' as timestamp) as received_at,
    t.clock_suspect as clock_suspect
from timed as t;
