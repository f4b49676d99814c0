-- Lends the events of touched visits their visit's mark, so that facts and sessions say the same of a bot, and takes it back
-- where a visit turned out to be a person's after all. An event's own mark stays. What of reported days changes is noted.
-- Events are looked up for bots' visits, and where a mark was lent (an index knows those): of a person's visit none is read. The
-- planner is told so, since before the first statistics it would read the whole table, twice, for each step.
create or replace function public.mark_session_bots(session_keys text[], client_keys text[])
returns void
language sql
set plan_cache_mode = force_custom_plan
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
as $$
    with visits as (
        select s.session_id, s.client_id, s.is_derived, s.is_bot, 'session:' || s.bot_reason as lent, s.started_at, s.ended_at
        from sessions as s
        where (s.session_id = any(session_keys) and not s.is_derived)
        or (s.is_derived and s.client_id = any(client_keys))
    ),
    wrongly_marked as (
        select e.event_id, e.is_bot as was_bot, v.is_bot, v.lent
        from visits as v
        inner join clickstream_events as e on e.session_id = v.session_id
        where v.is_bot and not v.is_derived and (not e.is_bot or (e.bot_reason like 'session:%' and e.bot_reason <> v.lent))
        union all
        -- by the keys: joined to the visits, every mark that was ever lent would be held against each of them
        select e.event_id, e.is_bot as was_bot, s.is_bot, null as lent
        from clickstream_events as e
        inner join sessions as s on s.session_id = e.session_id and not s.is_derived and not s.is_bot
        where e.session_id = any(session_keys) and e.bot_reason like 'session:%'
        union all
        select e.event_id, e.is_bot as was_bot, v.is_bot, v.lent
        from visits as v
        inner join clickstream_events as e
            on e.client_id = v.client_id and e.session_id is null
            and e.event_timestamp between v.started_at and v.ended_at
        where v.is_derived and case
            when v.is_bot then not e.is_bot or (e.bot_reason like 'session:%' and e.bot_reason <> v.lent)
            else e.bot_reason like 'session:%'
        end
    ),
    marked as (
        update clickstream_events as e
        set is_bot = w.is_bot, bot_reason = w.lent
        from wrongly_marked as w
        where e.event_id = w.event_id
        returning e.event_timestamp, w.was_bot, w.is_bot
    )
    insert into etl_day_changes (day, events)
    select shop_day(m.event_timestamp), count(*) filter (where m.was_bot) - count(*) filter (where not m.was_bot)
    from marked as m
    where m.was_bot <> m.is_bot and m.event_timestamp < (select reported_until())
    group by 1;
$$;
