-- What decides a session's channel and whether it behaves like a bot, in one digest: the functions' own text without comments, the
-- list of sources and the shop's list of referrers that bring nobody. Taken from the text itself, so that nobody can forget to raise a
-- version. A function that is only written in another way counts as another rule: that costs a rebuild of the sessions, and no figure.
create or replace function public.session_rules()
returns text
language sql
stable
as $$
    with functions as (
        select p.proname || ' ' || regexp_replace(regexp_replace(p.prosrc, '--[^\n]*', '', 'g'), '\s+', ' ', 'g') as rule
        from pg_proc as p
        where p.pronamespace = 'public'::regnamespace
        and p.proname in (
            'bare_host', 'channel_of', 'is_own_host', 'mark_session_bots', 'refresh_sessions', 'source_keys'
        )
    ),
    rules as (
        select f.rule from functions as f
        union all
        select 'source ' || to_jsonb(c)::text from channel_sources as c
        union all
        select 'internal ' || r.host from internal_referrers as r
    )
    select encode(sha256(convert_to(coalesce(string_agg(u.rule, e'\n' order by u.rule collate "C"), ''), 'UTF8')), 'hex')
    from rules as u
$$;
comment on function public.session_rules is
'Digest of the rules by which sessions get their channel and their mark as a bot''s by behaviour; settings.session_rules holds that of the last run';

-- Touches all sessions where other rules have built them. The note of the rules comes with the touches, in the caller's transaction, and
-- the touches stay until a step has built them: where that is stopped, the next run goes on. The caller holds the loader's lock.
-- Returns how many sessions, and clients of sessions without an id, are touched.
create or replace function public.touch_outdated_sessions()
returns bigint
language sql
as $$
    with noted as (
        update settings
        set session_rules = session_rules()
        where session_rules is distinct from session_rules()
        returning is_only
    ),
    -- channels change no figure of the ledger of restatements, and behaviour's marks of bots do
    touched as (
        insert into etl_touched (kind, key, reason)
        select 'session', s.session_id, 'bot_rules' from sessions as s cross join noted
        where not s.is_derived
        union all
        select distinct 'client', s.client_id, 'bot_rules' from sessions as s cross join noted
        where s.is_derived and s.client_id is not null
        returning kind
    )
    select count(*) from touched
$$;
comment on function public.touch_outdated_sessions is
'Touches all sessions where other rules have built them, and notes those of now. Returns how many keys it touched';
