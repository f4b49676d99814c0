import { listen } from './guard.js';

/** What happens to a page, told once each. */
export interface LifecycleHandlers {
  /** Hidden; `leaving` when the page itself ends or goes into the back/forward cache. */
  onHide(leaving: boolean): void;
  /** Visible again; `restored` when it comes out of the back/forward cache. */
  onShow(restored: boolean): void;
  onOnline(): void;
}

/** The one module that listens to page hide and show. `unload` is avoided: it bars the back/forward cache. */
export function watchLifecycle(
  window: Window,
  { onHide, onShow, onOnline }: LifecycleHandlers,
  signal: AbortSignal,
): void {
  const { document } = window;
  let isLeft = false;
  const on = (target: EventTarget, type: string, handler: (event: Event) => void) =>
    listen(target, [type], handler, signal);
  on(window, 'pagehide', () => {
    isLeft = true;
    onHide(true);
  });
  on(window, 'pageshow', (event) => {
    isLeft = false;
    if ((event as PageTransitionEvent).persisted) onShow(true);
  });
  // Phones end hidden pages without a word, so this may be the last call. After `pagehide` it says nothing new.
  on(document, 'visibilitychange', () => {
    if (document.visibilityState === 'hidden') {
      if (!isLeft) onHide(false);
    } else onShow(false);
  });
  on(window, 'online', onOnline);
}

/** Runs the job as soon as the page is ready for it, by prerendering, visibility and loading. */
export function whenReady(document: Document, isReady: () => boolean, signal: AbortSignal, job: () => void): void {
  let isDone = false;
  const check = () => {
    if (isDone || !isReady()) return;
    isDone = true;
    job();
  };
  check();
  if (!isDone) listen(document, ['visibilitychange', 'prerenderingchange', 'DOMContentLoaded'], check, signal);
}
