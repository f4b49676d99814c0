import { KEEPALIVE_BYTES, REQUEST_TIMEOUT_MS, RETRY_AFTER_CAP_MS } from './limits.js';
import type { Answer } from './outcome.js';

/** Takes a body to the collector. The promise never rejects: no answer is status 0. */
export type Post = (body: string, options?: { leaving?: boolean }) => Promise<Answer>;

const NO_ANSWER: Answer = { status: 0, refused: 0 };

/**
 * Posts by fetch, kept alive beyond the page while the browser's budget lasts; sendBeacon is the last resort of a
 * leaving page, since it hides the answer. `text/plain` needs no preflight, and a beacon sets no headers, so the
 * write key stands in the address.
 */
export function createPost(url: string, window: Window & typeof globalThis): Post {
  let kept = 0;
  return async (body, { leaving } = {}) => {
    const bytes = new TextEncoder().encode(body).length;
    const keepalive = kept + bytes <= KEEPALIVE_BYTES;
    if (leaving && !keepalive) {
      window.navigator.sendBeacon?.(url, body);
      return NO_ANSWER;
    }
    if (keepalive) kept += bytes;
    try {
      const response = await window.fetch(url, {
        method: 'POST',
        body,
        keepalive,
        headers: { 'content-type': 'text/plain' },
        signal: AbortSignal.timeout?.(REQUEST_TIMEOUT_MS),
      });
      return await answerOf(response);
    } catch {
      return NO_ANSWER;
    } finally {
      if (keepalive) kept -= bytes;
    }
  };
}

async function answerOf(response: Response): Promise<Answer> {
  // A page of HTML is a captive portal or a login, and a redirect may have turned the POST into a GET: not the
  // collector's word, so the batch stays.
  const isForeign = /html/.test(response.headers.get('content-type') ?? '') || (response.redirected && !response.ok);
  if (isForeign) return NO_ANSWER;
  const { rejected } = response.ok ? await response.json().catch(() => ({})) : { rejected: [] };
  return {
    status: response.status,
    refused: Array.isArray(rejected) ? rejected.length : 0,
    retryAfterMs: retryAfter(response.headers.get('retry-after')),
  };
}

/** Seconds or an HTTP date, in milliseconds from now. */
function retryAfter(header: string | null): number | undefined {
  if (!header) return undefined;
  const ms = Number(header) * 1000 || Date.parse(header) - Date.now();
  return ms > 0 ? Math.min(ms, RETRY_AFTER_CAP_MS) : undefined;
}
