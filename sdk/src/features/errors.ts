import type { Feature } from '../feature.js';
import { listenUntil } from '../guard.js';
import { scrubText, scrubUrl } from '../scrub.js';

/** Most errors of one page: a loop of errors says nothing after the tenth. */
const MOST_ERRORS = 10;

/**
 * Reports JavaScript errors and unhandled rejections as `error`, without stacks and with addresses masked.
 *
 * @param sampleRate share of pages that report, from 0 to 1
 */
export function errors({ sampleRate = 1, random = Math.random } = {}): Feature {
  return ({ window, signal, report }) => {
    if (random() >= sampleRate) return;
    let left = MOST_ERRORS;
    listenUntil(signal)<ErrorEvent & PromiseRejectionEvent>(window, 'error unhandledrejection', (event) => {
      const message = event.message ?? String(event.reason?.message ?? event.reason ?? '');
      // A picture that does not load has no message, and is none of the shop's code.
      if (!message || left-- <= 0) return;
      report('error', {
        properties: {
          message: scrubText(message),
          source: event.filename ? scrubUrl(event.filename) : undefined,
          line: event.lineno,
          column: event.colno,
        },
      });
    });
  };
}
