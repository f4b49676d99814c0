import { isbot } from 'isbot';
import { UAParser } from 'ua-parser-js';

/** What a user agent tells; null where it tells nothing. */
export interface Device {
  deviceType: 'desktop' | 'mobile' | 'tablet' | 'other' | null;
  browser: string | null;
  os: string | null;
  isBot: boolean;
}

const UNKNOWN: Device = { deviceType: null, browser: null, os: null, isBot: false };
/** A day of a shop's traffic has a few thousand different user agents. */
const MAX_REMEMBERED = 10_000;

/** Makes a reader of user agents that remembers those it has seen, since parsing one takes longer than the rest of an event. */
export function userAgentReader(): (userAgent: unknown) => Device {
  const remembered = new Map<string, Device>();
  return (userAgent) => {
    if (typeof userAgent !== 'string' || userAgent === '') return UNKNOWN;
    const known = remembered.get(userAgent);
    if (known) return known;
    const device = read(userAgent);
    if (remembered.size >= MAX_REMEMBERED) remembered.delete(remembered.keys().next().value as string);
    remembered.set(userAgent, device);
    return device;
  };
}

function read(userAgent: string): Device {
  const { device, browser, os } = new UAParser(userAgent).getResult();
  return {
    deviceType: deviceType(device.type, os.name),
    browser: browser.name ?? null,
    os: os.name ?? null,
    isBot: isbot(userAgent),
  };
}

/** The parser names no type for desktops; what has neither type nor operating system is no browser that we know. */
function deviceType(type: string | undefined, os: string | undefined): Device['deviceType'] {
  if (type === 'mobile' || type === 'tablet') return type;
  return type === undefined && os !== undefined ? 'desktop' : 'other';
}
