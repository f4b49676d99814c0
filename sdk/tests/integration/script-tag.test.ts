import { refusalOf } from '@footfall/contract/validate';
import { expect, test, vi } from 'vitest';
import { openPage } from '../helpers/browser.js';
import { html, tag } from '../helpers/site.js';
import { context, site, visitSite } from '../helpers/visited-site.js';

const until = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 20 });
const BUTTON = '<button id="buy" data-sku="42">Add <b>to</b> cart</button>';

visitSite(
  () => ({ '/': html(tag(), BUTTON), '/next': html(tag(), 'next') }),
  (browser) => browser.newContext(),
);

test('one line of HTML reports the page view and the click', async () => {
  const { page, errors } = await openPage(context);
  await page.goto(`${site.origin}/?utm_source=mail`);
  await page.click('#buy');
  await until(() => expect(site.names()).toEqual(['page_view', 'click']));

  const [view, click] = site.events();
  expect(view).toMatchObject({
    pageUrl: `${site.origin}/?utm_source=mail`,
    pageTitle: 'A shop',
    isFirstVisit: true,
    sequence: 0,
    userLoginState: 'anonymous',
  });
  expect(view?.eventId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(click).toMatchObject({
    element: { tag: 'button', id: 'buy', text: 'Add to cart', dataset: { sku: '42' } },
    sequence: 1,
    clientId: view?.clientId,
    sessionId: view?.sessionId,
    pageViewId: view?.pageViewId,
  });
  expect(site.preflights).toBe(0);
  expect(site.received[0]?.headers['content-type']).toMatch(/^text\/plain/);
  expect(errors).toEqual([]);
});

test('a click on a control with much to say is not refused by the contract', async () => {
  site.pages['/'] = html(
    tag(),
    `<button id="buy" data-note="${'n'.repeat(2000)}">${'Add to cart '.repeat(100)}</button>`,
  );
  const { page } = await openPage(context);
  await page.goto(`${site.origin}/?q=${'x'.repeat(9000)}`);
  await page.click('#buy');
  await until(() => expect(site.names()).toEqual(['page_view', 'click']));
  expect(site.events().map((event) => refusalOf(event))).toEqual([undefined, undefined]);
});

test('an event is in localStorage when the call returns and leaves it after the answer', async () => {
  const { page } = await openPage(context);
  await page.goto(site.origin);
  await page.waitForFunction('window.footfall');
  const waiting = () => Object.keys(localStorage).filter((key) => key.startsWith('footfall.q.')).length;
  const stored = await page.evaluate(() => {
    const { footfall } = window as unknown as { footfall: { track(name: string): void } };
    footfall.track('coupon_opened');
    return Object.keys(localStorage).filter((key) => key.startsWith('footfall.q.')).length;
  });
  expect(stored).toBe(2);
  await page.evaluate(() => (window as unknown as { footfall: { flush(): Promise<void> } }).footfall.flush());
  expect(await page.evaluate(waiting)).toBe(0);
  expect(site.names()).toEqual(['page_view', 'coupon_opened']);
});

test('what happened offline arrives when the network is back', async () => {
  const { page } = await openPage(context);
  await page.goto(site.origin);
  await until(() => expect(site.names()).toEqual(['page_view']));
  await context.setOffline(true);
  await page.click('#buy');
  await page.click('#buy');
  expect(site.names()).toEqual(['page_view']);
  await context.setOffline(false);
  await until(() => expect(site.names()).toEqual(['page_view', 'click', 'click']));
});

test('a collector that is down for a while gets everything once', async () => {
  let failures = 2;
  site.reply = () => ({ status: failures-- > 0 ? 503 : 200 });
  const { page } = await openPage(context);
  await page.goto(site.origin);
  await page.click('#buy');
  await until(() => expect(site.names()).toEqual(['page_view', 'click']));
  expect(site.received.map(({ status }) => status)).toEqual([503, 503, 200]);
});

test('closing the tab delivers what happened on the page', async () => {
  const { page } = await openPage(context);
  await page.goto(site.origin);
  await page.waitForFunction('window.footfall');
  await page.click('#buy');
  await page.close({ runBeforeUnload: true });
  await until(() => expect(site.names().sort()).toEqual(['click', 'page_leave', 'page_view']));
  const leave = site.events().find(({ eventName }) => eventName === 'page_leave');
  expect(leave?.page).toMatchObject({ scrollDepth: 100, engagedMs: expect.any(Number) });
});

test('leaving for another page of the shop loses nothing and sends nothing twice', async () => {
  const { page } = await openPage(context);
  await page.goto(site.origin);
  await page.waitForFunction('window.footfall');
  await page.click('#buy');
  await page.evaluate(() => {
    location.href = '/next';
  });
  await until(() => expect(site.names()).toEqual(['page_view', 'click', 'page_leave', 'page_view']));
  const [first, , , second] = site.events();
  expect(second).toMatchObject({ sessionId: first?.sessionId, sequence: 3, referrer: `${site.origin}/` });
  expect(second?.pageViewId).not.toBe(first?.pageViewId);
});

test('two tabs share one visit, and each event is sent once', async () => {
  const a = await openPage(context);
  await a.page.goto(site.origin);
  await a.page.click('#buy');
  const b = await openPage(context);
  await b.page.goto(`${site.origin}/next`);
  await b.page.waitForFunction('window.footfall');
  await a.page.click('#buy');
  await until(() => expect(site.names().sort()).toEqual(['click', 'click', 'page_view', 'page_view']));
  const events = site.events();
  expect(new Set(events.map(({ sessionId }) => sessionId)).size).toBe(1);
  expect(new Set(events.map(({ clientId }) => clientId)).size).toBe(1);
  expect(events.map(({ sequence }) => sequence).sort()).toEqual([0, 1, 2, 3]);
});

test('where storage is denied, events are delivered from memory and the page sees no exception', async () => {
  await context.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    }
  });
  const { page, errors } = await openPage(context);
  await page.goto(site.origin);
  await page.click('#buy');
  await until(() => expect(site.names()).toEqual(['page_view', 'click']));
  expect(errors).toEqual([]);
});

test('calls made before the script has loaded are repeated in order', async () => {
  site.pages['/early'] = html(
    `<script>window.footfall=new Proxy([],{get:(q,k)=>k in q?q[k]:(...a)=>{q.push([k,a])}});
    footfall.productView({ id: 'p-1' }); footfall.track('coupon_opened')</script>${tag('data-key="k1" data-site="de"', 'footfall.full.js')}`,
  );
  const { page, errors } = await openPage(context);
  await page.goto(`${site.origin}/early`);
  await until(() => expect(site.names()).toEqual(['page_view', 'product_view', 'coupon_opened']));
  expect(site.received[0]?.url).toBe('/clickstream?key=k1');
  expect(site.events()[1]).toMatchObject({ site: 'de', product: { id: 'p-1' } });
  expect(errors).toEqual([]);
});

test('the full script reports what a page shows by attributes, after its view, once', async () => {
  const shown = (name: string, said: string) => `<div data-footfall-view="${name}" ${said}></div>`;
  site.pages['/'] = html(
    tag('', 'footfall.full.js'),
    shown('product_view', `data-footfall-product='{"id":"p-1","price":9.5,"currency":"EUR"}'`) +
      shown('product_list_view', `data-footfall-products='[{"id":"p-2","list":"Related","position":1}]'`) +
      shown('cart_view', `data-footfall-cart='{broken'`),
  );
  const { page, errors } = await openPage(context);
  await page.goto(`${site.origin}/`);
  await until(() => expect(site.names()).toEqual(['page_view', 'product_view', 'product_list_view', 'cart_view']));
  const [, product, list, cart] = site.events();
  expect(product?.product).toMatchObject({ id: 'p-1', price: 9.5, currency: 'EUR' });
  expect(list?.products).toEqual([{ id: 'p-2', list: 'Related', position: 1 }]);
  expect(cart?.cart).toBeUndefined();
  expect(errors).toEqual([]);
});
