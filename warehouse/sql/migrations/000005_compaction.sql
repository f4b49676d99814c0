-- Compaction merges the lake's small objects: their rows in etl_objects become one, and what they were is kept here, so that
-- none of them is loaded again, whichever of the two a run meets.
create table public.etl_compacted (
    object_key text primary key,
    target_key text not null,
    object_id bigint,
    compacted_at timestamptz not null default clock_timestamp()
);
create index etl_compacted_target on public.etl_compacted (target_key);
create index etl_compacted_object on public.etl_compacted (object_id) where object_id is not null;
comment on table public.etl_compacted is
'Lake objects whose lines stand in a compacted object. They count as loaded when etl_objects lists their target.';
comment on column public.etl_compacted.object_id is
'Its etl_objects.object_id, by which clickstream_events.ingest_object may still name it; null where it was not loaded by itself';

alter table public.rejected_events
add column origin_key text,
add column origin_line integer;
create index rejected_events_object on public.rejected_events (object_id);
comment on column public.rejected_events.line_number is 'Line of the object that holds it now';
comment on column public.rejected_events.origin_key is
'Object that it was written to first; null where that is the object of object_id';
comment on column public.rejected_events.origin_line is 'Its line there; null where origin_key is';
