import type pg from 'pg';
import { type Device, RULES_VERSION, readUserAgent } from '../events/user-agent.js';
import { USER_AGENT_ROWS, userAgentRows } from '../loading/user-agents-table.js';
import { asLoader } from '../warehouse/loader-lock.js';

/** So many user agents are read again in one transaction: about a second's work. */
const AGENTS_A_STEP = 5000;
const DAY_MS = 24 * 3_600_000;

/**
 * Reads all user agents again that older rules have read, and marks the facts anew where the new rules say something else.
 * It works in steps, each a transaction: user agents first, then the facts day by day. Where it is stopped, the next run goes
 * on. What it changed is noted in `etl_touched`, so that sessions follow.
 *
 * @param shouldStop asked between the steps
 * @returns how many events it marked anew, and whether it came to its end
 */
export async function remarkUserAgents(
  client: pg.Client,
  shouldStop = () => false,
): Promise<{ events: number; isComplete: boolean }> {
  let events = 0;
  while (await asLoader(client, () => rereadSome(client))) if (shouldStop()) return { events, isComplete: false };
  for (const day of await daysToMark(client)) {
    if (shouldStop()) return { events, isComplete: false };
    events += await asLoader(client, () => remarkDay(client, day));
  }
  await client.query('update user_agents set is_changed = false where is_changed and rules_version = $1', [
    RULES_VERSION,
  ]);
  return { events, isComplete: true };
}

/** @returns whether there may be more */
async function rereadSome(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ user_agent: string; user_agent_id: string }>(
    'select user_agent_id, user_agent from user_agents where rules_version <> $1 limit $2',
    [RULES_VERSION, AGENTS_A_STEP],
  );
  // Its id stays: of a text that PostgreSQL could not store whole, another would come out.
  const devices: Device[] = rows.map((row) => ({ ...readUserAgent(row.user_agent), id: row.user_agent_id }));
  await client.query(
    `update user_agents as u
     set device_type = r."deviceType", browser = r.browser, os = r.os, bot_reason = r."botReason", rules_version = $2,
       is_changed = u.is_changed or (u.device_type, u.browser, u.os, u.bot_reason)
         is distinct from (r."deviceType", r.browser, r.os, r."botReason")
     from ${USER_AGENT_ROWS}
     where u.user_agent_id = r.id`,
    [userAgentRows(devices), RULES_VERSION],
  );
  return rows.length === AGENTS_A_STEP;
}

/** First instants of the UTC days of the facts, where any user agent is read otherwise than before; else none. */
async function daysToMark(client: pg.Client): Promise<Date[]> {
  const { rows } = await client.query<{ first: Date | null; last: Date | null }>(
    `select min(event_timestamp) as first, max(event_timestamp) as last from clickstream_events
     where exists (select from user_agents where is_changed)`,
  );
  const { first, last } = rows[0] ?? {};
  if (!first || !last) return [];
  const start = Math.floor(first.getTime() / DAY_MS) * DAY_MS;
  return Array.from(
    { length: Math.floor((last.getTime() - start) / DAY_MS) + 1 },
    (_, i) => new Date(start + i * DAY_MS),
  );
}

/** Marks a day's events; those that say so already are left alone, so that a step may be repeated. */
async function remarkDay(client: pg.Client, day: Date): Promise<number> {
  const { rows } = await client.query<{ remarked: string }>(
    `with outdated as (
       select e.event_id, e.is_bot as was_bot, u.device_type, u.browser, u.os, u.bot_reason
       from clickstream_events as e
       inner join user_agents as u on u.user_agent_id = e.user_agent_id
       where u.is_changed and e.event_timestamp >= $1 and e.event_timestamp < $1::timestamptz + interval '1 day'
         and (e.device_type, e.browser, e.os, case when e.bot_reason not like 'session:%' then e.bot_reason end)
           is distinct from (u.device_type, u.browser, u.os, u.bot_reason)
     ),
     remarked as (
       update clickstream_events as e
       set device_type = o.device_type, browser = o.browser, os = o.os,
         is_bot = o.bot_reason is not null or coalesce(e.bot_reason like 'session:%', false),
         bot_reason = coalesce(o.bot_reason, case when e.bot_reason like 'session:%' then e.bot_reason end)
       from outdated as o
       where e.event_id = o.event_id
       returning e.session_id, e.client_id, e.cart_id, e.event_timestamp, o.was_bot, e.is_bot
     ),
     touched as (
       insert into etl_touched (kind, key, reason)
       select distinct 'session', session_id, 'bot_rules' from remarked where session_id is not null
       union all
       select distinct 'client', client_id, 'bot_rules' from remarked where session_id is null and client_id is not null
       union all
       select distinct 'cart', cart_id, 'bot_rules' from remarked where cart_id is not null
       union all
       select distinct 'hour', date_trunc('hour', event_timestamp, 'UTC')::text, 'bot_rules' from remarked
       where was_bot <> is_bot
     ),
     changed as (
       insert into etl_day_changes (day, reason, events)
       select shop_day(event_timestamp), 'bot_rules', count(*) filter (where was_bot) - count(*) filter (where not was_bot)
       from remarked
       where was_bot <> is_bot and event_timestamp < (select reported_until())
       group by 1
     )
     select count(*) as remarked from remarked`,
    [day],
  );
  return Number(rows[0]?.remarked);
}
