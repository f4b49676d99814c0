'use client';
import { showOverlay } from '@footfall/sdk/overlay';
import { useTracker } from '@footfall/sdk/react';
import { useEffect } from 'react';

/** The overlay, for whoever asks for it by `?overlay`. */
export function Overlay() {
  const tracker = useTracker();
  useEffect(() => (location.search.includes('overlay') ? showOverlay(tracker) : undefined), [tracker]);
  return null;
}
