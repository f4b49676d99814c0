'use client';

import { useTracker } from '@footfall/sdk/react';
import { useEffect, useRef } from 'react';

/**
 * Tells the tracker at each page load who the server says is signed in: also that nobody is, when a session has run
 * out. Signing in and out within the page is reported where it happens, with its own event.
 */
export function TrackIdentity({ userId }: { userId: string | undefined }) {
  const tracker = useTracker();
  const atLoad = useRef(userId);
  useEffect(() => {
    tracker.identify(atLoad.current ?? null, { source: 'local' });
  }, [tracker]);
  return null;
}
