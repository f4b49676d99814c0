import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTracker } from '../../src/index.js';
import { createForwarder } from '../../src/next/route.js';
import { createServerTracker } from '../../src/server/index.js';
import { type Site, startSite } from '../helpers/site.js';

let site: Site;
beforeEach(async () => {
  site = await startSite();
});
afterEach(() => site.close());

const noWait = async () => {};

test('the server reports an order for a shopper, with its key, after a failure', async () => {
  let failures = 1;
  site.reply = () => ({ status: failures-- > 0 ? 503 : 200 });
  const tracker = createServerTracker({ endpoint: `${site.origin}/clickstream`, serverKey: 's3', wait: noWait });
  tracker.as({ clientId: 'c-1', userId: 'u-1' }).checkoutComplete({ id: 'o-1', total: 9.5, currency: 'EUR' });
  await tracker.flush();
  expect(site.received[0]?.headers.authorization).toBe('Bearer s3');
  expect(site.events()).toMatchObject([
    { eventName: 'checkout_complete', clientId: 'c-1', userId: 'u-1', order: { id: 'o-1', total: 9.5 } },
  ]);
});

test('the same order reported twice by a server is the same event', async () => {
  const endpoint = `${site.origin}/clickstream`;
  for (let i = 0; i < 2; i++) {
    const tracker = createServerTracker({ endpoint });
    tracker.track('checkout_complete', { order: { id: 'o-1' } });
    await tracker.flush();
  }
  const [first, second] = site.events();
  expect(second?.eventId).toBe(first?.eventId);
});

test('a report that a shop kept keeps its own id and time, however late it is sent', async () => {
  const kept = { eventId: '01998f00-0000-7000-8000-000000000001', eventTimestamp: '2026-11-22T15:00:00.000Z' };
  const tracker = createServerTracker({ endpoint: `${site.origin}/clickstream` });
  tracker.as({ clientId: 'c-1', site: 'shop.example', ...kept }).refund({ id: 'o-1', total: 5 });
  await tracker.flush();
  expect(site.events()).toMatchObject([{ eventName: 'refund', site: 'shop.example', ...kept }]);
});

test('what the collector does not take waits, and the caller is told', async () => {
  site.reply = () => ({ status: 503 });
  const tracker = createServerTracker({ endpoint: `${site.origin}/clickstream`, tries: 2, wait: noWait });
  tracker.track('refund', { order: { id: 'o-1' } });
  await expect(tracker.flush()).rejects.toThrow('503');
  site.reply = () => ({});
  await tracker.flush();
  expect(site.names()).toEqual(['refund']);
});

test('several requests may flush at once: each event goes out once, and none is lost', async () => {
  site.reply = () => ({ delayMs: 50 });
  const tracker = createServerTracker({ endpoint: `${site.origin}/clickstream` });
  const ids = Array.from({ length: 120 }, (_, i) => `p-${i}`);
  const flushes = ids.map((id) => {
    tracker.track('product_view', { product: { id } });
    return tracker.flush();
  });
  await Promise.all(flushes);
  expect(
    site
      .events()
      .map(({ product }) => product?.id)
      .sort(),
  ).toEqual(ids.sort());
});

test('a body that the collector finds too large goes out in parts', async () => {
  site.reply = ({ envelope }) => ({ status: envelope.events.length > 10 ? 413 : 200 });
  const tracker = createServerTracker({ endpoint: `${site.origin}/clickstream`, wait: noWait });
  for (let i = 0; i < 60; i++) tracker.track('product_view', { product: { id: `p-${i}` } });
  await tracker.flush();
  expect(new Set(site.events().map(({ product }) => product?.id)).size).toBe(60);
  expect(site.names()).toHaveLength(60);
});

test('what the collector will never take does not hold up what comes after, and a wrong key loses nothing', async () => {
  const tracker = createServerTracker({ endpoint: `${site.origin}/clickstream`, wait: noWait });
  site.reply = () => ({ status: 400 });
  tracker.track('one');
  await expect(tracker.flush()).rejects.toThrow('400');
  site.reply = () => ({ status: 401 });
  tracker.track('two');
  await expect(tracker.flush()).rejects.toThrow('401');
  site.reply = () => ({});
  await tracker.flush();
  expect(site.names()).toEqual(['two']);
});

test('a caller hears of an event that the collector refused, and why, and what comes after it goes out', async () => {
  const tracker = createServerTracker({ endpoint: `${site.origin}/clickstream`, wait: noWait });
  const rejected = [{ index: 1, reason: 'order.total: must be a number' }];
  site.reply = ({ envelope }) => (envelope.events.length === 50 ? { rejected } : {});
  tracker.track('page_view');
  tracker.as({ clientId: 'c-1' }).checkoutComplete({ id: 'o-1' });
  for (let i = 0; i < 60; i++) tracker.track('product_view');
  await expect(tracker.flush()).rejects.toThrow(
    'The collector refused 1 of 50 events, as checkout_complete: order.total: must be a number',
  );
  expect(site.names()).toHaveLength(62);
  await tracker.flush();
  expect(site.received).toHaveLength(2);
});

test('a collector that never answers holds up no later call', async () => {
  const { timeout } = AbortSignal;
  const spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout.call(AbortSignal, 200));
  try {
    const tracker = createServerTracker({ endpoint: `${site.origin}/clickstream`, tries: 1 });
    site.reply = () => ({ delayMs: 600_000 });
    tracker.track('one');
    await expect(tracker.flush()).rejects.toThrow('The collector did not take events: 0');
    site.reply = () => ({});
    spy.mockRestore();
    await tracker.flush();
    expect(site.received).toHaveLength(2);
    expect(site.kept()).toHaveLength(1);
  } finally {
    spy.mockRestore();
  }
});

test('without a collector no more than 10,000 events wait, orders to the last, and a caller hears how many went', async () => {
  const tracker = createServerTracker({ endpoint: `${site.origin}/clickstream`, tries: 1, wait: noWait });
  for (let i = 0; i < 10; i++) tracker.as({ clientId: 'c-1' }).checkoutComplete({ id: `o-${i}` });
  for (let i = 0; i < 9_991; i++) tracker.track('product_view', { product: { id: `p-${i}` } });
  await expect(tracker.flush()).rejects.toThrow('2000 events were given up: more than 10000 waited');
  expect(site.names().filter((name) => name === 'checkout_complete')).toHaveLength(10);
  expect(site.events().at(-1)?.product?.id).toBe('p-9990');
  expect(site.events()).toHaveLength(8_001);
  tracker.track('refund');
  await tracker.flush();
});

test('the forwarder gives back an answer without a body', async () => {
  const fetch = async () => new Response(null, { status: 204 });
  const { POST } = createForwarder({ collector: `${site.origin}/clickstream`, fetch });
  const answer = await POST(new Request('https://shop.example/clickstream', { method: 'POST', body: '{}' }));
  expect(answer.status).toBe(204);
});

test('the forwarder passes on body, key, address and user agent, and gives back the answer', async () => {
  const { POST } = createForwarder({ collector: `${site.origin}/clickstream` });
  const request = new Request('https://shop.example/clickstream?key=k1', {
    method: 'POST',
    body: JSON.stringify({ events: [{ eventName: 'x' }] }),
    headers: { 'content-type': 'text/plain', 'x-forwarded-for': '203.0.113.9', 'user-agent': 'Phone/1' },
  });
  const answer = await POST(request);
  expect(await answer.json()).toMatchObject({ success: true, accepted: 1 });
  expect(site.received[0]).toMatchObject({
    url: '/clickstream?key=k1',
    headers: { 'x-forwarded-for': '203.0.113.9', 'user-agent': 'Phone/1' },
  });
});

test('the forwarder reads no more of a body than a collector takes', async () => {
  const { POST } = createForwarder({ collector: `${site.origin}/clickstream` });
  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      pulled += 65_536;
      controller.enqueue(new Uint8Array(65_536));
    },
  });
  const init = { method: 'POST', body: endless, duplex: 'half' } as RequestInit;
  const answer = await POST(new Request('https://shop.example/clickstream', init));
  expect(answer.status).toBe(413);
  expect(await answer.json()).toEqual({ success: false, message: 'The body may have 1048576 bytes at most' });
  expect(pulled).toBeLessThan(2 ** 21);
  expect(site.received).toEqual([]);
});

test('the forwarder says 503 and when to come back where the collector is down', async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const { POST } = createForwarder({ collector: `http://127.0.0.1:${port}/clickstream` });
  const answer = await POST(new Request('https://shop.example/clickstream', { method: 'POST', body: '{}' }));
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('5');
});

test('on a server every call of the browser’s tracker does nothing', async () => {
  const tracker = createTracker({ endpoint: '/clickstream' });
  tracker.page();
  tracker.track('x');
  tracker.addToCart({ id: 'p-1' });
  tracker.cart.sync({ items: [{ id: 'p-1' }] });
  tracker.identify('u-1');
  tracker.consent('granted');
  tracker.reset();
  await tracker.flush();
  tracker.shutdown();
  expect([tracker.clientId, tracker.sessionId]).toEqual(['', '']);
});
