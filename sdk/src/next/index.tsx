import { usePathname, useSearchParams } from 'next/navigation.js';
import { createElement, type ReactNode, Suspense, useEffect, useRef } from 'react';
import type { ShopTrackerOptions } from '../index.js';
import { FootfallProvider, useTracker } from '../react/index.js';

/**
 * Tracks an App Router shop. Only this component is a client's: what it wraps stays on the server. A page view is
 * reported when React has put the new page in place, so it carries the new page's title.
 *
 * @example
 * // app/layout.tsx
 * <body><Footfall endpoint="/clickstream">{children}</Footfall></body>
 */
export function Footfall({ children, ...options }: ShopTrackerOptions & { children?: ReactNode }) {
  return createElement(
    FootfallProvider,
    { options: { ...options, autoPageViews: false } },
    createElement(Suspense, null, createElement(PageViews)),
    children,
  );
}

/** Reports each address once, also where React runs effects twice in development. */
function PageViews() {
  const tracker = useTracker();
  const address = `${usePathname()}?${useSearchParams()}`;
  const reported = useRef('');
  useEffect(() => {
    if (reported.current === address) return;
    reported.current = address;
    tracker.page();
  }, [tracker, address]);
  return null;
}
