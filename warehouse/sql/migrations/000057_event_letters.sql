-- Reads all facts, so that it stands apart from what locks the visits.
create table public.event_letters (
    event_name text primary key,
    letter text
);
comment on table public.event_letters is
'Grain: event_name, of all events that there ever were, with the letter that stands for it in sessions.steps.';

insert into public.event_letters (event_name)
select distinct e.event_name from public.clickstream_events as e;

-- Events that belong to no visit: few, and looked for where all others are found by their visits.
create index clickstream_events_no_visit on public.clickstream_events (event_timestamp) where session_id is null and client_id is null;
