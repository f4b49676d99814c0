import { refusalOf } from '@footfall/contract/validate';
import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { openPage } from '../helpers/browser.js';
import { html, tag } from '../helpers/site.js';
import { context, site, visitSite } from '../helpers/visited-site.js';

// What a shop's own code, cookies and links may do to the tracker of the npm package.

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 25 });
const READY = 'window.footfall && window.footfall.track';

visitSite();

const shop = (options: string) =>
  html(
    `<script type="module">import { createTracker, linker } from '/sdk/index.js';
     window.footfall = createTracker({ endpoint: '/clickstream', ${options} });</script>`,
  );

async function open(path = '/', onPage: (page: Page) => void = () => {}): Promise<Page> {
  const { page } = await openPage(context);
  onPage(page);
  await page.goto(site.origin + path);
  await page.waitForFunction(READY);
  return page;
}

const sent = () => site.kept().map(({ eventName }) => eventName);

test('where beforeSend throws, that event alone is dropped and counted, and debug warns once', async () => {
  site.pages['/'] = shop(`debug: true, beforeSend: (event) => {
    if (/^bad/.test(event.eventName)) throw new Error('the filter failed');
    return event; }`);
  const warnings: string[] = [];
  const page = await open('/', (one) => {
    one.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
  });
  await page.evaluate('for (const name of ["one", "bad", "bad-too", "two"]) footfall.track(name); footfall.flush()');
  await until(() => expect(sent()).toEqual(['page_view', 'one', 'two']));
  expect(site.kept()[0]?.properties).toEqual({ footfallDropped: { beforeSend: 2 } });
  expect(warnings).toEqual([expect.stringContaining('beforeSend threw')]);
});

test('a beforeSend that throws on the first page view leaves the tracker running', async () => {
  site.pages['/'] = shop(`beforeSend: (event) => event.eventName === 'page_view' ? event.missing.field : event`);
  const page = await open();
  await page.evaluate(
    'footfall.track("one"); history.pushState({}, "", "/next"); footfall.track("two"); footfall.flush()',
  );
  await until(() => expect(sent()).toEqual(expect.arrayContaining(['one', 'two'])));
});

test('what was held before consent goes out once each, whatever beforeSend does meanwhile', async () => {
  site.pages['/'] = shop(`consent: 'pending', beforeSend: (event) => {
    if (event.eventName === 'bad') return { get eventName() { throw new Error('no name'); } };
    footfall.consent('granted');
    return event; }`);
  const page = await open();
  await page.evaluate('for (const name of ["one", "bad", "two"]) footfall.track(name)');
  await page.evaluate(
    'footfall.consent("granted"); footfall.track("three"); footfall.consent("granted"); footfall.flush()',
  );
  await until(() => expect(sent()).toEqual(['page_view', 'one', 'two', 'three']));
});

test('what beforeSend drops leaves no gap in the visit’s numbers, and it sees each event’s own', async () => {
  site.pages['/'] = shop(`beforeSend: (event) => event.eventName === 'dropped' ? null :
    { ...event, properties: { seen: event.sequence } }`);
  const page = await open();
  await page.evaluate('for (const name of ["one", "dropped", "dropped", "two"]) footfall.track(name)');
  await page.evaluate('footfall.track("dropped"); footfall.track("three"); footfall.flush()');
  await until(() => expect(sent()).toEqual(['page_view', 'one', 'two', 'three']));
  expect(site.kept().map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3]);
  expect(site.kept().map(({ properties }) => properties?.seen)).toEqual([0, 1, 2, 3]);
});

test('a shopper whose id is a number is known, and his events keep the contract', async () => {
  site.pages['/'] = shop('userId: 41');
  const page = await open();
  await page.evaluate('footfall.track("one"); footfall.identify(42); footfall.track("two", { product: { id: 7 } })');
  await page.evaluate('footfall.flush()');
  await until(() => expect(sent()).toEqual(['page_view', 'one', 'two']));
  expect(site.kept().map(({ userId }) => userId)).toEqual(['41', '41', '42']);
  expect(site.kept()[2]?.product?.id).toBe('7');
  expect(site.kept().map((event) => refusalOf(event))).toEqual([undefined, undefined, undefined]);
});

test('the small script tag knows a shopper whose id is a number, too', async () => {
  site.pages['/'] = html(tag());
  const page = await open();
  await page.evaluate('footfall.identify(42); footfall.track("one"); footfall.flush()');
  await until(() => expect(sent()).toEqual(['page_view', 'one']));
  expect(site.kept()[1]?.userId).toBe('42');
});

test('with cookies a browser stays the same visitor, whatever stands in the shop’s own cookies', async () => {
  await context.addCookies([{ name: 'promo', value: '50%', url: site.origin }]);
  site.pages['/'] = shop(`storage: 'cookie'`);
  const ids = [];
  for (let i = 0; i < 2; i++) {
    const page = await open();
    expect(await page.evaluate(() => document.cookie)).toContain('promo=50%');
    ids.push(await page.evaluate('[footfall.clientId, footfall.sessionId]'));
  }
  expect(ids[1]).toEqual(ids[0]);
});

test.each([
  ['granted', ''],
  ['held back until he consents', `consent: 'pending'`],
])(
  'after a reset the next shopper has neither the last one’s cart nor his lists, with consent %s',
  async (_title, options) => {
    site.pages['/'] = shop(options);
    const page = await open();
    await page.evaluate(`footfall.productListView('deals', [{ id: 'p-1' }]); footfall.cart.sync({ items: [{ id: 'p-1' }] });
    footfall.reset(); footfall.cart.sync({ items: [{ id: 'p-2' }] }); footfall.productView({ id: 'p-1' });
    footfall.consent('granted'); footfall.flush()`);
    await until(() => expect(sent()).toContain('product_view'));
    const changes = site.kept().filter(({ eventName }) => eventName?.includes('cart'));
    expect(changes.map(({ eventName, product }) => [eventName, product?.id])).toEqual([
      ['add_to_cart_click', 'p-1'],
      ['add_to_cart_click', 'p-2'],
    ]);
    expect(changes[1]?.clientId).not.toBe(changes[0]?.clientId);
    expect(site.kept().find(({ eventName }) => eventName === 'product_view')?.product).toEqual({ id: 'p-1' });
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('deals');
  },
);

test('events go out though the shop’s server never answers for the worker’s script', async () => {
  site.pages['/'] = shop(`workerUrl: '/stuck.js'`);
  site.pages['/stuck.js'] = '';
  site.delays['/stuck.js'] = 600_000;
  const page = await open();
  await page.evaluate('footfall.track("one"); footfall.flush()');
  await until(() => expect(sent()).toEqual(['page_view', 'one']));
});
