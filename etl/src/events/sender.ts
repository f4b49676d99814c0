import type { CountryReader } from '../country.js';
import { type Fields, flag, text } from './coerce.js';
import type { Part } from './columns.js';
import type { UserAgentReader } from './user-agent.js';

/**
 * Reads who sent an event of what its collector noted. It remembers the last note: a batch's events have the same one, and then get
 * the same columns, which nobody may change.
 */
export type SenderReader = (ingest: Fields) => Readonly<Part<'sender'>>;

/** Makes a reader of senders. */
export function senderReader(readUserAgent: UserAgentReader['read'], countryOf: CountryReader): SenderReader {
  let last: { ingest: Fields; columns: Part<'sender'> } | undefined;
  return (ingest) => {
    if (last?.ingest !== ingest) last = { ingest, columns: senderColumns(ingest, readUserAgent, countryOf) };
    return last.columns;
  };
}

/** A trusted event comes from the shop's server: its user agent and its address are no shopper's. */
function senderColumns(
  ingest: Fields,
  readUserAgent: UserAgentReader['read'],
  countryOf: CountryReader,
): Part<'sender'> {
  const isTrusted = ingest.trusted === true;
  const device = readUserAgent(isTrusted ? undefined : ingest.userAgent);
  return {
    user_agent_id: device.id,
    device_type: device.deviceType,
    browser: device.browser,
    os: device.os,
    country: text(ingest.country) ?? (isTrusted ? null : countryOf(ingest.sourceIp)),
    is_trusted: isTrusted,
    user_verified: flag(ingest.userVerified),
    is_bot: device.botReason !== null,
    bot_reason: device.botReason,
  };
}
