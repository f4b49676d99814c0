import type { Feature } from '../feature.js';

/** Milliseconds that a page view waits for its title. Next.js streams metadata after the page, rarely this long after. */
const TITLE_MS = 1000;

let waiting: (() => void) | undefined;

/**
 * Reports the page view once the page has its title, or with the next event if that comes first. Between two pages
 * Next.js leaves the document without one.
 */
export function whenTitled(report: () => void): void {
  waiting?.();
  if (document.title) {
    report();
    return;
  }
  const settle = () => {
    waiting = undefined;
    clearTimeout(timer);
    observer.disconnect();
    report();
  };
  const observer = new MutationObserver(() => document.title && settle());
  observer.observe(document.head, { childList: true, subtree: true, characterData: true });
  const timer = setTimeout(settle, TITLE_MS);
  waiting = settle;
}

/** Lets no event come before the view of the page on which it happens. */
export const viewsFirst: Feature = ({ amend }) =>
  amend(({ eventName }) => {
    // The page that is left is the one before.
    if (eventName !== 'page_leave') waiting?.();
  });
