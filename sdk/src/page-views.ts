import { watchEngagement } from './engagement.js';
import { guarded, listen } from './guard.js';
import { watchLifecycle } from './lifecycle.js';
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
  now: () => number;
  /** Counts navigations by itself; otherwise only those that the shop reports. */
  isAutomatic: boolean;
  signal: AbortSignal;
  emit: (name: string, fields?: EventFields) => void;
  /** Starts the next page view: what is emitted from now on belongs to it. */
  onNext: () => void;
  /** The page goes away, and no other page of this site will send what waits. */
  onLeave: (isEnding: boolean) => void;
}

/** Counts each page view exactly once, over loads, the history, the back/forward cache and prerendering. */
export function trackPageViews({ now, isAutomatic, signal, emit, onNext, onLeave }: Options): PageViews {
  const takeEngagement = watchEngagement(window, now, signal);
  const isDeparting = watchDeparture(window, now, signal);
  const isVisible = () => document.visibilityState !== 'hidden';
  let { pathname, search } = location;
  let isAwaited = false;
  let isSeen = false;
  let isViewed = false;
  let isLeft = false;

  const view = (fields?: EventFields) => {
    isAwaited = isLeft = false;
    isViewed = true;
    emit('page_view', fields);
  };
  const settle = () => {
    if (isAwaited && isSeen) view();
  };
  /** Reports the view once somebody sees the page (it may be prerendered or in the background) and it has its title. */
  const check = guarded(() => {
    isSeen ||= isVisible();
    if (document.readyState !== 'loading') settle();
  });
  const expect = () => {
    isAwaited = isAutomatic;
    isSeen = isVisible();
    isViewed = false;
    setTimeout(check);
  };
  const leave = () => {
    settle();
    const page = takeEngagement();
    if (isViewed && (page.engagedMs || !isLeft)) emit('page_leave', { page });
    isLeft = true;
  };
  const next = () => {
    leave();
    onNext();
    expect();
  };

  listen(document, ['DOMContentLoaded', 'visibilitychange', 'prerenderingchange'], signal, check);
  watchLifecycle(
    document,
    {
      onHide(isLeaving) {
        leave();
        if (!isLeaving || !isDeparting()) onLeave(isLeaving);
      },
      onShow(isRestored) {
        if (isRestored && isAutomatic) next();
      },
    },
    signal,
  );
  if (isAutomatic) {
    watchAddress(window, signal, (isReplaced) => {
      // A replaced query is a filter or a cleaned-up address, not another page.
      const isNext = location.pathname !== pathname || (location.search !== search && !isReplaced);
      ({ pathname, search } = location);
      if (isNext) next();
    });
  }
  expect();
  return {
    view(fields) {
      if (isViewed) next();
      view(fields);
    },
    settle,
  };
}
