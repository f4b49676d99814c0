import type pg from 'pg';
import { type Device, RULES_VERSION } from '../events/user-agent.js';
import { storable } from './copy-text.js';

/** Rows of {@link userAgentRows}, as the statement's first parameter. */
export const USER_AGENT_ROWS = `jsonb_to_recordset($1::jsonb)
  as r (id bigint, "userAgent" text, "deviceType" text, browser text, os text, "botReason" text)`;

/** User agents as a parameter for {@link USER_AGENT_ROWS}. */
export function userAgentRows(devices: Device[]): string {
  return JSON.stringify(devices, (_name, value) => (typeof value === 'string' ? storable(value) : value));
}

/**
 * Writes user agents to `user_agents`, before the transaction that loads their events and apart from it: where that comes to nothing,
 * they wait for the next one.
 */
export async function keepUserAgents(client: pg.Client, devices: Device[]): Promise<void> {
  await client.query(
    `insert into user_agents (user_agent_id, user_agent, device_type, browser, os, bot_reason, rules_version)
     select r.id, r."userAgent", r."deviceType", r.browser, r.os, r."botReason", $2
     from ${USER_AGENT_ROWS}
     on conflict (user_agent_id) do nothing`,
    [userAgentRows(devices), RULES_VERSION],
  );
}
