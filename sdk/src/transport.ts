import { HAS_EXTRAS } from './build.js';
import { now } from './clock.js';
import { KEEPALIVE_CHARS, REQUEST_TIMEOUT_MS, RETRY_AFTER_CAP_MS } from './limits.js';

/** The collector's answer; status 0 is no answer. */
export interface Answer {
  status: number;
  /** How many events it refused one by one while it took the batch. */
  refused: number;
  /** From `Retry-After`, seconds or a date; otherwise 0. */
  retryAfterMs: number;
}

/**
 * Posts by fetch, kept alive beyond the page where the browser's budget allows it: a page may end while a request is
 * under way. sendBeacon is the last resort of browsers without
 * that, since it hides the answer. `text/plain` needs no preflight, and a beacon sets no headers, so the write key
 * stands in the address.
 */
export async function post(url: string, body: string, isLeaving: boolean): Promise<Answer> {
  const answer = { status: 0, refused: 0, retryAfterMs: 0 };
  try {
    if (isLeaving && !('keepalive' in Request.prototype)) navigator.sendBeacon(url, body);
    else {
      // A string's content type is text/plain.
      const keepalive = isLeaving || body.length < KEEPALIVE_CHARS;
      const signal = AbortSignal.timeout?.(REQUEST_TIMEOUT_MS);
      const response = await fetch(url, { method: 'POST', body, keepalive, signal });
      const { ok, headers, status } = response;
      // A page of HTML is a captive portal or a login, and a redirect may have turned the POST into a GET: not the
      // collector's word, so the batch stays.
      if (!/html/.test(`${headers.get('content-type')}`) && (ok || !response.redirected)) {
        answer.status = status;
        const after = `${headers.get('retry-after')}`;
        const afterMs = Number(after) * 1000 || (HAS_EXTRAS && Date.parse(after) - now()) || 0;
        answer.retryAfterMs = Math.max(0, Math.min(afterMs, RETRY_AFTER_CAP_MS));
        if (ok) answer.refused = ((await response.json()) as { rejected: unknown[] }).rejected.length;
      }
    }
  } catch {
    // No answer, or one without a body.
  }
  return answer;
}
