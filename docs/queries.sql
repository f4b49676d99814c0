-- Twenty questions of a shop, to begin with: psql, Metabase or any other tool, as footfall_analyst. Each stands alone; a test runs them all.
-- docs/warehouse.md describes what they read, docs/metrics.md says what the figures mean.

-- 1. How did the last 30 days go?
select o.*
from (select max(day) - 29 as first_day, max(day) as last_day from daily) as d
cross join lateral overview(d.first_day, d.last_day) as o;

-- 2. What did we take each day, by currency, before and after refunds?
select o.day, o.currency, count(*) as orders, sum(o.total) as gross, sum(o.total - o.refunded) as net
from (
    select r.*, (r.ordered_at at time zone s.time_zone)::date as day from orders as r cross join settings as s
) as o
group by o.day, o.currency
order by o.day, o.currency;

-- 3. Which channels bring sessions that buy?
select channel, sum(sessions) as sessions, round(100.0 * sum(converted) / sum(sessions), 2) as conversion_percent
from funnel_daily
group by channel
order by sum(sessions) desc;

-- 4. Where do shoppers leave the funnel, by device?
select device_type, sum(sessions) as sessions, sum(viewed) as viewed, sum(added) as added, sum(checked_out) as checked_out, sum(purchased) as purchased
from funnel_daily
group by device_type
order by sum(sessions) desc;

-- 5. What sells, and what is only looked at?
select product_id, currency, sum(views) as views, sum(adds) as adds, sum(units) as units, sum(revenue) as revenue
from product_daily
group by product_id, currency
order by sum(revenue) desc, sum(views) desc
limit 50;

-- 6. Which categories grow, by week?
select t.week_starts_on, d.category, d.currency, sum(d.revenue) as revenue
from category_daily as d
inner join dim_date as t on t.day = d.day
group by t.week_starts_on, d.category, d.currency
order by t.week_starts_on, sum(d.revenue) desc;

-- 7. What does each place in a list bring?
select list, round(position_sum::numeric / nullif(count_positions, 0)) as place, sum(list_views) as list_views, sum(clicks) as clicks
from product_list_daily
group by 1, 2
order by 1, 2;

-- 8. When did prices change?
select product_id, currency, price, discount_price, valid_from, valid_to from dim_product
order by product_id, currency, valid_from;

-- 9. What lies in carts that are left, and who could be reminded?
select client_id, user_id, currency, value, item_count, last_active_at from carts
where state = 'abandoned'
order by value desc nulls last;

-- 10. How many carts come back, and after how long?
select state, currency, count(*) as carts, percentile_disc(0.5) within group (order by recovered_after) as back_after
from carts
group by state, currency
order by state, currency;

-- 11. What is searched for and not found?
select query, sum(searches) as searches, sum(zero_results) as zero_results from search_daily
group by query
order by sum(zero_results) desc, sum(searches) desc;

-- 12. Do searches lead to orders?
select normalised_query, count(*) as searches, avg(clicks) as clicks, sum(cardinality(order_ids)) as orders from searches
where not is_bot
group by normalised_query
order by count(*) desc;

-- 13. When is the shop busy? Hours of its own clocks by weekday.
select
    extract(isodow from h.hour_at at time zone s.time_zone) as weekday,
    extract(hour from h.hour_at at time zone s.time_zone) as hour,
    sum(h.sessions) as sessions,
    sum(h.orders) as orders
from hourly as h
cross join settings as s
group by 1, 2
order by 1, 2;

-- 14. Which pages do visits begin and end with?
select path, sum(views) as views, sum(entries) as entries, sum(exits) as exits from page_daily
group by path
order by sum(views) desc;

-- 15. How long are pages read, and how far?
select path, count(*) as views, avg(engaged_ms) / 1000 as seconds, percentile_disc(0.5) within group (order by scroll_depth) as scroll_depth
from page_views
where not is_bot
group by path
order by count(*) desc;

-- 16. Who are the best customers?
select r.*
from (select max(day) - 364 as first_day, max(day) as last_day from daily) as d
cross join lateral rfv(d.first_day, d.last_day) as r
order by r.value desc;

-- 17. Who comes back, week after week?
select r.*
from (select max(day) - 83 as first_day, max(day) as last_day from daily) as d
cross join lateral retention(d.first_day, d.last_day) as r
order by r.cohort_week, r.week_number;

-- 18. Which visits deserve the orders? Money is divided among the visits before them; every model adds up to the same.
select a.channel, a.currency, a.orders, a.net
from (select max(day) - 29 as first_day, max(day) as last_day from daily) as d
cross join lateral attribution(d.first_day, d.last_day, p_model => 'time_decay') as a
order by a.net desc;

-- 19. Which browsers lose events? Gaps in a session's sequence.
select s.browser, sum(g.expected) as expected, sum(g.expected - g.seen) as lost
from (
    select session_id, max(sequence) + 1 as expected, count(distinct sequence) as seen
    from events
    where session_id is not null and sequence is not null
    group by session_id
) as g
inner join sessions as s on s.session_id = g.session_id
group by s.browser
order by sum(g.expected - g.seen) desc;

-- 20. May these figures be trusted? Each hour's lines, and what became of them.
select hour, objects, received, loaded, duplicate, rejected, erased, is_balanced from balance
order by hour desc;
