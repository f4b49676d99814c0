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

/** Calls back after each change of the address within the document; `isReplaced` when the entry stayed the same. */
export function watchAddress(window: Window, signal: AbortSignal, onChange: (isReplaced: boolean) => void): void {
  const navigation = navigationOf(window);
  if (navigation) {
    listen<EntryChangeEvent>(navigation, ['currententrychange'], signal, ({ navigationType }) =>
      onChange(navigationType === 'replace'),
    );
    return;
  }
  const { history } = window;
  for (const method of ['pushState', 'replaceState'] as const) {
    const original = history[method];
    history[method] = (...args) => {
      original.apply(history, args);
      if (!signal.aborted) guarded(onChange)(method === 'replaceState');
    };
  }
  listen(window, ['popstate'], signal, () => onChange(false));
}

/**
 * Tells whether the page ends because another page of this site follows. That page finds the waiting events and sends
 * them with an answer that it lives to see, so nothing need be sent twice.
 */
export function watchDeparture(window: Window, now: () => number, signal: AbortSignal): () => boolean {
  let until = 0;
  const navigation = navigationOf(window);
  if (navigation) {
    listen<NavigateEventLike>(navigation, ['navigate'], signal, ({ destination, downloadRequest }) => {
      const isWithinSite = new URL(destination.url).origin === window.origin;
      const endsPage = isWithinSite && !destination.sameDocument && downloadRequest === null;
      until = endsPage ? now() + NAVIGATION_MS : 0;
    });
  }
  return () => now() < until;
}
