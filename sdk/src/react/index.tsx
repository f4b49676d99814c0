/**
 * The tracker in React.
 *
 * @module @footfall/sdk/react
 */

import { createContext, createElement, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { createTracker, type ShopTrackerOptions, type Tracker } from '../index.js';

const TrackerContext = createContext<Tracker | undefined>(undefined);

// One tracker per page, whatever React mounts, unmounts and mounts again in development.
let shared: Tracker | undefined;

/**
 * Gives the tracker to all components below it. Options are read once, at the page's first render in the browser.
 *
 * @example
 * <FootfallProvider options={{ endpoint: '/clickstream' }}>{children}</FootfallProvider>
 */
export function FootfallProvider({ options, children }: { options: ShopTrackerOptions; children?: ReactNode }) {
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

/**
 * Reports once that its content was really seen: half of it on the screen for a second, unless told otherwise.
 *
 * @example
 * <TrackView onView={(tracker) => tracker.productView(product)}><ProductCard product={product} /></TrackView>
 */
export function TrackView({
  onView,
  share = 0.5,
  ms = 1000,
  children,
}: {
  /** Reports it. */
  onView: (tracker: Tracker) => void;
  /** Part of the content that must be on the screen, from 0 to 1. */
  share?: number;
  /** Milliseconds for which it must stay there. */
  ms?: number;
  children?: ReactNode;
}) {
  const tracker = useTracker();
  const element = useRef<HTMLDivElement>(null);
  const latest = useRef(onView);
  latest.current = onView;
  useEffect(() => {
    if (!element.current || typeof IntersectionObserver === 'undefined') return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOnScreen = false;
    const ended = new AbortController();
    const end = () => {
      clearTimeout(timer);
      observer.disconnect();
      ended.abort();
    };
    // A tab in the background shows nothing, and observers do not tell.
    const look = () => {
      clearTimeout(timer);
      if (!isOnScreen || document.visibilityState === 'hidden') return;
      timer = setTimeout(() => {
        end();
        latest.current(tracker);
      }, ms);
    };
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries[entries.length - 1];
        // Browsers other than Chromium call content intersecting below the threshold, too.
        const isNow = !!entry?.isIntersecting && entry.intersectionRatio >= share;
        if (isNow === isOnScreen) return;
        isOnScreen = isNow;
        look();
      },
      { threshold: share },
    );
    observer.observe(element.current);
    document.addEventListener('visibilitychange', look, { signal: ended.signal });
    return end;
  }, [tracker, share, ms]);
  return createElement('div', { ref: element }, children);
}
