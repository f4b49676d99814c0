'use client';

import { useTracker } from '@footfall/sdk/react';
import { useEffect, useRef } from 'react';
import { isFirstInTab } from './first-in-tab';
import { reportView, type View } from './views';

interface Props {
  view: View;
  /**
   * Names what is seen: the event is sent again when it changes, as when the same component shows the next category,
   * and not when React repeats an effect (StrictMode) or the page's data is refreshed (a changed cart).
   */
  once: string;
  /** Also not again after a reload or a way back, as long as the tab is open. */
  oncePerTab?: boolean;
}

/** Reports that the shopper sees something. Server components render it with plain data. */
export function TrackView({ view, once, oncePerTab = false }: Props) {
  const tracker = useTracker();
  const seen = useRef<string>(undefined);
  useEffect(() => {
    if (seen.current === once) return;
    seen.current = once;
    if (!oncePerTab || isFirstInTab(view.name, once)) reportView(tracker, view);
  });
  return null;
}
