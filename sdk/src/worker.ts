import { REQUEST_TIMEOUT_MS } from './limits.js';
import type { Handover, ToWorker } from './receipts.js';

// Runs as a SharedWorker: sends what closing pages hand over and remembers in the site's cache storage what arrived,
// since the worker itself ends half a minute after the last page.

const CACHE = 'footfall';
const sending = new Set<Promise<void>>();

/** A batch is known by its first event. */
const receiptOf = (key: string | undefined) => `/footfall-receipt/${key}`;

async function send({ url, body, keys }: Handover): Promise<void> {
  // The next page's question waits for what is under way, and it does not wait for long.
  const signal = AbortSignal.timeout?.(REQUEST_TIMEOUT_MS);
  const response = await fetch(url, { method: 'POST', body, signal });
  if (!response.ok || /html/.test(response.headers.get('content-type') ?? '')) return;
  const cache = await caches.open(CACHE);
  await cache.put(receiptOf(keys[0]), new Response(JSON.stringify(keys)));
}

/** The keys of what arrived, when nothing is under way any more. */
async function arrived(): Promise<string[]> {
  await Promise.all(sending);
  const cache = await caches.open(CACHE);
  const receipts = (await cache.keys()).map(async (request) => {
    const response = await cache.match(request);
    // Another page may just have settled it.
    return response ? ((await response.json()) as string[]) : [];
  });
  return (await Promise.all(receipts)).flat();
}

async function forget(keys: string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(keys.map((key) => cache.delete(receiptOf(key))));
}

addEventListener('connect', (event) => {
  const port = (event as MessageEvent).ports[0] as MessagePort;
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    if (!data) {
      // Without cache storage (plain HTTP) there are no receipts, and nothing is held back for them.
      arrived().then(
        (keys) => port.postMessage(keys),
        () => port.postMessage([]),
      );
      return;
    }
    if (Array.isArray(data)) {
      // A receipt that stays is given out again, and takes off the device what is no longer there.
      forget(data).catch(() => {});
      return;
    }
    const job: Promise<void> = send(data)
      .catch(() => {})
      .finally(() => sending.delete(job));
    sending.add(job);
  };
  port.postMessage(null);
});
