import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launch, openPage } from '../helpers/browser.js';
import { createProject, type Project } from '../helpers/project.js';
import { type Site, startSite } from '../helpers/site.js';
import { until } from '../helpers/trial.js';

type Mode = 'production' | 'development';

let project: Project;
let browser: Browser;
let context: BrowserContext;
let site: Site;
let said: string[];

beforeAll(async () => {
  [project, browser] = await Promise.all([createProject('vite'), launch()]);
  for (const mode of ['production', 'development']) {
    await project.run('vite', ['build', '--mode', mode, '--outDir', mode, '--logLevel', 'warn'], { NODE_ENV: mode });
  }
});
afterAll(async () => {
  await browser?.close();
  await project?.remove();
});
beforeEach(async () => {
  site = await startSite();
  context = await browser.newContext();
});
afterEach(async () => {
  await context.close();
  await site.close();
});

/** Serves a build, as a shop's web server does, and opens it. */
async function open(mode: Mode): Promise<Page> {
  const folder = join(project.folder, mode);
  site.pages['/'] = await readFile(join(folder, 'index.html'), 'utf8');
  for (const file of await readdir(join(folder, 'assets'))) {
    site.pages[`/assets/${file}`] = await readFile(join(folder, 'assets', file), 'utf8');
    site.headers[`/assets/${file}`] = { 'content-type': 'text/javascript' };
  }
  const { page, errors } = await openPage(context);
  said = errors;
  page.on('console', (message) => said.push(message.text()));
  await page.goto(site.origin);
  return page;
}

/** Waits until the page has said that it stored an event; it is sent some seconds later. */
const stored = (name: string) => until(() => expect(said).toContain(`footfall: ${name}`));
const count = (name: string) => site.names().filter((other) => other === name).length;

test('installed in a Vite project, its types hold', async () => {
  expect(await project.typeErrors()).toEqual([]);
});

test.each<Mode>(['production', 'development'])(
  'a React shop built for %s reports its view, then what is mounted, once each',
  async (mode) => {
    const page = await open(mode);
    await page.click('#coupon');
    await stored('coupon_opened');
    await until(() => expect(count('coupon_opened')).toBe(1));
    expect(site.names().slice(0, 2)).toEqual(['page_view', 'product_view']);
    expect(count('page_view')).toBe(1);
    expect(count('product_view')).toBe(1);
    expect(site.events()[0]).toMatchObject({ pageTitle: 'A shop', pageUrl: `${site.origin}/` });
    // Still `useTrack`'s first function, after the click's render.
    expect(await page.textContent('#coupon')).toBe('Coupon 1');
    expect(await page.getAttribute('#coupon', 'data-same')).toBe('true');
  },
);

test('TrackView reports what was really seen, once, and not what nobody scrolled to', async () => {
  const page = await open('production');
  await stored('teaser_viewed');
  await page.click('#coupon');
  await page.locator('#footer').scrollIntoViewIfNeeded();
  await stored('footer_viewed');
  await page.locator('#teaser').scrollIntoViewIfNeeded();
  await page.click('#coupon');
  await until(() => expect(count('coupon_opened')).toBe(2));
  const seen = site.names().filter((name) => /viewed|coupon/.test(name));
  expect(seen).toEqual(['teaser_viewed', 'coupon_opened', 'footer_viewed', 'coupon_opened']);
});

test('TrackView counts no time in which the tab is in the background', async () => {
  await context.clock.install();
  await context.addInitScript(() => {
    Object.defineProperty(document, 'visibilityState', {
      get: () => ((window as { isHidden?: boolean }).isHidden ? 'hidden' : 'visible'),
    });
  });
  const page = await open('production');
  await page.clock.pauseAt(Date.now() + 60_000);
  const turn = (isHidden: boolean) =>
    page.evaluate((value) => {
      (window as { isHidden?: boolean }).isHidden = value;
      document.dispatchEvent(new Event('visibilitychange'));
    }, isHidden);
  await turn(true);
  said.length = 0;
  // The clock does not rule the browser's own observers: told of the footer, TrackView's has been told before.
  await page.evaluate(() => {
    const footer = document.getElementById('footer') as HTMLElement;
    footer.scrollIntoView();
    return new Promise<void>((resolve) => {
      new IntersectionObserver(([entry]) => entry?.isIntersecting && resolve()).observe(footer);
    });
  });
  await page.clock.runFor(5000);
  expect(said).not.toContain('footfall: footer_viewed');
  await turn(false);
  await page.clock.runFor(900);
  expect(said).not.toContain('footfall: footer_viewed');
  await page.clock.runFor(200);
  await stored('footer_viewed');
});

test('the overlay lists what is stored, sent, waits and was refused', async () => {
  let status = 503;
  site.reply = () => ({ status });
  const page = await open('production');
  const overlay = page.locator('footfall-overlay section');
  await until(async () => expect(await overlay.innerText()).toMatch(/retry: \d+ events, status 503/));
  expect(await overlay.innerText()).toMatch(/footfall: [1-9]\d* waiting/);
  status = 200;
  await until(async () => expect(await overlay.innerText()).toMatch(/done: \d+ events, status 200, 0 refused/));
  await until(async () => expect(await overlay.innerText()).toContain('footfall: 0 waiting'));
  expect(await overlay.innerText()).toContain('stored product_view #1');
  status = 422;
  await page.click('#coupon');
  await until(async () => expect(await overlay.innerText()).toMatch(/drop: \d+ events, status 422/));
  await until(async () => expect(await overlay.innerText()).toMatch(/dropped: http_422 \d/));
  await page.click('footfall-overlay button');
  expect(await page.locator('footfall-overlay').count()).toBe(0);
  // What a developer does to it is not the shopper's.
  status = 200;
  await page.click('#coupon');
  await until(() => expect(count('coupon_opened')).toBe(1));
  expect(count('click')).toBe(1);
});
