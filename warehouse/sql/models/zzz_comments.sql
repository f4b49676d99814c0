-- What no migration says of columns, and what no model's file says of its functions. Migrations are never edited; this file is
-- replaced as a whole. A column's own words go before those of its name ('*'), and those are for columns that have none. From all
-- comments docs/warehouse.md is made.
do $$
declare
    missing record;
begin
    for missing in
        with words (in_table, in_column, words) as (
            values
            ('*', 'adds', 'add_to_cart_click events'),
            ('*', 'browser', 'Its name, as the user agent says; null where unknown'),
            ('*', 'brand', 'Of the product, as sent'),
            ('*', 'campaign', 'utm_campaign of the landing page'),
            ('*', 'category', 'Of the product, as sent'),
            ('*', 'channel', 'GA4''s default channel group of the visit'),
            ('*', 'client_id', 'The browser, as its tracker names it; null where none was sent'),
            ('*', 'count_events', 'Events that name both'),
            ('*', 'country', 'ISO 3166 code of where it was received from; null where unknown'),
            ('*', 'currency', 'ISO 4217 code; null where none was sent'),
            ('*', 'day', 'Day of the shop''s zone'),
            ('*', 'device_type', 'desktop, mobile, tablet or other; null where no user agent is known'),
            ('*', 'duplicate', 'Lines whose event was there already'),
            ('*', 'ended_at', 'When the last event happened'),
            ('*', 'erased', 'Lines that an erasure has taken, or covers'),
            ('*', 'erasure_id', 'erasures.erasure_id'),
            ('*', 'event_id', 'clickstream_events.event_id'),
            ('*', 'events', 'Events, without bots'''),
            ('*', 'first_seen_at', 'When its first session began'),
            ('*', 'gross', 'Order totals, before refunds'),
            ('*', 'is_bot', 'Whether rules take it for a bot''s'),
            ('*', 'is_trusted', 'Sent by the shop''s own server with a server key'),
            ('*', 'last_seen_at', 'When its last session ended'),
            ('*', 'line_number', 'From 1'),
            ('*', 'list', 'The list''s name, as sent'),
            ('*', 'list_views', 'How often it stood in a list that was shown'),
            ('*', 'loaded', 'Lines whose event went to the facts'),
            ('*', 'medium', 'utm_medium, else what the click''s id or the referrer tells'),
            ('*', 'object_bytes', 'Size in the lake, compressed'),
            ('*', 'object_id', 'etl_objects.object_id'),
            ('*', 'object_key', 'The object''s key in the lake'),
            ('*', 'opened_at', 'When something was put in first'),
            ('*', 'order_id', 'The order, as the shop names it'),
            ('*', 'order_number', 'The order''s number for people'),
            ('*', 'orders', 'Orders of that time, whoever placed them'),
            ('*', 'os', 'Operating system, as the user agent says; null where unknown'),
            ('*', 'page_views', 'page_view events, without bots'''),
            ('*', 'path', 'Of the page''s address, without query; null where no address was sent'),
            ('*', 'product_id', 'As the shop names it'),
            ('*', 'product_name', 'As sent'),
            ('*', 'quantity', 'Pieces; 1 where none was said of a line'),
            ('*', 'received', 'Lines'),
            ('*', 'received_at', 'When the collector received it, by the collector''s clock'),
            ('*', 'referrer_host', 'Host of the referrer; null where there is none'),
            ('*', 'refunded', 'What was given back, in the currency''s major units'),
            ('*', 'rejected', 'Lines that were refused; rejected_events has them'),
            ('*', 'removes', 'remove_from_cart_click events'),
            ('*', 'run_id', 'etl_runs.run_id'),
            ('*', 'searches', 'search events'),
            ('*', 'session_id', 'sessions.session_id; null where none is known'),
            ('*', 'sessions', 'Sessions that began then, without bots'''),
            ('*', 'site', 'The storefront; the page''s host unless the shop says otherwise'),
            ('*', 'source', 'utm_source, else what the click''s id or the referrer tells'),
            ('*', 'started_at', 'When the first event happened'),
            ('*', 'total', 'What was to be paid, in the currency''s major units, exact'),
            ('*', 'units', 'Pieces sold'),
            ('*', 'user_id', 'Who signed in, as the shop names them; null for nobody known'),
            ('*', 'views', 'product_view events; of pages, page views'),
            ('*', 'viewers', 'Different clients with a view; days do not add up to a period''s viewers'),
            ('category_daily', 'category', 'As each event or order line names it'),
            ('category_daily', 'revenue', 'quantity x price paid over the lines that carry a price, before refunds'),
            ('channel_sources', 'category', 'search, shopping, social, video, email, ai, payment, or click for the name of a click''s id'),
            ('channel_sources', 'source', 'A name as utm_source has it, a host, or a host under any country as google.*'),
            ('clickstream_events', 'cart_id', 'The cart, as the shop names it'),
            ('clickstream_events', 'cart_total', 'What the cart is worth, as sent'),
            ('clickstream_events', 'click_id', 'Name and value of an advertisement''s click id in the address, as gclid=…'),
            ('clickstream_events', 'context_product_brand', 'Brand of the product that it is about'),
            ('clickstream_events', 'context_product_category', 'Its category'),
            ('clickstream_events', 'context_product_discount_price', 'What is paid for it, where that is less than its price'),
            ('clickstream_events', 'context_product_id', 'The product that it is about, as the shop names it'),
            ('clickstream_events', 'context_product_name', 'Its name'),
            ('clickstream_events', 'context_product_url_path', 'Path of its page'),
            ('clickstream_events', 'element', 'What was clicked: tag, id, role, text, dataset'),
            ('clickstream_events', 'engaged_ms', 'Milliseconds in which the page was visible and used, of page_leave'),
            ('clickstream_events', 'event_id', 'The client''s UUID, or one made from the lake object''s key and line'),
            ('clickstream_events', 'event_name', 'What happened; docs/events.md lists the names that models know'),
            ('clickstream_events', 'identity_source', 'Where the identity came from, as cognito'),
            ('clickstream_events', 'is_first_visit', 'The browser said that this visit is its first'),
            ('clickstream_events', 'language', 'The browser''s, as de-DE'),
            ('clickstream_events', 'order_coupon', 'As sent'),
            ('clickstream_events', 'order_shipping', 'Of order_total, as sent'),
            ('clickstream_events', 'order_tax', 'Of order_total, as sent'),
            ('clickstream_events', 'order_total', 'What was to be paid; of a refund, what was given back'),
            ('clickstream_events', 'page_host', 'Host of the page''s address'),
            ('clickstream_events', 'page_path', 'Path of the page''s address, without query'),
            ('clickstream_events', 'page_title', 'As sent'),
            ('clickstream_events', 'page_url', 'The page''s address, as sent'),
            ('clickstream_events', 'page_view_id', 'The page view that it belongs to, as the tracker names it'),
            ('clickstream_events', 'quantity', 'Pieces of the product; null where none was said'),
            ('clickstream_events', 'referrer', 'The page before, as the browser says'),
            ('clickstream_events', 'scroll_depth', 'Deepest point seen, percent of the page, of page_leave'),
            ('clickstream_events', 'search_query', 'What was searched for, as typed, trimmed'),
            ('clickstream_events', 'search_results', 'How many results it had; null where the shop did not say'),
            ('clickstream_events', 'sequence', 'Position in the session, from 0: gaps are lost events'),
            ('clickstream_events', 'session_id', 'The visit, as the tracker names it; null where the client sent none'),
            ('clickstream_events', 'user_login_state', 'logged_in, anonymous or guest'),
            ('clickstream_events', 'utm_campaign', 'Of the page''s address, as the next four'),
            ('clickstream_events', 'utm_content', 'Of the page''s address'),
            ('clickstream_events', 'utm_medium', 'Of the page''s address'),
            ('clickstream_events', 'utm_source', 'Of the page''s address'),
            ('clickstream_events', 'utm_term', 'Of the page''s address'),
            ('carts', 'count_activities', 'Events that concern it, the purchase included'),
            ('carts', 'count_adds', 'add_to_cart_click events'),
            ('carts', 'count_removes', 'remove_from_cart_click events'),
            ('carts', 'is_derived', 'Its events name no cart, so it is the client''s'),
            ('carts', 'item_count', 'Pieces that lie in it'),
            ('carts', 'silent_to', 'When somebody came back after the longest silence'),
            ('clients', 'client_id', 'The browser, as its tracker names it'),
            ('clients', 'first_campaign', 'Campaign of its first session'),
            ('clients', 'first_landing_path', 'Entry page of its first session'),
            ('clients', 'first_medium', 'Medium of its first session'),
            ('clients', 'first_ordered_at', 'Null where it never ordered, as last_ordered_at'),
            ('clients', 'first_referrer_host', 'Referrer of its first session'),
            ('clients', 'first_source', 'Source of its first session'),
            ('clients', 'last_ordered_at', 'When its last order was placed'),
            ('clients', 'sessions', 'Sessions that it began, bots'' too'),
            ('currencies', 'currency', 'ISO 4217 code'),
            ('currencies', 'exponent', 'Digits behind the point: none for JPY, three for KWD'),
            ('daily', 'bounced_sessions', 'Sessions with is_bounce'),
            ('daily', 'converting_sessions', 'Sessions with a purchase'),
            ('daily', 'count_engaged', 'Sessions that reported engaged time'),
            ('erased_lines', 'line_numbers', 'Lines of the object, from 1'),
            ('erased_subjects', 'hash', 'SHA-256 of kind, a line feed and the id, in hexadecimal digits'),
            ('erased_subjects', 'kind', 'client, user, visitor or visit'),
            ('erasures', 'applied_at', 'When this warehouse took the person out'),
            ('erasures', 'erasure_id', 'As the tombstone in the lake has it'),
            ('erasures', 'kind', 'client or user'),
            ('erasures', 'lake_events', 'Lines of events that were rewritten'),
            ('erasures', 'lake_refused', 'Refused lines that were rewritten'),
            ('erasures', 'orders', 'Orders that are gone because of it'),
            ('erasures', 'ran_by', 'Who ran it'),
            ('erasures', 'refused', 'Refused lines that went from the warehouse'),
            ('etl_compacted', 'compacted_at', 'When the ledger took it over'),
            ('etl_compacted', 'target_key', 'The object that it was merged to'),
            ('etl_day_changes', 'change_id', 'In the order of writing'),
            ('etl_day_changes', 'reason', 'As restatements.reason'),
            ('etl_objects', 'loaded_at', 'When it was loaded'),
            ('etl_objects', 'object_id', 'In the order of loading'),
            ('etl_objects', 'received', 'Its lines'),
            ('etl_runs', 'backend_pid', 'Of the connection, by which the next run knows whether it was killed'),
            ('etl_runs', 'ended_at', 'Null while it runs'),
            ('etl_runs', 'error', 'Why it failed; null where it did not'),
            ('etl_runs', 'objects', 'Lake objects that it loaded'),
            ('etl_runs', 'run_id', 'In the order of starting'),
            ('etl_runs', 'scope', 'Which part of the lake it looked at'),
            ('etl_runs', 'started_at', 'When it started'),
            ('etl_runs', 'status', 'running, succeeded, failed or killed'),
            ('etl_runs', 'trigger', 'What started it: cli, loop, eventbridge …'),
            ('etl_touched', 'key', 'Id of the session, client, order or cart; beginning of the UTC hour'),
            ('etl_touched', 'kind', 'session, client, order, cart or hour'),
            ('etl_touched', 'touched_id', 'In the order of noting'),
            ('event_letters', 'event_name', 'As it was sent'),
            ('event_letters', 'letter', 'One character; the catalogue''s own names have one of one byte'),
            ('footfall_migrations', 'applied_at', 'When it was applied'),
            ('footfall_migrations', 'checksum', 'SHA-256 of its text'),
            ('footfall_migrations', 'id', 'The number in the file''s name; 0 stands for models, dash and rights'),
            ('footfall_migrations', 'name', 'The file''s name'),
            ('funnel_daily', 'bounced', 'Sessions with is_bounce'),
            ('funnel_daily', 'checked_out', 'Viewed a product, put something into the cart and began the checkout'),
            ('funnel_daily', 'purchased', 'Did all of it and bought'),
            ('funnel_daily', 'user_login_state', 'Of the session'),
            ('funnel_daily', 'viewed', 'Viewed a product'),
            ('identities', 'client_id', 'The browser'),
            ('identities', 'first_seen_at', 'When it was seen with that user first'),
            ('identities', 'last_seen_at', 'When it was seen with that user last'),
            ('identities', 'sessions', 'Sessions of the client in which the user was known'),
            ('identities', 'user_id', 'Who signed in'),
            ('instance_status', 'count_failed_units', 'Services of the machine that failed, the dashboards included'),
            ('instance_status', 'data_disk_used_percent', 'Of the volume that holds PostgreSQL''s data'),
            ('instance_status', 'instance_id', 'The machine that wrote it'),
            ('instance_status', 'is_only_row', 'True: the table has one row'),
            ('instance_status', 'reported_at', 'When the machine wrote it'),
            ('instance_status', 'root_disk_used_percent', 'Of the volume that holds the system'),
            ('internal_referrers', 'host', 'A host, with all below it'),
            ('order_conflicts', 'currency', 'As this report gives it'),
            ('order_conflicts', 'event_id', 'This report'),
            ('order_conflicts', 'kept_currency', 'Of the report that is the order'),
            ('order_conflicts', 'kept_event_id', 'The report that is the order'),
            ('order_conflicts', 'kept_total', 'Of the report that is the order'),
            ('order_conflicts', 'reported_at', 'When this report happened'),
            ('order_conflicts', 'total', 'As this report gives it'),
            ('orders', 'count_reports', 'checkout_complete events that name it'),
            ('orders', 'coupon', 'As sent'),
            ('orders', 'event_id', 'The report that is the order'),
            ('orders', 'ordered_at', 'When that report happened'),
            ('orders', 'shipping', 'Of total'),
            ('orders', 'tax', 'Of total'),
            ('other_paths', 'path', 'Of a page''s address'),
            ('page_daily', 'count_engaged', 'Views whose end told engaged time'),
            ('page_daily', 'count_scrolled', 'Views whose end told a depth'),
            ('page_daily', 'entries', 'Views that began their visit'),
            ('page_daily', 'exits', 'Views that ended their visit'),
            ('page_daily', 'scroll_sum', 'Sum of their depths, percent'),
            ('page_daily', 'views', 'Page views'),
            ('page_views', 'is_exit', 'The visit''s last page view'),
            ('page_views', 'next_path', 'Viewed directly after it in the visit; null for the last'),
            ('page_views', 'previous_path', 'Viewed directly before it in the visit; null for the first'),
            ('page_views', 'viewed_at', 'When it began'),
            ('product_list_daily', 'adds', 'add_to_cart_click events that name the list'),
            ('product_list_daily', 'count_positions', 'List views that told a position'),
            ('product_prices', 'change_number', 'From 1: the first price of that day'),
            ('product_prices', 'discount_price', 'What was paid, where that is less than the price; else null'),
            ('product_prices', 'observed_at', 'When a shopper saw it first that day'),
            ('product_prices', 'price', 'In the currency''s major units'),
            ('product_visits', 'last_seen_at', 'The last of these events'),
            ('product_visits', 'product_name', 'As sent'),
            ('product_visits', 'removes', 'remove_from_cart_click events'),
            ('product_visits', 'views', 'product_view events'),
            ('quarter_events', 'bot_events', 'Events of bots'),
            ('quarter_events', 'bot_page_views', 'Page views of bots'),
            ('quarantine_retries', 'attempts', 'How often it was tried'),
            ('quarantine_retries', 'outcome', 'accepted, refused or dropped'),
            ('quarantine_retries', 'retried_at', 'When it was tried last'),
            ('refunds', 'event_id', 'The refund event'),
            ('refunds', 'items', 'Lines that were given back, as sent'),
            ('refunds', 'refunded_at', 'When it happened'),
            ('rejected_events', 'event_name', 'Where it could be read'),
            ('rejected_events', 'reason', 'Why it was refused'),
            ('rejected_events', 'rejected_id', 'In the order of loading'),
            ('restatements', 'gross', 'By how much; so are all figures here'),
            ('restatements', 'net', 'gross less refunded'),
            ('restatements', 'reason', 'late_events, bot_rules, refunds, erasure, retry or rebuild'),
            ('restatements', 'restated_at', 'When the ledger was written'),
            ('restatements', 'restatement_id', 'In the order of writing'),
            ('search_daily', 'clicks', 'Product views after them'),
            ('search_daily', 'count_results', 'Searches that say how much they found'),
            ('search_daily', 'orders', 'Orders after them in the same visit, before the next search'),
            ('search_daily', 'query', 'In lower case, with single spaces; null where none was sent'),
            ('search_daily', 'results_sum', 'Results of the count_results searches'),
            ('searches', 'event_id', 'The search event'),
            ('searches', 'query', 'As typed, trimmed'),
            ('searches', 'searched_at', 'When it happened'),
            ('sessions', 'client_id', 'Of its first event that names one'),
            ('sessions', 'entry_page_path', 'First page; null where no page is known, as exit_page_path'),
            ('sessions', 'event_count', 'Events'),
            ('sessions', 'exit_page_path', 'Last page'),
            ('sessions', 'has_add_to_cart', 'It has an add_to_cart_click'),
            ('sessions', 'has_checkout', 'It has a checkout_start or checkout_step'),
            ('sessions', 'has_product_view', 'It has a product_view'),
            ('sessions', 'has_purchase', 'It has a checkout_complete'),
            ('sessions', 'page_view_count', 'page_view events'),
            ('sessions', 'session_id', 'As the tracker names it, or the client''s id, @ and the first event''s time'),
            ('sessions', 'sequences_expected', 'From the lowest sequence number of its events to the highest; null where none has one'),
            ('sessions', 'sequences_received', 'Different sequence numbers of its events'),
            (
                'sessions', 'steps',
                'Its events in order, a letter each (event_letters); those of one instant stand in brackets. Null where it was '
                'built before there were steps: until the next run, or a rebuild where its facts are dropped'
            ),
            ('sessions', 'user_id', 'Of its last event that names one'),
            ('settings', 'is_only', 'There is one row'),
            ('settings', 'time_zone', 'IANA name; what a day is'),
            ('sign_ins', 'client_id', 'The browser'),
            ('sign_ins', 'first_at', 'When the first of these events happened'),
            ('sign_ins', 'first_event_id', 'The first of these events'),
            ('sign_ins', 'last_at', 'When the last of these events happened'),
            ('sign_ins', 'last_event_id', 'The last of these events'),
            ('sign_ins', 'user_id', 'Who was known'),
            ('stale_days', 'day', 'To be rebuilt'),
            ('user_agents', 'rules_version', 'Of the rules that read it'),
            ('user_agents', 'user_agent', 'As the browser sent it'),
            ('user_agents', 'user_agent_id', 'First 63 bits of its text''s SHA-256'),
            ('visit_cells', 'user_login_state', 'Of the session'),
            ('visit_days', 'engaged_seconds', 'Of the whole session; null where it was not reported, and on later days'),
            ('visit_days', 'has_add_to_cart', 'Of the session; on later days false'),
            ('visit_days', 'has_checkout', 'Of the session; on later days false'),
            ('visit_days', 'has_product_view', 'Of the session; on later days false'),
            ('visit_days', 'has_purchase', 'Of the session; on later days false'),
            ('visit_days', 'is_bounce', 'Of the session; on later days false')
        )
        select c.relname, a.attname, w.words
        from pg_class as c
        inner join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        cross join lateral (
            select w.words, w.in_table = '*' as is_general from words as w
            where w.in_column = a.attname and w.in_table in (c.relname, '*')
            order by w.in_table = '*'
            limit 1
        ) as w
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and col_description(c.oid, a.attnum) is distinct from w.words
        and (not w.is_general or col_description(c.oid, a.attnum) is null)
    loop
        execute format('comment on column public.%I.%I is %L', missing.relname, missing.attname, missing.words);
    end loop;
end
$$;

comment on schema public is 'Facts, models and ledgers. Loading writes here; dashboards and analysts read schema dash';
comment on function public.shop_day_start is 'The first instant of a day of the shop''s zone';
comment on function public.shop_days is 'Days of the shop''s zone from the one of the first instant to the one of the last';
comment on function public.set_shop is 'Sets the shop''s zone and first day of the week; null leaves one as it is';
comment on function public.note_days is 'Notes days whose rollups must be rebuilt';
comment on function public.note_days_of is 'Notes the days of some instants';
comment on function public.note_hour_days is 'Notes the days that some UTC hours lie on';
comment on function public.note_order_days is 'Notes the days of some orders, before and after they are rebuilt';
comment on function public.note_visit_days is 'Notes the days that visits were on before they were rebuilt, and are on now';
comment on function public.restatement_reason is 'Why figures change now: what the transaction says of itself, else late_events';
comment on function public.write_restatements is 'Writes what changed of reported days to the ledger, at a run''s end';
comment on function public.source_keys is 'The keys under which channel_sources may know a source, the most telling first';
comment on function public.is_own_host is 'Whether a referrer is the shop itself';
comment on function public.channel_of is 'GA4''s default channel group';
comment on function public.normalised_query is 'A search in lower case, with single spaces; null where nothing is left';
comment on function public.cart_items_are_product is 'Whether an event''s items are only its own product, and no cart''s lines';
comment on function public.visits_now is 'The sessions of some keys and orders as they stand';
comment on function public.visit_members is 'The events of some visits';
comment on function public.shoppers_of is 'Clients that any of the touched facts name';
comment on function public.mark_session_bots is 'Lends the events of touched visits their visit''s mark, or takes it back';
comment on function public.refresh_sessions is 'Builds sessions anew';
comment on function public.refresh_orders is 'Builds orders, their lines, refunds and conflicts anew';
comment on function public.refresh_refunds is 'Builds the refunds of some orders anew';
comment on function public.refresh_order_conflicts is 'Notes which reports of some orders say something else than the order';
comment on function public.refresh_dependants is 'Builds anew what hangs on the sessions and orders of a step';
comment on function public.refresh_page_views is 'Builds the page views of some visits anew';
comment on function public.refresh_searches is 'Builds the searches of some visits anew';
comment on function public.refresh_sign_ins is 'Builds anew who was known in some visits';
comment on function public.refresh_identities is 'Builds anew which users some clients have';
comment on function public.refresh_clients is 'Builds clients anew';
comment on function public.refresh_carts is 'Builds carts anew';
comment on function public.refresh_days is 'Rebuilds stale days, the oldest first; returns how many are left';
comment on function public.refresh_day is 'Rebuilds the rollups of a day';
comment on function public.refresh_total_day is 'Builds a day of hourly, daily, event_daily and quarter_events anew';
comment on function public.refresh_visit_day is 'Builds a day of funnel_daily, visit_cells, visit_days, page_view_days and other_paths anew';
comment on function public.refresh_product_day is 'Builds a day of products, categories, lists and prices anew';
comment on function public.refresh_page_day is 'Builds a day of page_daily anew';
comment on function public.refresh_search_day is 'Builds a day of search_daily anew';
comment on function public.refresh_models is 'Brings models up to date with what was touched; returns about how much is left';
comment on table public.footfall_migrations is 'Migrations that were applied, and in row 0 the models, views and rights that hold now';
comment on function public.receipts_of(uuid[]) is 'Which of some events the facts have or had, and when they were received; 1970 for what was dropped';
comment on function public.bare_host(text) is 'A host without the www before it';
