import { countryReader } from '../country.js';
import { type PageReader, pageReader } from './page.js';
import { NO_PATH_RULES, type PathRules } from './path-rules.js';
import { type SenderReader, senderReader } from './sender.js';
import { type Device, userAgentReader } from './user-agent.js';

/** What mapping events needs beside them; lives as long as a run, and remembers what it has read. */
export interface EventMapping {
  readSender: SenderReader;
  /** User agents of the events that were mapped since it was last asked, each once. */
  takeUserAgents(): Device[];
  readPage: PageReader;
}

/** A shop's settings of how events become rows. */
export interface MappingSettings {
  pathRules?: PathRules;
  /** Whether much is mapped in a thread of its own; with a second processor that is faster. */
  inThread?: boolean;
}

/** Makes what a run's events are mapped with. */
export function createEventMapping({ pathRules = NO_PATH_RULES }: MappingSettings = {}): EventMapping {
  const agents = userAgentReader();
  return {
    readSender: senderReader(agents.read, countryReader()),
    takeUserAgents: agents.takeSeen,
    readPage: pageReader(pathRules),
  };
}
