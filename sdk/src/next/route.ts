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
 * @returns the handlers of a route; they answer 503 where the collector cannot be reached, so that the tracker retries
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
        const answer = await fetch(url, { method: 'POST', headers, body: await request.arrayBuffer() });
        const kept = new Headers({ 'content-type': answer.headers.get('content-type') ?? 'application/json' });
        const retryAfter = answer.headers.get('retry-after');
        if (retryAfter) kept.set('retry-after', retryAfter);
        // An answer without a body must stay one: there are statuses that may not have any.
        return new Response(answer.body, { status: answer.status, headers: kept });
      } catch {
        const message = 'The collector does not answer';
        return Response.json({ success: false, message }, { status: 503, headers: { 'retry-after': '5' } });
      }
    },
  };
}
