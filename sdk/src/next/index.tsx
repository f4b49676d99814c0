/**
 * The tracker in Next.js.
 *
 * @module @footfall/sdk/next
 */

import { usePathname, useSearchParams } from 'next/navigation.js';
import { createElement, type ReactNode, Suspense, useCallback, useEffect, useRef } from 'react';
import { listenUntil } from '../guard.js';
import type { ShopTrackerOptions } from '../index.js';
import { watchAddress } from '../navigation.js';
import { FootfallProvider, useTracker } from '../react/index.js';
import { scrubUrl } from '../scrub.js';
import { viewsFirst, whenTitled } from './when-titled.js';

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
    { options: { ...options, autoPageViews: false, features: [...(options.features ?? []), viewsFirst] } },
    createElement(PageViews, options.scrubParameters && { secrets: options.scrubParameters }),
    children,
  );
}

/** Reports each page once, also where React runs effects twice in development, and before what stands on it. */
function PageViews({ secrets }: { secrets?: string[] }) {
  const tracker = useTracker();
  const seen = useRef({ pathname: '', search: '', isReplaced: false });
  const view = useCallback(() => {
    const { pathname, search, isReplaced } = seen.current;
    seen.current = { pathname: location.pathname, search: location.search, isReplaced: false };
    // A replaced query is a filter or a search as it is typed, not another page.
    if (location.pathname === pathname && (location.search === search || isReplaced)) return;
    const { href } = location;
    // The shopper may have gone on meanwhile.
    whenTitled(() => tracker.page(href === location.href ? undefined : { pageUrl: scrubUrl(href, secrets) }));
  }, [tracker, secrets]);
  useEffect(() => {
    // Not in `Navigations`: React brings what is in a Suspense boundary to life after the page's own effects.
    view();
    const ended = new AbortController();
    const { signal } = ended;
    watchAddress(listenUntil(signal), (isReplaced) => {
      if (location.search !== seen.current.search) seen.current.isReplaced = isReplaced;
    });
    const onShow = ({ persisted }: PageTransitionEvent) => persisted && tracker.page();
    addEventListener('pageshow', onShow, { signal });
    return () => ended.abort();
  }, [tracker, view]);
  return createElement(Suspense, null, createElement(Navigations, { onChange: view }));
}

/** Calls back when React has put another page in place. Parameters are known in the browser only: hence the boundary. */
function Navigations({ onChange }: { onChange: () => void }) {
  const address = `${usePathname()}?${useSearchParams()}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new address is a change.
  useEffect(onChange, [address, onChange]);
  return null;
}
