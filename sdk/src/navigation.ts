import { now } from './clock.js';
import { guarded, type Listen } from './guard.js';
import { NAVIGATION_MS } from './limits.js';

// The Navigation API as far as it is used here: not every browser that runs the tracker has it.
interface NavigateEventLike extends Event {
  destination: { url: string; sameDocument: boolean };
  downloadRequest: string | null;
}
interface EntryChangeEvent extends Event {
  navigationType: 'push' | 'replace' | 'reload' | 'traverse' | null;
}

const { navigation } = globalThis as { navigation?: EventTarget };

/** Calls back after each change of the address within the document; `isReplaced` when the entry stayed the same. */
export function watchAddress(on: Listen, onChange: (isReplaced: boolean) => void): void {
  if (navigation) {
    on<EntryChangeEvent>(navigation, 'currententrychange', ({ navigationType }) =>
      onChange(navigationType === 'replace'),
    );
    return;
  }
  for (const method of ['pushState', 'replaceState'] as const) {
    const original = history[method];
    history[method] = (...args) => {
      original.apply(history, args);
      guarded(onChange)(method === 'replaceState');
    };
  }
  on(window, 'popstate', () => onChange(false));
}

/**
 * Tells whether the page ends because another page of this site follows. That page finds the waiting events and sends
 * them with an answer that it lives to see, so nothing need be sent twice.
 */
export function watchDeparture(on: Listen): () => boolean {
  let until = 0;
  if (navigation) {
    on<NavigateEventLike>(navigation, 'navigate', ({ destination, downloadRequest }) => {
      const endsPage = !destination.sameDocument && downloadRequest === null;
      until = endsPage && new URL(destination.url).origin === origin ? now() + NAVIGATION_MS : 0;
    });
  }
  return () => now() < until;
}
