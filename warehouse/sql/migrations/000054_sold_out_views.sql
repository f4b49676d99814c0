-- Views of what could not be bought are few, and were looked for among all events of a period, by a pattern. As in dash.sold_out_views.
create index clickstream_events_sold_out on public.clickstream_events (event_timestamp)
where event_name = 'product_view' and context_product_id is not null
and lower(regexp_replace(properties ->> 'availability', '[^A-Za-z]', '', 'g')) in ('outofstock', 'soldout');
