-- Lends the events of touched visits their visit's mark, so that facts and sessions say the same of a bot, and takes it back
-- where a visit turned out to be a person's after all. An event's own mark stays.
create or replace function public.mark_session_bots(session_keys text[], client_keys text[])
returns void
language sql
as $$
    update clickstream_events as e
    set is_bot = true, bot_reason = 'session:' || s.bot_reason
    from sessions as s
    where s.session_id = any(session_keys) and s.is_bot and not s.is_derived
    and e.session_id = s.session_id
    and (not e.is_bot or (e.bot_reason like 'session:%' and e.bot_reason <> 'session:' || s.bot_reason));

    update clickstream_events as e
    set is_bot = true, bot_reason = 'session:' || s.bot_reason
    from sessions as s
    where s.client_id = any(client_keys) and s.is_bot and s.is_derived
    and e.client_id = s.client_id and e.session_id is null
    and e.event_timestamp between s.started_at and s.ended_at
    and (not e.is_bot or (e.bot_reason like 'session:%' and e.bot_reason <> 'session:' || s.bot_reason));

    update clickstream_events as e
    set is_bot = false, bot_reason = null
    from sessions as s
    where s.session_id = any(session_keys) and not s.is_bot and not s.is_derived
    and e.session_id = s.session_id and e.bot_reason like 'session:%';

    update clickstream_events as e
    set is_bot = false, bot_reason = null
    from sessions as s
    where s.client_id = any(client_keys) and not s.is_bot and s.is_derived
    and e.client_id = s.client_id and e.session_id is null and e.bot_reason like 'session:%'
    and e.event_timestamp between s.started_at and s.ended_at;
$$;
