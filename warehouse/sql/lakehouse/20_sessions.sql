-- Visits: grain session_id; where a client sent none, 30 minutes of silence end one. Bots are in it: nothing here reads user agents.
-- Runs on Athena, on DuckDB, over the lake or over exported facts: it reads clickstream_events.
create or replace view lake_sessions as
with marked as (
    select
        e.client_id,
        e.event_id,
        e.event_timestamp,
        date_diff(
            'millisecond',
            lag(e.event_timestamp) over (partition by e.client_id order by e.event_timestamp, e.event_id),
            e.event_timestamp
        ) as silence_ms
    from clickstream_events as e
    where e.session_id is null and e.client_id is not null
),
numbered as (
    select
        m.*,
        sum(case when m.silence_ms <= 1800000 then 0 else 1 end)
            over (partition by m.client_id order by m.event_timestamp, m.event_id) as visit_number
    from marked as m
),
begun as (
    select
        n.*,
        min(n.event_timestamp) over (partition by n.client_id, n.visit_number) as begun_at
    from numbered as n
),
derived as (
    select
        b.event_id,
        concat(
            b.client_id, '@',
            date_format(b.begun_at, '%Y%m%dT%H%i%s'),
            lpad(cast(mod(millisecond(b.begun_at), 1000) as varchar), 3, '0')
        ) as derived_id
    from begun as b
),
facts as (
    select
        e.*,
        coalesce(e.session_id, d.derived_id) as visit_id,
        e.session_id is null as is_derived
    from clickstream_events as e
    left join derived as d on d.event_id = e.event_id
    where e.session_id is not null or d.derived_id is not null
),
totals as (
    select
        f.visit_id as session_id,
        min_by(f.client_id, f.event_timestamp) as client_id,
        min(f.event_timestamp) as started_at,
        max(f.event_timestamp) as ended_at,
        count(*) as event_count,
        sum(case when f.event_name = 'page_view' then 1 else 0 end) as page_view_count,
        sum(f.engaged_ms) / 1000e0 as engaged_seconds,
        bool_or(f.is_derived) as is_derived,
        bool_or(f.user_id is not null) as is_identified,
        bool_or(f.event_name = 'product_view') as has_product_view,
        bool_or(f.event_name = 'add_to_cart_click') as has_add_to_cart,
        bool_or(f.event_name in ('checkout_start', 'checkout_step')) as has_checkout,
        bool_or(f.event_name = 'checkout_complete') as has_purchase
    from facts as f
    group by f.visit_id
)
select
    t.*,
    t.page_view_count <= 1 and coalesce(t.engaged_seconds, 0e0) < 10e0
    and not (t.has_add_to_cart or t.has_checkout or t.has_purchase) as is_bounce
from totals as t;
