-- Visits of a period began in it or on the day before, but for those that go on for longer: these few are found by their end.
create index sessions_long on public.sessions (ended_at) where ended_at - started_at > interval '1 day';
