import { newId } from './ids.js';
import { scrubUrl } from './scrub.js';
import type { FootfallEvent } from './types.js';

/** Fields that say on which page view an event happened; the same object for all its events. */
export type PageFields = Pick<FootfallEvent, 'pageViewId' | 'pageUrl' | 'pageTitle' | 'referrer'>;

/**
 * Keeps a page view's address and title as they were when it began: what follows, up to its `page_leave`, belongs to
 * it, though the address bar may show the next page already.
 *
 * @param secrets further names of URL parameters whose values are masked
 */
export function createPage(secrets?: readonly string[]): { fields(): PageFields; open(): void } {
  const begin = (referrer: string): PageFields => ({
    pageViewId: newId(),
    pageUrl: scrubUrl(location.href, secrets),
    referrer: scrubUrl(referrer, secrets) || undefined,
  });
  let fields = begin(document.referrer);
  return {
    fields() {
      // Read at the page's first event: single-page apps set the title after the address.
      fields.pageTitle ||= document.title;
      return fields;
    },
    open() {
      fields = begin(fields.pageUrl as string);
    },
  };
}
