import type { FootfallEvent } from './types.js';

/** Fields that say on which page view an event happened. */
export type PageFields = Pick<FootfallEvent, 'pageViewId' | 'pageUrl' | 'pageTitle' | 'referrer'>;

/** The page view that is under way. */
export interface Page {
  fields(): PageFields;
  /** Starts the next page view at the present address. */
  open(): void;
}

/**
 * Keeps a page view's address and title as they were when it began: what follows, up to its `page_leave`, belongs to
 * it, though the address bar may show the next page already.
 */
export function createPage(
  { location, document }: Window,
  { newId, scrub }: { newId: () => string; scrub: (url: string) => string },
): Page {
  let fields: PageFields | undefined;
  const begin = (referrer: string): PageFields => ({
    pageViewId: newId(),
    pageUrl: scrub(location.href),
    referrer: referrer ? scrub(referrer) : null,
  });
  const current = () => {
    fields ??= begin(document.referrer);
    return fields;
  };
  return {
    fields() {
      const page = current();
      // Read at the page's first event: single-page apps set the title after the address.
      page.pageTitle ??= document.title;
      return page;
    },
    open() {
      fields = begin(current().pageUrl ?? '');
    },
  };
}
