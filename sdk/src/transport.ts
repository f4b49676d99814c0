import { bytesOf } from './fit.js';
import { KEEPALIVE_BYTES, REQUEST_TIMEOUT_MS, RETRY_AFTER_CAP_MS } from './limits.js';

/** The collector's answer; status 0 is no answer. */
export interface Answer {
  status: number;
  /** How many events it refused one by one while it took the batch. */
  refused: number;
  /** From `Retry-After` in seconds, as our collector says it; otherwise 0. */
  retryAfterMs: number;
}

/** Takes a body to the collector. The promise never rejects. */
export type Post = (body: string, isLeaving: boolean) => Promise<Answer>;

const NO_ANSWER: Answer = { status: 0, refused: 0, retryAfterMs: 0 };

/**
 * Posts by fetch, kept alive beyond the page while the browser's budget lasts; sendBeacon is the last resort of a
 * leaving page, since it hides the answer. `text/plain` needs no preflight, and a beacon sets no headers, so the
 * write key stands in the address.
 */
export function createPost(url: string, { fetch, navigator }: Pick<typeof globalThis, 'fetch' | 'navigator'>): Post {
  let kept = 0;
  return async (body, isLeaving) => {
    const bytes = bytesOf(body);
    const keepalive = kept + bytes <= KEEPALIVE_BYTES;
    if (isLeaving && !keepalive) {
      navigator.sendBeacon?.(url, body);
      return NO_ANSWER;
    }
    if (keepalive) kept += bytes;
    try {
      // A string's content type is text/plain.
      const signal = AbortSignal.timeout?.(REQUEST_TIMEOUT_MS);
      return await answerOf(await fetch(url, { method: 'POST', body, keepalive, signal }));
    } catch {
      return NO_ANSWER;
    } finally {
      if (keepalive) kept -= bytes;
    }
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const { ok, status, headers } = response;
  // A page of HTML is a captive portal or a login, and a redirect may have turned the POST into a GET: not the
  // collector's word, so the batch stays.
  if (/html/.test(headers.get('content-type') ?? '') || (response.redirected && !ok)) return NO_ANSWER;
  const answer: { rejected?: unknown[] } = ok ? await response.json().catch(() => ({})) : {};
  const retryAfterMs = Math.min(Number(headers.get('retry-after')) * 1000 || 0, RETRY_AFTER_CAP_MS);
  return { status, refused: answer.rejected?.length ?? 0, retryAfterMs };
}
