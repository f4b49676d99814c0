import { countryReader } from './country.js';
import { type PageReader, pageReader } from './page.js';
import { NO_PATH_RULES, type PathRules } from './path-rules.js';
import { type Device, userAgentReader } from './user-agent.js';

/** What mapping events needs beside them; lives as long as a run, and remembers what it has read. */
export interface EventMapping {
  readUserAgent(userAgent: unknown): Device;
  /** User agents of the events that were mapped since it was last asked, each once. */
  takeUserAgents(): Device[];
  readPage: PageReader;
  /** Country of an address, ISO 3166-1 alpha-2 in capitals; null where it is not known. */
  countryOf(address: unknown): string | null;
}

/** A shop's settings of how events become rows. */
export interface MappingSettings {
  pathRules?: PathRules;
}

/** Makes what a run's events are mapped with. */
export function createEventMapping({ pathRules = NO_PATH_RULES }: MappingSettings = {}): EventMapping {
  const agents = userAgentReader();
  return {
    readUserAgent: agents.read,
    takeUserAgents: agents.takeSeen,
    readPage: pageReader(pathRules),
    countryOf: countryReader(),
  };
}
