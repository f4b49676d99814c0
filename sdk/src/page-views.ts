import { HAS_EXTRAS } from './build.js';
import { isVisible, watchEngagement } from './engagement.js';
import { guarded, type Listen } from './guard.js';
import { watchAddress, watchDeparture } from './navigation.js';
import type { EventFields } from './types.js';

/** Page views and their ends. */
export interface PageViews {
  /** Reports a page view now. */
  view(fields?: EventFields): void;
  /** Reports the page view that waits for its title, so that no other event comes before it. */
  settle(): void;
  /** Sends what was reported after the page was hidden, as web vitals are. */
  sendLate?(): unknown;
}

interface Options {
  /** Counts navigations by itself; otherwise only those that the shop reports. */
  isAutomatic: boolean;
  on: Listen;
  emit: (name: string, fields?: EventFields) => void;
  /** Starts the next page view: what is emitted from now on belongs to it. */
  onNext: () => void;
  /** The page is hidden or ends, and no other page of this site will send what waits. */
  onLeave: (isEnding: boolean) => void;
}

/** Counts each page view exactly once, over loads, the history, the back/forward cache and prerendering. */
export function trackPageViews({ isAutomatic, on, emit, onNext, onLeave }: Options): PageViews {
  const takeEngagement = watchEngagement(on);
  const isDeparting = watchDeparture(on);
  let { pathname, search } = location;
  let isAwaited = false;
  let isSeen = false;
  let isViewed = false;
  let isLeft = false;
  let isEnded = false;

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

  // `unload` is avoided: it bars the back/forward cache. Phones end hidden pages without a word, so hiding may be the
  // last that is heard of a page; after `pagehide` it says nothing new.
  on<PageTransitionEvent>(window, 'pagehide pageshow', ({ type, persisted }) => {
    isEnded = type === 'pagehide';
    if (isEnded) {
      leave();
      if (!isDeparting()) onLeave(true);
    } else if (persisted && isAutomatic) next();
  });
  on(document, 'DOMContentLoaded visibilitychange prerenderingchange', () => {
    check();
    if (isVisible() || isEnded) return;
    leave();
    onLeave(false);
  });
  if (isAutomatic) {
    watchAddress(on, (isReplaced) => {
      // A replaced query is a filter or a cleaned-up address, not another page.
      const isNext = location.pathname !== pathname || (location.search !== search && !isReplaced);
      ({ pathname, search } = location);
      if (isNext) next();
    });
  }
  expect();
  const pageViews: PageViews = {
    view(fields) {
      if (isViewed) next();
      view(fields);
    },
    settle,
  };
  if (HAS_EXTRAS) pageViews.sendLate = () => isDeparting() || onLeave(isEnded);
  return pageViews;
}
