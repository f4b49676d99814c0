import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { openPage } from '../helpers/browser.js';
import { html, tag } from '../helpers/site.js';
import { context, site, visitSite } from '../helpers/visited-site.js';

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 25 });
const READY = 'window.footfall && window.footfall.track';

visitSite();

/** A page that imports the package's build, with the tracker's options and what follows. */
const module = (options: string, after = '') =>
  html(
    `<script type="module">import { createTracker, errors, linker, webVitals } from '/sdk/index.js';
     window.footfall = createTracker({ endpoint: '/clickstream', ${options} }); ${after}</script>`,
    '<h1>A shop</h1><button id="b">Buy</button>',
  );

async function open(path = '/', origin = site.origin): Promise<Page> {
  const { page } = await openPage(context);
  await page.goto(origin + path);
  await page.waitForFunction(READY);
  return page;
}

/** What a warehouse keeps: a page that is left sends what the next one, not knowing the answer, may send again. */
const of = (name: string) => site.kept().filter(({ eventName }) => eventName === name);

/** Keeps calls that come before the tracker has loaded; the README's. */
const LOADER = '<script>window.footfall=new Proxy([],{get:(q,k)=>k in q?q[k]:(...a)=>{q.push([k,a])}})</script>';
/** An interaction is measured up to the next picture, so there must be one. */
const SLOW_BUTTON =
  '<button id="slow" onclick="for (const end = performance.now() + 150; performance.now() < end;); this.textContent = 1">Buy</button>';

test.each([
  ['the package’s feature', () => module('features: [webVitals()]') + SLOW_BUTTON],
  [
    'the script of their own',
    () => html(LOADER + tag() + tag('', 'footfall-vitals.js'), `<h1>A shop</h1>${SLOW_BUTTON}`),
  ],
])('web vitals are reported by %s, once each', async (_title, content) => {
  site.pages['/'] = content();
  site.pages['/next'] = html(tag(), 'next');
  const page = await open();
  // Measuring goes on from here, whenever its code has been loaded.
  await until(async () => {
    await page.evaluate('footfall.flush()');
    expect(of('web_vital').map(({ vitals }) => vitals?.name)).toEqual(expect.arrayContaining(['FCP', 'TTFB']));
  });
  await page.click('#slow');
  await page.waitForFunction(() => {
    document.body.append('.');
    return (performance as { interactionCount?: number }).interactionCount;
  });
  // The interaction is told to observers after the next picture, which a page where nothing changes may never draw, and web-vitals
  // looks at it when the page is idle.
  await page.evaluate(async () => {
    const idle = () => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }));
    const told = (done: () => void) =>
      new PerformanceObserver(done).observe({ type: 'event', buffered: true, durationThreshold: 16 } as object);
    const change = setInterval(() => document.body.append('.'), 50);
    await new Promise<void>(told);
    clearInterval(change);
    await idle();
    await idle();
  });
  // Some are final only when the page is left; the next page sends them.
  await page.goto(`${site.origin}/next`);
  await until(() => {
    const names = of('web_vital').map(({ vitals }) => vitals?.name);
    expect(names.sort()).toEqual(['CLS', 'FCP', 'INP', 'LCP', 'TTFB']);
  });
  for (const { vitals, pageUrl } of of('web_vital')) {
    expect(vitals).toMatchObject({ value: expect.any(Number), rating: expect.stringMatching(/good|needs|poor/) });
    expect(pageUrl).toBe(`${site.origin}/`);
  }
});

test('with debug each event and each batch is a group in the console, with its content', async () => {
  site.pages['/'] = module('debug: true');
  const { page } = await openPage(context);
  const groups: [string, string][] = [];
  page.on('console', (message) => groups.push([message.type(), message.text()]));
  await page.goto(site.origin);
  await page.waitForFunction(READY);
  await page.evaluate('footfall.track("coupon_opened"); footfall.flush()');
  await until(() => expect(groups.map(([, text]) => text)).toContain('footfall: done, status 200, 0 refused'));
  const titles = groups.flatMap(([type, text]) => (type === 'startGroupCollapsed' ? [text] : []));
  expect(titles).toEqual(['footfall: page_view', 'footfall: coupon_opened', 'footfall: done, status 200, 0 refused']);
  expect(groups.filter(([type]) => type === 'endGroup')).toHaveLength(3);
  expect(groups.filter(([type]) => type === 'log')).toHaveLength(3);
});

test.each([
  ['is a denial where the shop respects it', 'data-respect-dnt', []],
  ['changes nothing where the shop does not', '', ['page_view', 'one']],
])('Do Not Track %s', async (_title, attribute, names) => {
  await context.addInitScript(() => Object.defineProperty(navigator, 'doNotTrack', { value: '1' }));
  site.pages['/'] = html(tag(attribute));
  const page = await open();
  await page.evaluate('footfall.consent("granted"); footfall.track("one"); footfall.flush()');
  await until(() => expect(site.kept().map(({ eventName }) => eventName)).toEqual(names));
  const keys = await page.evaluate(() => Object.keys(localStorage).length);
  expect(keys > 0).toBe(names.length > 0);
});

test('errors are reported from the share of pages that was asked for, ten at most, and without personal data', async () => {
  // Every tenth page throws such a dice.
  await context.addInitScript(() => {
    Math.random = () => Number(new URLSearchParams(location.search).get('dice'));
  });
  site.pages['/'] = module('features: [errors({ sampleRate: 0.1 })]');
  for (const dice of ['0.05', '0.1', '0.9']) {
    const page = await open(`/?dice=${dice}`);
    await page.evaluate(() => {
      for (let i = 0; i < 15; i++) setTimeout(() => Promise.reject(new Error(`no ${i} for jane@mail.example`)));
      document.body.append(Object.assign(new Image(), { src: '/missing.png' }));
      return new Promise((resolve) => setTimeout(resolve));
    });
    await page.evaluate('footfall.track("end"); footfall.flush()');
  }
  await until(() => expect(of('end')).toHaveLength(3));
  expect(of('error')).toHaveLength(10);
  expect(of('error')[0]?.properties).toMatchObject({ message: 'no 0 for ***' });
  expect(new Set(of('error').map(({ pageUrl }) => pageUrl))).toEqual(new Set([`${site.origin}/?dice=0.05`]));
});

test('list, position and search go with a product over pages into the cart and the purchase', async () => {
  site.pages['/'] = module('');
  const page = await open();
  await page.evaluate(`footfall.search('dock', 2);
    footfall.productListView('results', [{ id: 'p-1' }, { id: 'p-2' }])`);
  await open('/?product').then((other) =>
    other.evaluate(`footfall.productView({ id: 'p-2' });
    footfall.addToCart({ id: 'p-2', price: 9.5, currency: 'EUR' }, { items: [{ id: 'p-2' }] })`),
  );
  const last = await open('/?thanks');
  await last.evaluate(`footfall.checkoutComplete({ id: 'o-1', total: 9.5, currency: 'EUR', items: [{ id: 'p-2' }] });
    footfall.flush()`);
  await until(() => expect(of('checkout_complete')).toHaveLength(1));
  const position = of('product_list_view')[0]?.products?.[1]?.position;
  expect(position).toEqual(expect.any(Number));
  const origin = { id: 'p-2', list: 'results', position };
  expect(of('product_view')[0]).toMatchObject({ product: origin, search: { query: 'dock' } });
  expect(of('add_to_cart_click')[0]).toMatchObject({
    product: origin,
    search: { query: 'dock' },
    cart: { items: [origin] },
  });
  expect(of('checkout_complete')[0]?.order?.items).toEqual([origin]);
});

test('a cart that changes in two tabs is compared with the other tab’s, so each change is reported once', async () => {
  site.pages['/'] = module('');
  const [a, b] = [await open(), await open()];
  const sync = (page: Page, items: object[]) =>
    page.evaluate(`footfall.cart.sync({ items: ${JSON.stringify(items)} })`);
  await sync(a, [{ id: 'p-1' }]);
  // Browsers tell tabs of each other's storage with a delay.
  await b.waitForFunction('Object.values(localStorage).some((value) => value.includes("p-1"))');
  await sync(b, [{ id: 'p-1' }, { id: 'p-2', quantity: 2 }]);
  await a.waitForFunction('Object.values(localStorage).some((value) => value.includes("p-2"))');
  await sync(a, [{ id: 'p-2', quantity: 2 }]);
  await a.evaluate('footfall.flush()');
  await until(() => expect(of('remove_from_cart_click')).toHaveLength(1));
  await until(() => expect(of('add_to_cart_click')).toHaveLength(2));
  const changes = site
    .events()
    .flatMap(({ eventName, product }) => (product ? [[eventName, product.id, product.quantity]] : []));
  expect(changes.sort()).toEqual([
    ['add_to_cart_click', 'p-1', 1],
    ['add_to_cart_click', 'p-2', 2],
    ['remove_from_cart_click', 'p-1', 1],
  ]);
});

test('a visit goes on at the shop’s other domain, in both directions, and nowhere else', async () => {
  const other = site.origin.replace('127.0.0.1', 'localhost');
  const link = (href: string) => `<a id="other" href="${href}">on</a>`;
  const page = module(`features: [linker({ domains: ['localhost', '127.0.0.1'] })]`);
  site.pages['/'] = page + link(`${other}/checkout`);
  site.pages['/checkout'] =
    `${page}${link(`${site.origin}/thanks`)}<a id="out" href="https://elsewhere.example/">out</a>`;
  site.pages['/thanks'] = page;
  const shop = await open();
  await shop.click('#other');
  await shop.waitForURL(`${other}/checkout`);
  await shop.waitForFunction(READY);
  await shop.evaluate('document.getElementById("out").addEventListener("click", (event) => event.preventDefault())');
  await shop.click('#out');
  expect(await shop.getAttribute('#out', 'href')).toBe('https://elsewhere.example/');
  await shop.click('#other');
  await shop.waitForURL(`${site.origin}/thanks`);
  await shop.waitForFunction(READY);
  await shop.evaluate('footfall.track("end"); footfall.flush()');
  await until(() => expect(of('page_view').length + of('end').length).toBe(4));
  const events = [...of('page_view'), ...of('end')];
  expect(new Set(events.map(({ clientId, sessionId }) => `${clientId} ${sessionId}`)).size).toBe(1);
});

test('a link that was passed on does not make one visit of two shoppers', async () => {
  site.pages['/'] = module(`features: [linker({ domains: ['localhost'], now: () => Date.now() + 3 * 60_000 })]`);
  const sentAt = Date.now().toString(36);
  const page = await open(`/?_ff=${sentAt}~somebody.else.${Date.now()}.3.`);
  await page.evaluate('footfall.track("end"); footfall.flush()');
  await until(() => expect(of('end')).toHaveLength(1));
  expect(of('end')[0]?.clientId).not.toBe('somebody');
  expect(page.url()).toBe(`${site.origin}/`);
});

test.each([
  ['a client id that is too long', `${'x'.repeat(65)}.session`],
  ['no session', 'client.'],
  ['another form', 'client.ses%20sion'],
])('a link that was made up with %s is no reason to believe it', async (_title, ids) => {
  site.pages['/'] = module(`features: [linker({ domains: ['localhost'] })]`);
  const page = await open(`/?_ff=${Date.now().toString(36)}~${ids}.${Date.now()}.3.`);
  await page.evaluate('footfall.track("end"); footfall.flush()');
  await until(() => expect(of('end')).toHaveLength(1));
  expect(of('end')[0]).toMatchObject({ clientId: expect.stringMatching(/^[\w-]{21}$/), sequence: 1 });
  expect(of('end')[0]?.sessionId).toMatch(/^[\w-]{21}$/);
});

const WORKER = `import { createTracker, errors, ga4, linker, webVitals } from '/sdk/index.js';
  const tracker = createTracker({ endpoint: '/clickstream', debug: true,
    features: [errors(), ga4(), linker({ domains: ['shop.example'] }), webVitals()] });
  const called = Object.keys(tracker).filter((name) => typeof tracker[name] === 'function');
  for (const name of called) tracker[name]({ id: 'p-1' }, []);
  tracker.cart.sync({ items: [{ id: 'p-1' }] });
  const say = (port) => tracker.flush().then(() => port.postMessage([called.length, tracker.clientId, tracker.sessionId]));
  addEventListener('message', (event) => say(event.source ?? globalThis));
  addEventListener('install', () => skipWaiting());`;

test.each(['Worker', 'service worker'])(
  'in a %s the package can be imported, and every call does nothing',
  async (kind) => {
    site.pages['/'] = html('');
    site.pages['/worker.js'] = WORKER;
    site.headers['/worker.js'] = { 'content-type': 'text/javascript' };
    const { page, errors } = await openPage(context);
    await page.goto(site.origin);
    const said = await page.evaluate(async (isService) => {
      if (!isService) {
        const worker = new Worker('/worker.js', { type: 'module' });
        worker.postMessage(null);
        return new Promise((resolve, reject) => {
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => reject(new Error(message));
        });
      }
      await navigator.serviceWorker.register('/worker.js', { type: 'module' });
      const { active } = await navigator.serviceWorker.ready;
      active?.postMessage(null);
      return new Promise((resolve) => {
        navigator.serviceWorker.onmessage = ({ data }) => resolve(data);
        navigator.serviceWorker.startMessages();
      });
    }, kind !== 'Worker');
    expect(said).toEqual([expect.any(Number), '', '']);
    expect((said as number[])[0]).toBeGreaterThan(20);
    expect(site.received).toEqual([]);
    expect(errors).toEqual([]);
  },
);
