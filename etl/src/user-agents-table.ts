import type pg from 'pg';
import { storable } from './copy-text.js';
import { type Device, RULES_VERSION } from './user-agent.js';

/** Writes the user agents of loaded events to `user_agents`, in the transaction that loads them. */
export async function keepUserAgents(client: pg.Client, devices: Device[]): Promise<void> {
  await client.query(
    `insert into user_agents (user_agent_id, user_agent, device_type, browser, os, bot_reason, rules_version)
     select r.id, r."userAgent", r."deviceType", r.browser, r.os, r."botReason", $2
     from jsonb_to_recordset($1::jsonb) as r (id bigint, "userAgent" text, "deviceType" text, browser text, os text,
       "botReason" text)
     on conflict (user_agent_id) do nothing`,
    [JSON.stringify(devices, (_name, value) => (typeof value === 'string' ? storable(value) : value)), RULES_VERSION],
  );
}
