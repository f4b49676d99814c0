/** A day of the shop's zone, said once more in other words than the models'. */
const day = (column: string) => `(${column} at time zone (select time_zone from settings))::date`;
const ofEvent = day('e.event_timestamp');

/** What models hold, and what a plain count of facts says of the same; both queries must have the same rows. */
export const FACTS_SAY: Record<string, [model: string, facts: string]> = {
  'product views, viewers, adds and removes': [
    `select day, product_id, currency, views, viewers, adds, removes from product_daily where views + adds + removes > 0`,
    `select ${ofEvent}, context_product_id, currency,
       count(case event_name when 'product_view' then 1 end)::int,
       count(distinct case event_name when 'product_view' then client_id end)::int,
       count(case event_name when 'add_to_cart_click' then 1 end)::int,
       count(case event_name when 'remove_from_cart_click' then 1 end)::int
     from clickstream_events e
     where not is_bot and context_product_id is not null and event_name ~ '^(product_view|add_to_cart_click|remove_from_cart_click)$'
     group by 1, 2, 3`,
  ],
  'what was sold of products': [
    `select day, product_id, currency, orders, units, revenue from product_daily where orders > 0`,
    `select ${day('o.ordered_at')}, i.product_id, i.currency, count(distinct o.order_id)::int, sum(i.quantity),
       sum(coalesce(i.revenue, 0))
     from orders o join order_items i using (order_id) where i.product_id is not null group by 1, 2, 3`,
  ],
  'what was sold of categories': [
    `select day, category, currency, orders, units, revenue from category_daily where orders > 0`,
    `select ${day('o.ordered_at')}, i.category, i.currency, count(distinct o.order_id)::int, sum(i.quantity),
       sum(coalesce(i.revenue, 0))
     from orders o join order_items i using (order_id) where i.category is not null group by 1, 2, 3`,
  ],
  'category views and viewers': [
    `select day, category, currency, views, viewers from category_daily where views > 0`,
    `select ${ofEvent}, context_product_category, currency, count(*)::int, count(distinct client_id)::int
     from clickstream_events e
     where not is_bot and context_product_category is not null and event_name = 'product_view' group by 1, 2, 3`,
  ],
  'list views and their positions': [
    `select day, list, product_id, list_views, position_sum, count_positions from product_list_daily where list_views > 0`,
    `select ${ofEvent}, i ->> 'list', i ->> 'id', count(*)::int, coalesce(sum((i ->> 'position')::int), 0),
       count(i ->> 'position')::int
     from clickstream_events e, jsonb_array_elements(e.items) i
     where not is_bot and event_name = 'product_list_view' and i ? 'list' and i ? 'id' group by 1, 2, 3`,
  ],
  'list views of products': [
    `select day, product_id, sum(list_views) from product_daily where list_views > 0 group by 1, 2`,
    `select ${ofEvent}, i ->> 'id', count(*)
     from clickstream_events e, jsonb_array_elements(e.items) i
     where not is_bot and event_name = 'product_list_view' and i ? 'id' group by 1, 2`,
  ],
  'the price that was seen last': [
    `select product_id, currency, price, discount_price from dim_product where valid_to is null`,
    `select distinct on (context_product_id, currency) context_product_id, currency, context_product_price,
       context_product_discount_price
     from clickstream_events
     where not is_bot and context_product_id is not null and context_product_price is not null
     and event_name in ('product_view', 'add_to_cart_click')
     order by context_product_id, currency, event_timestamp desc, coalesce(sequence, 2147483647) desc, event_id desc`,
  ],
  'page views by day and path': [
    `select day, site, path, views, viewers, entries, exits, engaged_ms, count_engaged, scroll_sum, count_scrolled
     from page_daily`,
    `select ${day('v.viewed_at')}, v.site, v.path, count(*)::int, count(distinct v.client_id)::int,
       count(case when v.is_entry then 1 end)::int, count(case when v.is_exit then 1 end)::int,
       sum(coalesce(v.engaged_ms, 0)), count(v.engaged_ms)::int, sum(coalesce(v.scroll_depth, 0)), count(v.scroll_depth)::int
     from page_views v join sessions s using (session_id) where not s.is_bot group by 1, 2, 3`,
  ],
  'page views, engaged time and ends of sessions': [
    `select s.session_id, s.engaged_seconds is null as unknown, count(v), max(v.is_entry::int * v.view_number),
       max(v.is_exit::int * v.view_number)
     from sessions s left join page_views v using (session_id) where not s.is_derived group by s.session_id, s.engaged_seconds`,
    `select s.session_id, s.engaged_seconds is null,
       count(distinct case e.event_name when 'page_view' then coalesce(e.page_view_id, e.event_id::text) end),
       case when bool_or(e.event_name = 'page_view') then 1 end,
       nullif(count(distinct case e.event_name when 'page_view' then coalesce(e.page_view_id, e.event_id::text) end), 0)
     from sessions s join clickstream_events e using (session_id) where not s.is_derived group by 1, 2`,
  ],
  'time and depth of page views with an id': [
    `select v.session_id, v.page_view_id, v.engaged_ms, v.scroll_depth
     from page_views v join sessions s using (session_id) where not s.is_derived and v.page_view_id is not null`,
    `select session_id, page_view_id, sum(engaged_ms), max(scroll_depth) from clickstream_events
     where page_view_id is not null and session_id is not null group by 1, 2 having bool_or(event_name = 'page_view')`,
  ],
  'refunds, of which no order takes more than its total': [
    `select order_id, refunded, true as is_within from orders`,
    `select o.order_id, coalesce(sum(r.counted), 0), o.total is null or coalesce(sum(r.counted), 0) <= greatest(o.total, 0)
     from orders o left join refunds r using (order_id) group by o.order_id, o.total`,
  ],
  'refund reports': [
    `select event_id, order_id, case when mark is null then amount end as amount from refunds where order_id is not null`,
    `select event_id, order_id, (select amount from refunds where mark is null and event_id = e.event_id)
     from clickstream_events e where event_name = 'refund' and order_id is not null`,
  ],
  'reports that differ from their order': [
    `select order_id, count(*) as conflicts from order_conflicts group by 1`,
    `select order_id, count_conflicts from orders where count_conflicts > 0`,
  ],
};
