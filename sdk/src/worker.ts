import type { ToWorker } from './receipts.js';

// Runs as a SharedWorker: sends what closing pages hand over and remembers in the site's cache storage what arrived,
// since the worker itself ends half a minute after the last page.

const CACHE = 'footfall';
const sending = new Set<Promise<void>>();

async function send({ url, body, keys }: NonNullable<ToWorker>): Promise<void> {
  const response = await fetch(url, { method: 'POST', body });
  if (!response.ok || /html/.test(response.headers.get('content-type') ?? '')) return;
  const cache = await caches.open(CACHE);
  await cache.put(`/footfall-receipt/${keys[0]}`, new Response(JSON.stringify(keys)));
}

/** Gives out each receipt once, when nothing is under way any more. */
async function arrived(): Promise<string[]> {
  await Promise.all(sending);
  const cache = await caches.open(CACHE);
  const receipts = (await cache.keys()).map(async (request) => {
    const response = await cache.match(request);
    await cache.delete(request);
    return (await response?.json()) as string[];
  });
  return (await Promise.all(receipts)).flat();
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
    const job: Promise<void> = send(data)
      .catch(() => {})
      .finally(() => sending.delete(job));
    sending.add(job);
  };
  port.postMessage(null);
});
