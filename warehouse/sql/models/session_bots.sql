-- Lends the events of touched visits their visit's mark, so that facts and sessions say the same of a bot, and takes it back
-- where a visit turned out to be a person's after all. An event's own mark stays. What of reported days changes is noted.
create or replace function public.mark_session_bots(session_keys text[], client_keys text[])
returns void
language sql
set plan_cache_mode = force_custom_plan
as $$
    with touched as (
        select e.event_id, e.is_bot as was_bot, s.is_bot, s.bot_reason
        from sessions as s
        inner join clickstream_events as e on e.session_id = s.session_id
        where s.session_id = any(session_keys) and not s.is_derived
        union all
        select e.event_id, e.is_bot, s.is_bot, s.bot_reason
        from sessions as s
        inner join clickstream_events as e
            on e.client_id = s.client_id and e.session_id is null
            and e.event_timestamp between s.started_at and s.ended_at
        where s.client_id = any(client_keys) and s.is_derived
    ),
    marked as (
        update clickstream_events as e
        set is_bot = t.is_bot, bot_reason = 'session:' || t.bot_reason
        from touched as t
        where e.event_id = t.event_id
        and case
            when t.is_bot then not e.is_bot or (e.bot_reason like 'session:%' and e.bot_reason <> 'session:' || t.bot_reason)
            else e.bot_reason like 'session:%'
        end
        returning e.event_timestamp, t.was_bot, e.is_bot
    )
    insert into etl_day_changes (day, events)
    select shop_day(m.event_timestamp), count(*) filter (where m.was_bot) - count(*) filter (where not m.was_bot)
    from marked as m
    where m.was_bot <> m.is_bot and m.event_timestamp < (select reported_until())
    group by 1;
$$;
