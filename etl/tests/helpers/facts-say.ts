/** A day of the shop's zone, said once more in other words than the models'. */
const day = (column: string) => `(${column} at time zone (select time_zone from settings))::date`;
const ofEvent = day('e.event_timestamp');
const ofVisit = `(e.session_id = s.session_id and not s.is_derived or e.session_id is null and s.is_derived
  and e.client_id = s.client_id and e.event_timestamp between s.started_at and s.ended_at)`;

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
  'what visits looked at, put into the cart and took out': [
    `select p.day, p.session_id, p.client_hash, p.product_id, p.product_name, p.category, p.brand, p.is_bot, p.views, p.adds, p.removes,
       p.last_seen_at, p.product_hash, length(p.steps), (select array_agg(distinct l.letter order by l.letter) from string_to_table(p.steps, null) as l (letter)),
       (select array[c.site, c.device_type, c.country, c.channel, c.user_login_state, c.is_bot::text] from visit_cells c
         where c.day = p.day and c.cell_number = p.cell_number)
     from product_visits p`,
    `select ${ofEvent}, coalesce(e.session_id, s.session_id), client_hash(e.client_id), e.context_product_id, e.context_product_name,
       e.context_product_category, e.context_product_brand, e.is_bot,
       count(case e.event_name when 'product_view' then 1 end)::int,
       count(case e.event_name when 'add_to_cart_click' then 1 end)::int,
       count(case e.event_name when 'remove_from_cart_click' then 1 end)::int, max(e.event_timestamp), client_hash(e.context_product_id), count(*)::int,
       array_agg(distinct event_letter(e.event_name) order by event_letter(e.event_name)),
       max(case when v.session_id is not null then array[v.site, v.device_type, v.country, v.channel, v.user_login_state, v.is_bot::text] end)
     from clickstream_events e left join sessions s
       on s.is_derived and s.client_id = e.client_id and e.session_id is null and e.event_timestamp between s.started_at and s.ended_at
     left join sessions v on v.session_id = coalesce(e.session_id, s.session_id)
     where e.context_product_id is not null or e.context_product_category is not null or e.context_product_brand is not null
     group by 1, 2, 3, 4, 5, 6, 7, 8, floor(extract(epoch from e.event_timestamp) / 900)`,
  ],
  'how many events of which names visits have, and how many numbers': [
    `select s.session_id, l.letter, length(s.steps) - length(replace(s.steps, l.letter, '')), s.sequences_received, s.sequences_expected
     from sessions s join event_letters l on strpos(s.steps, l.letter) > 0 where not s.is_derived`,
    `select e.session_id, l.letter, count(*)::int, n.received::int, n.expected
     from clickstream_events e join event_letters l using (event_name)
     join (select session_id, count(distinct sequence) received, max(sequence) - min(sequence) + 1 expected
       from clickstream_events group by 1) n using (session_id)
     group by 1, 2, n.received, n.expected`,
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
    `select product_id, currency, price, discount_price from dash.dim_product where valid_to is null`,
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
  'events, page views and visitors by day': [
    `select day, site, events, page_views, visitors from daily where events > 0`,
    `select ${ofEvent}, site, count(*)::int, count(case event_name when 'page_view' then 1 end)::int,
       count(distinct client_id)::int
     from clickstream_events e where not is_bot group by 1, 2`,
  ],
  'events, page views and visitors by hour of the shop’s clocks': [
    `select day, to_char(hour_at at time zone (select time_zone from settings), 'YYYY-MM-DD HH24:MI') as hour, site, events,
       page_views, visitors from hourly where events > 0`,
    `select ${ofEvent}, to_char(event_timestamp at time zone (select time_zone from settings), 'YYYY-MM-DD HH24:00'), site,
       count(*)::int, count(case event_name when 'page_view' then 1 end)::int, count(distinct client_id)::int
     from clickstream_events e where not is_bot group by 1, 2, 3`,
  ],
  'sessions and orders by hour': [
    `select day, site, sum(sessions) as sessions, sum(orders) as orders from hourly group by 1, 2 having sum(sessions + orders) > 0`,
    `select day, site, sum(s), sum(o) from (
       select ${day('started_at')} as day, site, 1 as s, 0 as o from sessions where not is_bot
       union all select ${day('ordered_at')}, site, 0, 1 from orders) as x group by 1, 2`,
  ],
  'sessions and orders by day': [
    `select day, site, sessions, bounced_sessions, converting_sessions, orders, engaged_seconds, count_engaged from daily
     where sessions + orders > 0`,
    `select day, site, sum(s)::int, sum(b)::int, sum(c)::int, sum(o)::int, sum(coalesce(e, 0)), count(e)::int from (
       select ${day('started_at')} as day, site, 1 as s, is_bounce::int as b, has_purchase::int as c, 0 as o, engaged_seconds as e
       from sessions where not is_bot
       union all select ${day('ordered_at')}, site, 0, 0, 0, 1, null from orders) as x group by 1, 2`,
  ],
  'events by name and day': [
    `select day, site, event_name, events from event_daily`,
    `select ${ofEvent}, site, event_name, count(*)::int from clickstream_events e where not is_bot group by 1, 2, 3`,
  ],
  'the funnel by day': [
    `select day, site, device_type, country, channel, user_login_state, sessions, bounced, viewed, added, checked_out, purchased, converted,
       session_page_views, engaged_seconds, count_engaged from funnel_daily where sessions > 0`,
    `select ${day('started_at')}, site, device_type, country, channel, user_login_state, count(*)::int, sum(is_bounce::int)::int,
       sum(has_product_view::int)::int, sum((has_product_view and has_add_to_cart)::int)::int,
       sum((has_product_view and has_add_to_cart and has_checkout)::int)::int,
       sum((has_product_view and has_add_to_cart and has_checkout and has_purchase)::int)::int, sum(has_purchase::int)::int,
       sum(page_view_count)::int, coalesce(sum(engaged_seconds), 0), count(engaged_seconds)::int
     from sessions where not is_bot group by 1, 2, 3, 4, 5, 6`,
  ],
  'events by day and properties of their visits': [
    `select day, is_bot, site, device_type, country, channel, user_login_state, events, page_views from visit_cells`,
    `select ${ofEvent}, s.is_bot, s.site, s.device_type, s.country, s.channel, s.user_login_state, count(*)::int,
       count(case e.event_name when 'page_view' then 1 end)::int
     from clickstream_events e join sessions s on ${ofVisit} group by 1, 2, 3, 4, 5, 6, 7`,
  ],
  'events of the catalogue by name, day and properties of their visits': [
    `select day, is_bot, site, device_type, country, channel, user_login_state, chr(64 + n.place::int) as letter, n.events
     from visit_cells cross join lateral unnest(event_counts) with ordinality as n (events, place) where n.events > 0`,
    `select ${ofEvent}, s.is_bot, s.site, s.device_type, s.country, s.channel, s.user_login_state, event_letter(e.event_name), count(*)::int
     from clickstream_events e join sessions s on ${ofVisit}
     where octet_length(event_letter(e.event_name)) = 1 group by 1, 2, 3, 4, 5, 6, 7, 8`,
  ],
  'which of the shop’s cells persons’ visits began in': [
    `select f.day, f.cell_number, f.site, f.device_type, f.country, f.channel, f.user_login_state from funnel_daily f`,
    `select day, cell_number, site, device_type, country, channel, user_login_state from visit_cells where not is_bot`,
  ],
  'what visits did each day': [
    `select v.day, c.is_bot, c.site, c.device_type, c.country, c.channel, c.user_login_state, v.is_bot, v.client_hash, case when v.begins then v.started_at end, v.begins, l.letter,
       v.event_bits & letter_bit(l.letter) > 0 as did, count(*)::int
     from visit_days v join visit_cells c using (day, cell_number), (select distinct letter from event_letters) l
     group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13`,
    `select day, is_bot, site, device_type, country, channel, user_login_state, is_bot, client_hash(client_id),
       case when ${day('started_at')} = day then started_at end, ${day('started_at')} = day, letter, did, count(*)::int
     from (select ${ofEvent} as day, s.session_id, s.is_bot, s.site, s.device_type, s.country, s.channel, s.user_login_state, s.client_id, s.started_at,
         l.letter, bool_or(letter_bit(event_letter(e.event_name)) = letter_bit(l.letter)) as did
       from (select distinct letter from event_letters) l, clickstream_events e join sessions s on ${ofVisit}
       group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) as d group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13`,
  ],
  'what visits were, by the day on which they began': [
    `select day, client_hash, started_at, entry_hash, page_view_count, is_bounce, has_product_view, has_add_to_cart, has_checkout, has_purchase,
       engaged_seconds, count(*)::int from visit_days where begins group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11`,
    `select ${day('started_at')}, client_hash(client_id), started_at, path_hash(entry_page_path), page_view_count, is_bounce, has_product_view,
       has_add_to_cart, has_checkout, has_purchase, engaged_seconds, count(*)::int from sessions group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11`,
  ],
  'products that visits name': [
    `select v.day, v.client_hash, case when v.begins then v.started_at end, k.category_hash, k.brand_hash, count(*)::int
     from visit_days v cross join lateral unnest(v.category_hashes, v.brand_hashes) as k (category_hash, brand_hash)
     group by 1, 2, 3, 4, 5`,
    `select day, client_hash(client_id), case when ${day('started_at')} = day then started_at end, path_hash(category), path_hash(brand), count(*)::int
     from (
       select distinct d.day, s.session_id, s.client_id, s.started_at, coalesce(e.context_product_category, 'unknown') as category,
         coalesce(e.context_product_brand, 'unknown') as brand
       from clickstream_events e join sessions s on ${ofVisit}
       join (select distinct ${ofEvent} as day, s.session_id from clickstream_events e join sessions s on ${ofVisit}) d on d.session_id = s.session_id
       where e.context_product_id is not null and d.day in (${day('s.started_at')}, ${ofEvent})
     ) as k group by 1, 2, 3, 4, 5`,
  ],
  'paths that page_daily of their day does not have': [
    `select day, path from other_paths`,
    `select p.day, p.path from (
       select ${day('started_at')} as day, entry_page_path as path from sessions where entry_page_path is not null
       union select ${day('viewed_at')}, path from page_views where is_bot and path is not null
     ) as p where not exists (select 1 from page_views v where not v.is_bot and ${day('v.viewed_at')} = p.day and v.path = p.path)`,
  ],
  'events by quarter of an hour': [
    `select day, quarter_at, events, page_views, bot_events, bot_page_views from quarter_events`,
    `select ${ofEvent}, to_timestamp(floor(extract(epoch from event_timestamp) / 900) * 900), count(case when not is_bot then 1 end)::int,
       count(case when not is_bot and event_name = 'page_view' then 1 end)::int, count(case when is_bot then 1 end)::int,
       count(case when is_bot and event_name = 'page_view' then 1 end)::int
     from clickstream_events e group by 1, 2`,
  ],
  'page views by day and properties of their visits': [
    `select d.day, c.is_bot, c.site, c.device_type, c.country, c.channel, c.user_login_state, d.is_bot, case when n.begins then n.started_at end,
       v.path_hash, v.client_hash,
       v.marks & 3, v.engaged_ms, v.scroll_depth, count(*)::int
     from page_view_days d join visit_cells c using (day, cell_number)
     cross join lateral unnest(d.path_hashes, d.client_hashes, d.marks, d.engaged_ms, d.scroll_depths, d.visit_numbers)
       as v (path_hash, client_hash, marks, engaged_ms, scroll_depth, visit_number)
     left join visit_days n on n.day = d.day and n.cell_number = d.cell_number and n.visit_number = v.visit_number
     group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14`,
    `select ${day('v.viewed_at')}, s.is_bot, s.site, s.device_type, s.country, s.channel, s.user_login_state, s.is_bot,
       case when ${day('s.started_at')} = ${day('v.viewed_at')} then s.started_at end, path_hash(v.path), client_hash(v.client_id), case when v.is_entry then 1 else 0 end + case when v.is_exit then 2 else 0 end,
       v.engaged_ms, v.scroll_depth, count(*)::int
     from page_views v join sessions s using (session_id) group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14`,
  ],
  'whose first pages are known by day': [
    `select d.day, n.started_at, n.client_hash, j.first_page, j.has_purchased
     from page_view_days d cross join lateral unnest(d.journey_visits, d.first_pages, d.have_purchased) as j (visit_number, first_page, has_purchased)
     left join visit_days n on n.day = d.day and n.visit_number = j.visit_number`,
    `select ${day('s.started_at')}, s.started_at, client_hash(s.client_id), path_hash(v.path), s.has_purchase
     from sessions s join page_views v on v.session_id = s.session_id and v.is_entry
     where ${day('s.started_at')} = ${day('s.ended_at')} and ${day('v.viewed_at')} = ${day('s.started_at')}`,
  ],
  'clients with their sessions and orders': [
    `select client_id, sessions, orders, first_seen_at, last_seen_at from clients`,
    `select s.client_id, count(*)::int, (select count(*)::int from orders o where o.client_id = s.client_id), min(started_at),
       max(ended_at) from sessions s where s.client_id is not null group by 1`,
  ],
  identities: [
    `select client_id, user_id, count_events, first_seen_at, last_seen_at from identities`,
    `select client_id, user_id, count(*)::int, min(event_timestamp), max(event_timestamp) from clickstream_events
     where client_id is not null and user_id is not null group by 1, 2`,
  ],
  'searches by day': [
    `select day, query, searches, searchers, zero_results, count_results, results_sum from search_daily`,
    `select ${ofEvent}, nullif(trim(regexp_replace(lower(search_query), ' +', ' ', 'g')), ''), count(*)::int,
       count(distinct e.client_id)::int, count(case search_results when 0 then 1 end)::int, count(search_results)::int,
       coalesce(sum(search_results), 0)
     from clickstream_events e
     left join sessions s on s.session_id = e.session_id or (e.session_id is null and s.is_derived and s.client_id = e.client_id
       and e.event_timestamp between s.started_at and s.ended_at)
     where event_name = 'search' and not s.is_bot group by 1, 2`,
  ],
  'clicks after searches': [
    `select event_id, clicks from searches`,
    `select s.event_id, (
       select count(*)::int from clickstream_events v
       where v.event_name = 'product_view'
       and coalesce(v.session_id, v.client_id) = coalesce(e.session_id, e.client_id)
       and (v.session_id is null) = (e.session_id is null)
       and (v.session_id is not null or v.event_timestamp between n.started_at and n.ended_at)
       and (v.event_timestamp, coalesce(v.sequence, 2147483647), v.event_id)
         > (e.event_timestamp, coalesce(e.sequence, 2147483647), e.event_id)
       and not exists (
         select 1 from clickstream_events b where b.event_name = 'search'
         and coalesce(b.session_id, b.client_id) = coalesce(e.session_id, e.client_id)
         and (b.session_id is null) = (e.session_id is null)
         and (b.event_timestamp, coalesce(b.sequence, 2147483647), b.event_id)
           > (e.event_timestamp, coalesce(e.sequence, 2147483647), e.event_id)
         and (b.event_timestamp, coalesce(b.sequence, 2147483647), b.event_id)
           < (v.event_timestamp, coalesce(v.sequence, 2147483647), v.event_id)))
     from searches s join clickstream_events e using (event_id) join sessions n on n.session_id = s.session_id`,
  ],
  'orders after searches, each at most once': [
    `select i.order_id, count(*) as searches from searches s, unnest(s.order_ids) as i (order_id) group by 1`,
    `select o.order_id, 1 from orders o where exists (
       select 1 from searches s join sessions n using (session_id)
       where s.searched_at <= o.ordered_at
       and (n.session_id = o.session_id or (n.is_derived and o.session_id is null and n.client_id = o.client_id
         and o.ordered_at between n.started_at and n.ended_at)))`,
  ],
  'references, none of which is to a row that is not there': [
    `select 'page_views' as of, count(*) from page_views union all select 'searches', count(*) from searches
     union all select 'sign_ins', count(*) from sign_ins union all select 'identities', count(*) from identities
     union all select 'order_conflicts', count(*) from order_conflicts`,
    `select 'page_views', count(*) from page_views join sessions using (session_id)
     union all select 'searches', count(*) from searches s join sessions using (session_id)
       join clickstream_events e on e.event_id = s.event_id
     union all select 'sign_ins', count(*) from sign_ins s join sessions using (session_id)
       join clickstream_events f on f.event_id = s.first_event_id join clickstream_events l on l.event_id = s.last_event_id
     union all select 'identities', count(*) from identities i
       join clickstream_events e on e.event_id = i.joined_by and e.client_id = i.client_id and e.user_id = i.user_id
     union all select 'order_conflicts', count(*) from order_conflicts c join orders o using (order_id)
       where c.kept_event_id = o.event_id`,
  ],
};
