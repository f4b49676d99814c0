import { QUEUE_EVENTS } from './limits.js';
import type { Consent } from './options.js';

/** Lets events through, holds them in memory, or lets them go, as the shopper decided. */
export interface ConsentGate {
  isGranted(): boolean;
  pass(job: () => void): void;
  decide(decision: Consent): void;
}

/**
 * @param decision what the shop knows at the start
 * @param isObjected the browser objects for the shopper (Global Privacy Control): nothing overrules it
 * @param onDenied removes what is stored
 */
export function createConsentGate(
  decision: Consent,
  { isObjected, onDenied }: { isObjected: boolean; onDenied: () => void },
): ConsentGate {
  let held: (() => void)[] = [];
  let state: Consent = 'pending';
  const decide = (next: Consent) => {
    state = isObjected ? 'denied' : next;
    if (state === 'pending') return;
    const jobs = held;
    held = [];
    if (state === 'denied') onDenied();
    else for (const job of jobs) job();
  };
  decide(decision);
  return {
    isGranted: () => state === 'granted',
    pass(job) {
      if (state === 'granted') job();
      else if (state === 'pending' && held.length < QUEUE_EVENTS) held.push(job);
    },
    decide,
  };
}

/** Whether the browser says for the shopper that they do not want to be measured. */
export function hasObjection(
  navigator: Navigator,
  { respectGpc = true, respectDnt = false }: { respectGpc?: boolean; respectDnt?: boolean },
): boolean {
  const isGpc = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;
  return (respectGpc && isGpc) || (respectDnt && navigator.doNotTrack === '1');
}
