import type { Browser, BrowserContext } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchFirefox, prepared } from '../helpers/firefox.js';
import { html, type Site, startSite, tag } from '../helpers/site.js';
import { Trial, until } from '../helpers/trial.js';

let browser: Browser;
let context: BrowserContext;
let site: Site;

beforeAll(async () => {
  browser = await launchFirefox();
});
afterAll(() => browser.close());
beforeEach(async () => {
  site = await startSite({ '/': html(tag()), '/other': html('') });
  context = await browser.createBrowserContext();
});
afterEach(async () => {
  await context.close();
  await site.close();
});

const views = () => site.kept().filter(({ eventName }) => eventName === 'page_view');

/** Firefox knows the Navigation API from version 147 on. */
const hideNavigation = () => {
  Object.defineProperty(window, 'navigation', { value: undefined });
};

test.each([
  ['as it is', () => {}],
  ['without the Navigation API', hideNavigation],
])('single-page navigations are counted once each in a browser %s', async (_title, prepare) => {
  const trial = new Trial('firefox views', site);
  const page = await trial.open(prepared(context, prepare));
  await page.evaluate(() => {
    history.replaceState(null, '', '/');
    history.pushState(null, '', '/a');
    history.replaceState(null, '', '/a?color=red');
    history.pushState(null, '', '/a?color=red#reviews');
    history.pushState(null, '', '/b?page=2');
  });
  await page.evaluate('footfall.flush()');
  await page.evaluate('history.go(-2)');
  await page.waitForFunction('location.search === "?color=red" && location.hash === ""');
  await page.evaluate('new Promise((resolve) => setTimeout(resolve)).then(() => footfall.flush())');
  await until(() => expect(views().length).toBeGreaterThanOrEqual(4));
  const paths = views().map(({ pageUrl }) => new URL(pageUrl ?? '').pathname);
  expect(paths).toEqual(['/', '/a', '/b', '/a']);
  expect(trial.errors).toEqual([]);
});

test('a page that comes back from the back/forward cache is viewed again, once', async () => {
  site.pages['/'] = html(
    `<script>addEventListener('pageshow', ({ persisted }) => persisted && footfall.track('came_back'))</script>${tag()}`,
  );
  const trial = new Trial('firefox bfcache', site);
  const page = await trial.open(context);
  await page.evaluate('footfall.flush()');
  await page.goto(`${site.origin}/other`);
  await page.evaluate('history.back()');
  await until(() => expect(site.names()).toContain('came_back'));
  await until(() => expect(views()).toHaveLength(2));
  expect(views()[1]?.pageViewId).not.toBe(views()[0]?.pageViewId);
  expect(trial.errors).toEqual([]);
});
