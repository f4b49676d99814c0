import { listen } from './guard.js';

/** What happens to a page, told once each. */
export interface LifecycleHandlers {
  /** Hidden; `isLeaving` when the page itself ends or goes into the back/forward cache. */
  onHide(isLeaving: boolean): void;
  /** Visible again or for the first time; `isRestored` when it comes out of the back/forward cache. */
  onShow(isRestored: boolean): void;
}

/** The one module that listens to page hide and show. `unload` is avoided: it bars the back/forward cache. */
export function watchLifecycle(document: Document, { onHide, onShow }: LifecycleHandlers, signal: AbortSignal): void {
  const window = document.defaultView as Window;
  let isLeft = false;
  listen<PageTransitionEvent>(window, ['pagehide', 'pageshow'], signal, ({ type, persisted }) => {
    isLeft = type === 'pagehide';
    if (isLeft) onHide(true);
    else if (persisted) onShow(true);
  });
  // Phones end hidden pages without a word, so this may be the last call. After `pagehide` it says nothing new.
  listen(document, ['visibilitychange'], signal, () => {
    if (document.visibilityState !== 'hidden') onShow(false);
    else if (!isLeft) onHide(false);
  });
}
