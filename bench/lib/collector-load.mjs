import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import autocannon from 'autocannon';
import { readBatch } from '../../collector/dist/body.js';
import { sortEvents } from '../../collector/dist/lines.js';

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
/** Different bodies, so that neither a cache nor gzip finds the work done. */
const BODIES = 200;

/** An envelope as the tracker sends it: what the batch shares said once, each event its own id, page and product. */
export function envelope(events) {
  const clientId = randomUUID().slice(0, 21);
  const sentAt = new Date().toISOString();
  return JSON.stringify({
    sentAt,
    sdk: { name: '@footfall/sdk', version: '0.1.0' },
    common: {
      clientId,
      sessionId: randomUUID().slice(0, 21),
      pageViewId: randomUUID().slice(0, 21),
      pageUrl: `https://shop.example/products/${clientId}?utm_source=news`,
      pageTitle: 'Laptop 14, North, 999 € | The shop',
      referrer: 'https://search.example/',
      userLoginState: 'anonymous',
      context: { language: 'de-DE', timezone: 'Europe/Berlin', viewport: '390x844', screen: '1170x2532' },
    },
    events: Array.from({ length: events }, (_, sequence) => ({
      eventId: randomUUID(),
      eventName: 'product_view',
      eventTimestamp: sentAt,
      sequence,
      product: {
        id: `p-${sequence}${clientId}`,
        name: 'Laptop 14',
        category: 'Laptops',
        brand: 'North',
        price: 999,
        currency: 'EUR',
      },
    })),
  });
}

/** The lines that a body becomes in the lake. */
export async function linesOf(body) {
  const bytes = Buffer.from(body);
  const { batch } = await readBatch({ headers: {}, readBody: () => bytes });
  const ingest = {
    receivedAt: new Date().toISOString(),
    sentAt: batch.sentAt,
    sourceIp: '203.0.113.0',
    userAgent: AGENT,
    method: 'POST',
    path: '/clickstream',
    requestId: randomUUID(),
    sdk: batch.sdk,
  };
  return Buffer.concat(sortEvents(batch, ingest).events);
}

/**
 * Posts batches to a collector.
 * @param options `seconds` or `requests`, `connections`, `events` a request
 */
export async function load(url, { seconds, requests, connections, events = 10 }) {
  const bodies = Array.from({ length: BODIES }, () => envelope(events));
  const result = await autocannon({
    url: `${url}/clickstream`,
    ...(requests ? { amount: requests } : { duration: seconds }),
    connections,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': AGENT },
    requests: bodies.map((body) => ({ body })),
  });
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0) throw new Error(`${failed} requests of the benchmark failed`);
  return { answered: result['2xx'], perSecond: result['2xx'] / result.duration };
}

/**
 * Posts batches of 10 at an even pace, whether or not the server keeps up, and gives each one's time from the moment at which
 * it was due: a late sender hides nothing.
 */
export async function pace(url, { seconds, perSecond }) {
  const bodies = Array.from({ length: BODIES }, () => envelope(10));
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(url);
  const headers = { 'content-type': 'application/json', 'user-agent': AGENT };
  const post = (body, due) =>
    new Promise((resolve, reject) => {
      const options = { agent, hostname, port, method: 'POST', path: '/clickstream', headers };
      request(options, (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`A request was answered ${answer.statusCode}`));
        answer.resume().on('end', () => resolve(performance.now() - due));
      })
        .on('error', reject)
        .end(body);
    });
  const start = performance.now();
  const times = [];
  while (performance.now() - start < seconds * 1000) {
    const due = start + (times.length * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    times.push(post(bodies[times.length % BODIES], due));
  }
  const sorted = (await Promise.all(times)).sort((a, b) => a - b);
  agent.destroy();
  return {
    answered: sorted.length,
    p50Ms: sorted[sorted.length >> 1],
    p99Ms: sorted[Math.floor(sorted.length * 0.99)],
  };
}
