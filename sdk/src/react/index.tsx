import { createContext, createElement, type ReactNode, useContext, useState } from 'react';
import { createTracker, type Tracker, type TrackerOptions } from '../index.js';

const TrackerContext = createContext<Tracker | undefined>(undefined);

// One tracker per page, whatever React mounts, unmounts and mounts again in development.
let shared: Tracker | undefined;

/**
 * Gives the tracker to all components below it. Options are read once, at the page's first render in the browser.
 *
 * @example
 * <FootfallProvider options={{ endpoint: '/clickstream' }}>{children}</FootfallProvider>
 */
export function FootfallProvider({ options, children }: { options: TrackerOptions; children?: ReactNode }) {
  const [tracker] = useState(() => {
    // On the server each render gets a tracker whose methods do nothing.
    if (typeof document === 'undefined') return createTracker(options);
    shared ??= createTracker(options);
    return shared;
  });
  return createElement(TrackerContext.Provider, { value: tracker }, children);
}

/**
 * The tracker of the provider above.
 *
 * @throws when there is no `FootfallProvider` above: a mistake that the first render shows
 */
export function useTracker(): Tracker {
  const tracker = useContext(TrackerContext);
  if (!tracker) throw new Error('useTracker: there is no <FootfallProvider> above this component');
  return tracker;
}

/** `tracker.track`, the same function in each render. */
export function useTrack(): Tracker['track'] {
  return useTracker().track;
}
