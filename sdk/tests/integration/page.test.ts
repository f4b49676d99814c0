import { expect, test, vi } from 'vitest';
import { openPage } from '../helpers/browser.js';
import { html, tag } from '../helpers/site.js';
import { context, site, visitSite } from '../helpers/visited-site.js';

const until = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 20 });
const READY = 'window.footfall && window.footfall.track';

visitSite(() => ({ '/': html(tag()), '/other': html('') }));

const views = () => site.kept().filter(({ eventName }) => eventName === 'page_view');

test.each([
  ['the Navigation API', ''],
  ['a patched history', 'delete window.navigation'],
])('single-page navigations are counted once each with %s', async (_title, script) => {
  if (script) await context.addInitScript(() => Object.defineProperty(window, 'navigation', { value: undefined }));
  const { page, errors } = await openPage(context);
  await page.goto(site.origin);
  await page.waitForFunction(READY);
  await page.evaluate(() => {
    history.replaceState(null, '', '/');
    history.pushState(null, '', '/a');
    history.replaceState(null, '', '/a?color=red');
    history.pushState(null, '', '/a?color=red#reviews');
    history.pushState(null, '', '/b?page=2');
  });
  await page.evaluate('footfall.flush()');
  await page.goBack();
  await page.goBack();
  await page.waitForFunction('location.hash === ""');
  await page.evaluate('new Promise((resolve) => setTimeout(resolve)).then(() => footfall.flush())');
  await until(() => expect(views().length).toBeGreaterThanOrEqual(3));
  const paths = views().map(({ pageUrl }) => new URL(pageUrl ?? '').pathname);
  expect(paths).toEqual(['/', '/a', '/b', '/a']);
  expect(views()[1]?.referrer).toBe(`${site.origin}/`);
  expect(errors).toEqual([]);
});

test('a page that comes back from the back/forward cache is viewed again, once', async () => {
  const { page } = await openPage(context);
  await page.goto(site.origin);
  await page.waitForFunction(READY);
  await page.evaluate('window.isSame = true; footfall.flush()');
  await page.goto(`${site.origin}/other`);
  // A restored page does not load again.
  await page.goBack({ waitUntil: 'commit' });
  expect(await page.evaluate('window.isSame')).toBe(true);
  await page.evaluate('new Promise((resolve) => setTimeout(resolve)).then(() => footfall.flush())');
  await until(() => expect(views()).toHaveLength(2));
  expect(views()[1]?.pageViewId).not.toBe(views()[0]?.pageViewId);
});

test('a prerendered page is viewed when it is shown, not before', async () => {
  site.pages['/start'] = html(
    `<script type="speculationrules">{"prerender":[{"source":"list","urls":["/"],"eagerness":"immediate"}]}</script>`,
    '<a href="/">go</a>',
  );
  const { page } = await openPage(context);
  await page.goto(`${site.origin}/start`);
  await page.click('a');
  await page.waitForURL(`${site.origin}/`);
  await page.waitForFunction(READY);
  await page.evaluate('new Promise((resolve) => setTimeout(resolve)).then(() => footfall.flush())');
  await until(() => expect(views()).toHaveLength(1));
});

test('elements with data-footfall-event report that event instead of a click', async () => {
  site.pages['/'] = html(
    tag(),
    `<button id="b" data-footfall-event="add_to_cart_click" data-footfall-product='{"id":"p-1","price":9.5,"currency":"EUR"}'>
     <span>Buy</span></button><a id="out" href="https://elsewhere.example/x" onclick="return false">Out</a>`,
  );
  const { page } = await openPage(context);
  await page.goto(site.origin);
  await page.waitForFunction(READY);
  await page.click('#b span');
  await page.click('#out');
  await page.evaluate('footfall.flush()');
  expect(site.events().slice(1)).toMatchObject([
    { eventName: 'add_to_cart_click', product: { id: 'p-1', price: 9.5 }, element: { id: 'b', text: 'Buy' } },
    { eventName: 'click', properties: { outbound: 'https://elsewhere.example/x' } },
  ]);
});

test('a purchase reported again after a reload is the same event', async () => {
  site.pages['/thanks'] = html(tag('', 'footfall.full.js'), '');
  const { page } = await openPage(context);
  for (let load = 0; load < 2; load++) {
    await page.goto(`${site.origin}/thanks`);
    await page.waitForFunction(READY);
    await page.evaluate('footfall.checkoutComplete({ id: "o-1", total: 9.5, currency: "EUR" }); footfall.flush()');
  }
  const views = () => site.kept().filter(({ eventName }) => eventName === 'page_view');
  await until(() => expect(views()).toHaveLength(2));
  await until(() =>
    expect(site.names().filter((name) => name === 'checkout_complete').length).toBeGreaterThanOrEqual(2),
  );
  expect(site.kept().filter(({ eventName }) => eventName === 'checkout_complete')).toHaveLength(1);
});

test('it works under a strict Content-Security-Policy with Trusted Types', async () => {
  site.headers['/'] = {
    'content-security-policy':
      "default-src 'none'; script-src 'nonce-n1' 'strict-dynamic'; connect-src 'self'; img-src data:; " +
      "require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'",
  };
  site.pages['/'] = html(tag('nonce="n1"'), '<button id="b">Buy</button>');
  const { page, errors } = await openPage(context);
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(site.origin);
  await page.click('#b');
  await until(() => expect(site.names()).toEqual(['page_view', 'click']));
  expect(errors).toEqual([]);
});

test('GA4 calls, errors and a linked domain work from one script tag', async () => {
  const full = tag('data-ga4 data-errors data-domains="localhost"', 'footfall.full.js');
  const other = site.origin.replace('127.0.0.1', 'localhost');
  site.pages['/'] = html(
    `<script>dataLayer = []; function gtag() { dataLayer.push(arguments) }
     gtag('event', 'view_item', { currency: 'EUR', items: [{ item_id: 'p-1', price: 9.5 }] })</script>${full}`,
    `<a href="${other}/landing">to the checkout</a>`,
  );
  site.pages['/landing'] = html(full);
  const { page } = await openPage(context);
  await page.goto(site.origin);
  await page.waitForFunction(READY);
  await page.evaluate(() => {
    (window as unknown as { dataLayer: unknown[] }).dataLayer.push({
      event: 'add_to_cart',
      ecommerce: { items: [{ item_id: 'p-1' }] },
    });
    setTimeout(() => {
      throw new Error('for jane@mail.example');
    });
  });
  await page.evaluate('new Promise((resolve) => setTimeout(resolve)).then(() => footfall.flush())');
  await page.click('a');
  await page.waitForFunction(`location.hostname === "localhost" && ${READY}`);
  await page.evaluate('footfall.track("arrived"); footfall.flush()');
  await until(() => expect(site.names()).toContain('arrived'));
  expect(page.url()).toBe(`${other}/landing`);
  expect(site.names().slice(0, 4)).toEqual(['page_view', 'product_view', 'add_to_cart_click', 'error']);
  const [first] = site.events();
  const arrived = site.events().find(({ eventName }) => eventName === 'arrived');
  expect(arrived).toMatchObject({ clientId: first?.clientId, sessionId: first?.sessionId });
  expect(JSON.stringify(site.events())).not.toContain('jane@mail.example');
});
