import { guarded, listen } from './guard.js';
import { NAVIGATION_MS } from './limits.js';

// The Navigation API as far as it is used here: not every browser that runs the tracker has it.
interface NavigateEventLike extends Event {
  destination: { url: string; sameDocument: boolean };
  downloadRequest: string | null;
}
interface EntryChangeEvent extends Event {
  navigationType: 'push' | 'replace' | 'reload' | 'traverse' | null;
}

const navigationOf = (window: Window) => (window as { navigation?: EventTarget }).navigation;

/** Calls back after each change of the address within the document; `replaced` when the entry stayed the same. */
export function watchAddress(window: Window, onChange: (replaced: boolean) => void, signal: AbortSignal): void {
  const navigation = navigationOf(window);
  if (navigation) {
    const onEntry = (event: Event) => onChange((event as EntryChangeEvent).navigationType === 'replace');
    listen(navigation, ['currententrychange'], onEntry, signal);
    return;
  }
  const { history } = window;
  const changed = guarded(onChange);
  for (const method of ['pushState', 'replaceState'] as const) {
    const original = history[method];
    history[method] = function (...args) {
      original.apply(this, args);
      if (!signal.aborted) changed(method === 'replaceState');
    };
  }
  listen(window, ['popstate'], () => onChange(false), signal);
}

/**
 * Tells whether the page ends because another page of this site follows. That page finds the waiting events and sends
 * them with an answer that it lives to see, so nothing need be sent twice.
 */
export function watchDeparture(window: Window, now: () => number, signal: AbortSignal): () => boolean {
  let startedAt = Number.NEGATIVE_INFINITY;
  const onNavigate = (event: Event) => {
    const { destination, downloadRequest } = event as NavigateEventLike;
    const isWithinSite = new URL(destination.url).origin === window.location.origin;
    const endsPage = isWithinSite && !destination.sameDocument && downloadRequest === null;
    startedAt = endsPage ? now() : Number.NEGATIVE_INFINITY;
  };
  const navigation = navigationOf(window);
  if (navigation) listen(navigation, ['navigate'], onNavigate, signal);
  return () => now() - startedAt < NAVIGATION_MS;
}
