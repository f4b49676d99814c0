-- What mapping keeps beside the columns so far: the browser's own words about itself, whose user agent it was, and whether a
-- token proved the user. Marks of bots can so be made anew when the rules change, and name the rule.
alter table public.clickstream_events
add column user_agent_id bigint,
add column user_verified boolean,
add column timezone text,
add column viewport text,
add column screen text,
add column connection text;
comment on column public.clickstream_events.user_agent_id is
'user_agents.user_agent_id; null where the sender named none, for trusted events, and for those loaded before this column was';
comment on column public.clickstream_events.user_verified is
'The collector found user_id proven by a signed-in shopper''s token; null where it said nothing';
comment on column public.clickstream_events.timezone is 'IANA name, as the browser says';
comment on column public.clickstream_events.viewport is 'Width x height in CSS pixels, as the browser says';
comment on column public.clickstream_events.screen is 'Width x height in CSS pixels, as the browser says';
comment on column public.clickstream_events.connection is 'Effective type, as 4g; null where the browser does not say';
comment on column public.clickstream_events.items is
'Products of a list, lines of a cart or an order, by the contract''s names; what a line says beyond them is in its properties';
comment on column public.clickstream_events.properties is
'The shop''s own fields, and all that has no column or does not fit its type, by its path in the event';
comment on column public.clickstream_events.bot_reason is
'The rule that takes it for a bot''s, session:… where it is the visit''s; null where is_bot is false';

create table public.user_agents (
    user_agent_id bigint primary key,
    user_agent text not null,
    device_type text,
    browser text,
    os text,
    bot_reason text,
    rules_version text not null,
    is_changed boolean not null default false
);
create index user_agents_rules_version on public.user_agents (rules_version);
create index user_agents_changed on public.user_agents (user_agent_id) where is_changed;
comment on table public.user_agents is
'One row a user agent, and what the rules of rules_version read in it. Its id is the first 63 bits of its text''s SHA-256.';
comment on column public.user_agents.bot_reason is 'The rule that takes it for a bot''s; null for none';
comment on column public.user_agents.is_changed is
'New rules read something else in it than the facts say; they are being marked anew';

alter table public.sessions add column bot_reason text;
comment on column public.sessions.bot_reason is 'The rule that takes it for a bot''s; null where is_bot is false';

-- Visits that were taken for a bot's and may turn out otherwise; empty for people, so that loading pays nothing for it.
create index clickstream_events_bot_session on public.clickstream_events (session_id)
where bot_reason like 'session:%';
