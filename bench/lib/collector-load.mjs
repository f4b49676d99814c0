import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import { readBatch } from '../../collector/dist/body.js';
import { sortEvents } from '../../collector/dist/lines.js';
import { evenPace } from './even-pace.mjs';

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

/** Posts batches of 10 at an even pace. @param pace `seconds`, `perSecond` */
export function pace(url, pace) {
  const { host } = new URL(url);
  const requests = Array.from({ length: BODIES }, () => {
    const body = Buffer.from(envelope(10));
    const head = [
      'POST /clickstream HTTP/1.1',
      `Host: ${host}`,
      'Content-Type: application/json',
      `User-Agent: ${AGENT}`,
      `Content-Length: ${body.length}`,
    ];
    return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
  });
  return evenPace(url, requests, pace);
}
