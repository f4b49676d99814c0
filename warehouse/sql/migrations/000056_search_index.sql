-- Few visits search, and each step asks which: without this all events of its visits are read for it.
create index clickstream_events_search on clickstream_events (session_id) where event_name = 'search' and session_id is not null;
