import type { Core } from './core.js';
import { createEngagement } from './engagement.js';
import { guarded } from './guard.js';
import { watchLifecycle, whenReady } from './lifecycle.js';
import { watchAddress, watchDeparture } from './navigation.js';
import type { EventFields } from './types.js';

/** Page views and their ends. */
export interface PageViews {
  /** Reports a page view now. */
  view(fields?: EventFields): void;
  /** Reports the page view that waits for its title, so that no other event comes before it. */
  settle(): void;
}

interface Options {
  window: Window & typeof globalThis;
  core: Core;
  /** Counts navigations by itself; otherwise only those that the shop reports. */
  isAutomatic: boolean;
  signal: AbortSignal;
}

/** Counts each page view exactly once, over loads, the history, the back/forward cache and prerendering. */
export function trackPageViews({ window, core, isAutomatic, signal }: Options): PageViews {
  const { document, location } = window;
  const engagement = createEngagement(window, () => Date.now(), signal);
  const isLeavingWithinSite = watchDeparture(window, () => Date.now(), signal);
  let isViewed = false;
  let isLeft = false;
  let awaited: (() => void) | undefined;
  let path = location.pathname;
  let query = location.search;

  const isShown = () => document.visibilityState !== 'hidden';
  const isParsed = () => document.readyState !== 'loading';

  const view = (fields?: EventFields) => {
    awaited = undefined;
    isViewed = true;
    isLeft = false;
    core.emit('page_view', fields);
  };
  const settle = () => awaited?.();
  /** Reports the view when the page is seen and had time to set its title, or before whatever comes first. */
  const expect = () => {
    isViewed = false;
    const job = guarded(() => {
      if (awaited === job) view();
    });
    whenReady(document, isShown, signal, () => {
      awaited = job;
      whenReady(document, isParsed, signal, () => setTimeout(job));
    });
  };
  const leave = () => {
    settle();
    const page = engagement.take();
    if (!isViewed || (isLeft && !page.engagedMs)) return;
    isLeft = true;
    core.emit('page_leave', { page });
  };
  const next = () => {
    leave();
    core.page.open();
    engagement.restart();
  };

  if (isAutomatic) {
    expect();
    watchAddress(
      window,
      (replaced) => {
        const { pathname, search } = location;
        // A replaced query is a filter or a cleaned-up address, not another page.
        const isNext = pathname !== path || (search !== query && !replaced);
        path = pathname;
        query = search;
        if (!isNext) return;
        next();
        expect();
      },
      signal,
    );
  }
  watchLifecycle(
    window,
    {
      onHide(leaving) {
        leave();
        engagement.pause();
        if (!(leaving && isLeavingWithinSite())) core.sender.leave();
      },
      onShow(restored) {
        engagement.resume();
        if (!restored || !isAutomatic) return;
        core.page.open();
        engagement.restart();
        expect();
      },
      onOnline: () => void core.sender.flush(),
    },
    signal,
  );
  return {
    view(fields) {
      if (isViewed) next();
      view(fields);
    },
    settle,
  };
}
