-- Funnel: visits by the day of their start that viewed a product; of them those that put one into the cart; of them those that
-- began the checkout; of them those that bought. As funnel_daily of the warehouse, but with bots.
-- Write your shop's zone behind `at time zone`, as 'Europe/Berlin'. Runs on Athena, on DuckDB, over the lake or over exported facts: it reads lake_sessions.
create or replace view lake_funnel_daily as
select
    cast(with_timezone(s.started_at, 'UTC') at time zone 'UTC' as date) as day,
    count(*) as sessions,
    sum(case when s.has_product_view then 1 else 0 end) as viewed,
    sum(case when s.has_product_view and s.has_add_to_cart then 1 else 0 end) as added,
    sum(case when s.has_product_view and s.has_add_to_cart and s.has_checkout then 1 else 0 end) as began_checkout,
    sum(
        case when s.has_product_view and s.has_add_to_cart and s.has_checkout and s.has_purchase then 1 else 0 end
    ) as bought
from lake_sessions as s
group by cast(with_timezone(s.started_at, 'UTC') at time zone 'UTC' as date);
