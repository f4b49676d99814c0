import { SAID } from '../clicks.js';
import type { Feature } from '../feature.js';
import { guarded, listenUntil } from '../guard.js';
import type { EventFields } from '../types.js';

/**
 * Reports what a page shows by what stands in its HTML, once it is read:
 * `<main data-footfall-view="product_view" data-footfall-product='{"id":"p-1"}'>`.
 */
export function views(): Feature {
  return ({ window: { document }, signal, report }) => {
    const read = guarded(() => {
      for (const element of document.querySelectorAll<HTMLElement>('[data-footfall-view]')) {
        const fields: Record<string, unknown> = {};
        for (const name of [...SAID, 'products']) {
          const json = element.getAttribute(`data-footfall-${name}`);
          // A typing error in one attribute costs that attribute only.
          if (json) fields[name] = guarded(JSON.parse)(json as never);
        }
        report(element.getAttribute('data-footfall-view') as string, fields as EventFields);
      }
    });
    if (document.readyState === 'loading') listenUntil(signal)(document, 'DOMContentLoaded', read);
    // After the page view, which is reported when all features have started.
    else queueMicrotask(read);
  };
}
