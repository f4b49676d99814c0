import { createHash } from 'node:crypto';
import { list as botPatterns, isbot } from 'isbot';
import { UAParser } from 'ua-parser-js';
import { remembering } from './remembering.js';

/** What a user agent tells; null where it tells nothing. */
export interface Device {
  /** `user_agents.user_agent_id`: the first 63 bits of its text's SHA-256, as a decimal number. */
  id: string | null;
  /** Its text, cut to {@link MAX_USER_AGENT_CHARS}. */
  userAgent: string;
  deviceType: 'desktop' | 'mobile' | 'tablet' | 'other' | null;
  browser: string | null;
  os: string | null;
  /** The rule that takes it for a bot's; null for none. */
  botReason: 'headless' | 'user_agent' | null;
}

const UNKNOWN: Device = { id: null, userAgent: '', deviceType: null, browser: null, os: null, botReason: null };
/** A day of a shop's traffic has a few thousand different user agents. */
const MAX_REMEMBERED = 5000;
/**
 * Longest user agent in characters: real ones have below 400, and patterns take time that grows with the text. It is cut
 * before anything reads it.
 */
export const MAX_USER_AGENT_CHARS = 1024;

/** Browsers that run without a screen and say so. */
const HEADLESS = /headless|phantomjs|slimerjs|puppeteer|playwright/i;

/** Raised when the rules of this file change what they say of a user agent. */
const OWN_RULES = '1';

/** Names the rules that read user agents: what it says changes with this file's, isbot's or the parser's. */
export const RULES_VERSION = createHash('sha256')
  .update([OWN_RULES, HEADLESS.source, UAParser.VERSION, ...botPatterns].join('\n'))
  .digest('hex')
  .slice(0, 16);

/** Reads user agents, and remembers those it has seen, since parsing one takes longer than the rest of an event. */
export interface UserAgentReader {
  read(userAgent: unknown): Device;
  /** Those read since it was last asked, each once. */
  takeSeen(): Device[];
}

/** Makes a reader of user agents. @param maxRemembered how many it remembers at least */
export function userAgentReader(maxRemembered = MAX_REMEMBERED): UserAgentReader {
  const recall = remembering(maxRemembered, (text) => ({ device: readUserAgent(text), turn: -1 }));
  let seen: Device[] = [];
  let turn = 0;
  return {
    read: (userAgent) => {
      if (typeof userAgent !== 'string' || userAgent === '') return UNKNOWN;
      const entry = recall(
        userAgent.length > MAX_USER_AGENT_CHARS ? userAgent.slice(0, MAX_USER_AGENT_CHARS) : userAgent,
      );
      if (entry.turn !== turn) {
        entry.turn = turn;
        seen.push(entry.device);
      }
      return entry.device;
    },
    takeSeen: () => {
      const taken = seen;
      seen = [];
      turn++;
      return taken;
    },
  };
}

/** Reads one user agent, of {@link MAX_USER_AGENT_CHARS} at most. */
export function readUserAgent(userAgent: string): Device {
  const { device, browser, os } = new UAParser(userAgent).getResult();
  return {
    id: userAgentId(userAgent),
    userAgent,
    deviceType: deviceType(device.type, os.name),
    browser: browser.name ?? null,
    os: os.name ?? null,
    botReason: HEADLESS.test(userAgent) ? 'headless' : isbot(userAgent) ? 'user_agent' : null,
  };
}

/** 63 bits, so that PostgreSQL's bigint holds it without a sign. */
function userAgentId(userAgent: string): string {
  return (createHash('sha256').update(userAgent).digest().readBigUInt64BE() >> 1n).toString();
}

/** The parser names no type for desktops; what has neither type nor operating system is no browser that we know. */
function deviceType(type: string | undefined, os: string | undefined): Device['deviceType'] {
  if (type === 'mobile' || type === 'tablet') return type;
  return type === undefined && os !== undefined ? 'desktop' : 'other';
}
