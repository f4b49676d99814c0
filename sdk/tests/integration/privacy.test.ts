import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { openPage } from '../helpers/browser.js';
import { html, tag } from '../helpers/site.js';
import { context, site, visitSite } from '../helpers/visited-site.js';

const until = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 20 });
const READY = 'window.footfall && window.footfall.track';

visitSite(
  () => ({}),
  (browser) => browser.newContext(),
);

/** What the page has left on the device. */
const traces = (page: Page) =>
  page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie].filter(Boolean));

test('before consent there is no request, no cookie and no key; with it, everything is sent', async () => {
  site.pages['/'] = html(tag('data-consent="pending"'), '<button id="b">Buy</button>');
  const { page } = await openPage(context);
  await page.goto(site.origin);
  await page.waitForFunction(READY);
  await page.click('#b');
  await page.evaluate('footfall.track("product_view", { product: { id: "p-1" } })');
  await page.evaluate('footfall.flush()');
  expect(await traces(page)).toEqual([]);
  expect(site.received).toEqual([]);
  await page.evaluate('footfall.consent("granted")');
  await page.evaluate('footfall.flush()');
  expect(site.names()).toEqual(['page_view', 'click', 'product_view']);
});

test('who signs out before he consents is not known after it', async () => {
  site.pages['/'] = html(tag('data-consent="pending"'));
  const { page } = await openPage(context);
  await page.goto(site.origin);
  await page.waitForFunction(READY);
  await page.evaluate('footfall.identify("ada"); footfall.track("one"); footfall.reset(); footfall.track("two")');
  await page.evaluate('footfall.consent("granted"); footfall.flush()');
  await until(() => expect(site.names()).toContain('two'));
  const userOf = (name: string) => site.events().find(({ eventName }) => eventName === name)?.userId;
  expect([userOf('one'), userOf('two')]).toEqual(['ada', undefined]);
});

test('a denial removes what is stored and stops everything, and consent may flip', async () => {
  site.pages['/'] = html(tag());
  const { page } = await openPage(context);
  await page.goto(site.origin);
  await page.waitForFunction(READY);
  await page.evaluate('footfall.track("one")');
  await page.evaluate('footfall.consent("denied"); footfall.track("two"); footfall.flush()');
  expect(await traces(page)).toEqual([]);
  await page.evaluate('footfall.consent("granted"); footfall.track("three"); footfall.flush()');
  await until(() => expect(site.names()).toEqual(['three']));
});

test('Global Privacy Control is a denial that the shop cannot overrule', async () => {
  site.pages['/'] = html(tag());
  await context.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
  const { page } = await openPage(context);
  await page.goto(site.origin);
  await page.waitForFunction(READY);
  await page.evaluate('footfall.consent("granted"); footfall.track("one"); footfall.flush()');
  expect(await traces(page)).toEqual([]);
  expect(site.received).toEqual([]);
});

test('no e-mail address, card or phone number that stands in the page or its address leaves it', async () => {
  const SECRETS = ['jane@mail.example', '4111 1111 1111 1111', '+49 170 1234567', 'hunter2', 'typed-by-hand'];
  site.pages['/'] = html(
    tag(),
    `<button id="a" data-owner="jane@mail.example">Mail jane@mail.example</button>
     <div role="button" id="b">Card 4111 1111 1111 1111</div><a id="c" href="#x">Call +49 170 1234567</a>
     <label id="d">Name <input id="e" value="typed-by-hand"></label><textarea id="f">typed-by-hand</textarea>
     <div id="g" contenteditable>typed-by-hand</div><select id="h"><option>typed-by-hand</option></select>
     <p data-footfall-ignore><button id="i">hunter2</button></p>
     <p global-clickstream-ignore-click><button id="j">hunter2</button></p>`,
  );
  const { page } = await openPage(context);
  await page.goto(`${site.origin}/?email=jane@mail.example&token=hunter2&phone=%2B49%20170%201234567`);
  await page.waitForFunction(READY);
  for (const id of 'abcdefghij') await page.evaluate((name) => document.getElementById(name)?.click(), id);
  await page.evaluate('footfall.flush()');
  const sent = site.received.map(({ body }) => body).join();
  expect(SECRETS.filter((secret) => sent.includes(secret))).toEqual([]);
  expect(site.names().filter((name) => name === 'click').length).toBeGreaterThanOrEqual(8);
});

test('beforeSend changes and drops events before they are stored', async () => {
  site.pages['/'] = html(
    `<script type="module">import { createTracker } from '/sdk/index.js';
     window.footfall = createTracker({ endpoint: '/clickstream', storage: 'cookie',
       beforeSend: (event) => event.eventName === 'two' ? null : { ...event, pageTitle: 'masked', referrer: undefined } });
     </script>`,
  );
  const { page } = await openPage(context);
  await page.goto(site.origin);
  await page.waitForFunction(READY);
  await page.evaluate('footfall.track("one"); footfall.track("two"); footfall.flush()');
  await until(() => expect(site.names()).toEqual(['page_view', 'one']));
  expect(site.events()[1]).toMatchObject({ pageTitle: 'masked' });
  expect(await page.evaluate(() => document.cookie)).toContain('footfall.id=');
});

const CARDS = ['4111 1111 1111 1111', '4111111111111111', '5500-0000-0000-0004'];
const MAILS = ['jane@mail.example', 'jane.doe+shop@mail.example', 'JANE@MAIL.EXAMPLE'];
const PHONES = ['+49 170 1234567', '0170 1234567', '(030) 123-456-78'];
const TYPED = ['typed-by-hand', '12 Typed Lane'];

test.each(['footfall.js', 'footfall.full.js'])(
  'with %s no planted card, e-mail address, phone number or typed text leaves the page',
  async (file) => {
    const planted = [...CARDS, ...MAILS, ...PHONES];
    site.pages['/'] = html(
      tag('data-errors', file),
      [
        ...planted.map((text) => `<button data-owner="${text}" aria-label="for ${text}">Call ${text}</button>`),
        ...planted.map((text) => `<a href="#a" title="${text}"><span>${text}</span></a>`),
        ...MAILS.map((text) => `<a href="https://elsewhere.example/?to=${text}" onclick="return false">out</a>`),
        ...TYPED.map((text) => `<label>Name <input value="${text}"></label><textarea>${text}</textarea>`),
        ...TYPED.map((text) => `<div contenteditable><b>${text}</b></div><select><option>${text}</option></select>`),
      ].join(''),
    );
    const query = [...MAILS.map((text) => `q=${text}`), `email=${MAILS[0]}`, `card=${CARDS[1]}`, `phone=${PHONES[1]}`];
    const address = query.join('&').replaceAll(' ', '%20').replaceAll('+', '%2B');
    const { page } = await openPage(context);
    await page.goto(`${site.origin}/?${address}`);
    await page.waitForFunction(READY);
    await page.evaluate(() => {
      for (const element of document.querySelectorAll('body *')) (element as HTMLElement).click();
      for (const input of document.querySelectorAll('input')) {
        input.value += '!';
        input.dispatchEvent(new Event('input', { bubbles: true }));
        input.dispatchEvent(new KeyboardEvent('keydown', { key: 'x', bubbles: true }));
      }
    });
    await page.type('input', 'typed-by-hand');
    await page.evaluate('footfall.flush()');
    expect(site.names().filter((name) => name === 'click').length).toBeGreaterThan(planted.length * 2);
    const sent = site.received.map(({ body }) => body).join();
    const secrets = [...planted, ...TYPED].flatMap((text) => [
      text,
      encodeURIComponent(text),
      text.replaceAll(' ', '+'),
    ]);
    expect(secrets.filter((secret) => sent.toLowerCase().includes(secret.toLowerCase()))).toEqual([]);
  },
);
