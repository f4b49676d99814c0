import type { FootfallEvent } from './types.js';

/** What the browser says about itself; no fingerprint, only what a shop's layout and language depend on. */
export function readContext(): FootfallEvent['context'] {
  return {
    language: navigator.language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    viewport: `${innerWidth}x${innerHeight}`,
    screen: `${screen.width}x${screen.height}`,
    connection: (navigator as { connection?: { effectiveType?: string } }).connection?.effectiveType,
  };
}
