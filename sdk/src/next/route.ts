/**
 * A route of a Next.js shop that passes events on to a collector.
 *
 * @module @footfall/sdk/next/route
 */

import { MAX_BODY_BYTES } from '@footfall/contract';

/** Headers that say who asks; the collector sees the shop's server otherwise. */
const PASSED_ON = ['content-type', 'content-encoding', 'user-agent', 'accept-language', 'origin', 'x-footfall-key'];

/** Options of the forwarder. */
export interface ForwarderOptions {
  /** Where the collector listens. */
  collector: string;
  /** Replaces `fetch`, as in tests. */
  fetch?: typeof globalThis.fetch;
}

/**
 * A route handler that forwards events from the shop's own domain to the collector, with the shopper's address and
 * user agent. First-party requests are neither blocked nor subject to CORS.
 *
 * @example
 * // app/clickstream/route.ts
 * export const { POST } = createForwarder({ collector: 'https://collector.example/clickstream' });
 * @returns the handlers of a route; they answer 413 where a body is larger than a collector takes, and 503 where the collector cannot be reached, so that the tracker retries
 */
export function createForwarder({ collector, fetch = globalThis.fetch }: ForwarderOptions): {
  POST: (request: Request) => Promise<Response>;
} {
  return {
    async POST(request) {
      const url = new URL(collector);
      const key = new URL(request.url).searchParams.get('key');
      if (key) url.searchParams.set('key', key);
      const headers = new Headers();
      for (const name of PASSED_ON) {
        const value = request.headers.get(name);
        if (value) headers.set(name, value);
      }
      // The hosting platform puts the shopper's address first; without it there is none to pass on.
      const address = request.headers.get('x-forwarded-for') ?? request.headers.get('x-real-ip');
      if (address) headers.set('x-forwarded-for', address);
      try {
        const body = await readBody(request);
        if (!body) return refuse(413, `The body may have ${MAX_BODY_BYTES} bytes at most`);
        const answer = await fetch(url, { method: 'POST', headers, body });
        const kept = new Headers({ 'content-type': answer.headers.get('content-type') ?? 'application/json' });
        const retryAfter = answer.headers.get('retry-after');
        if (retryAfter) kept.set('retry-after', retryAfter);
        // An answer without a body must stay one: there are statuses that may not have any.
        return new Response(answer.body, { status: answer.status, headers: kept });
      } catch {
        return refuse(503, 'The collector does not answer', { 'retry-after': '5' });
      }
    },
  };
}

const refuse = (status: number, message: string, headers?: Record<string, string>) =>
  Response.json({ success: false, message }, { status, ...(headers && { headers }) });

/** The body, as far as a collector would take it: a hostile one must not fill the shop's memory. Undefined where there is more. */
async function readBody(request: Request): Promise<Blob | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    bytes += part.value.byteLength;
    if (bytes > MAX_BODY_BYTES) {
      await reader?.cancel();
      return undefined;
    }
    chunks.push(part.value);
  }
  return new Blob(chunks);
}
