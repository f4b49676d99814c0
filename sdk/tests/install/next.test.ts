import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launch, openPage } from '../helpers/browser.js';
import { createProject, type Project, shopEnv } from '../helpers/project.js';
import { type Site, startSite } from '../helpers/site.js';
import { until } from '../helpers/trial.js';

let project: Project;
let browser: Browser;
let context: BrowserContext;
let collector: Site;
let shop: ChildProcess | undefined;
let said: string[];

beforeAll(async () => {
  [project, browser] = await Promise.all([createProject('next'), launch()]);
  await project.run('next', ['build']);
});
afterAll(async () => {
  await browser?.close();
  await project?.remove();
});
beforeEach(async () => {
  collector = await startSite();
  context = await browser.newContext();
});
afterEach(async () => {
  await context.close();
  await stop();
  await collector.close();
});

/** Starts the shop by `next start` or `next dev` on a free port, and gives its address. */
async function serve(command: 'start' | 'dev'): Promise<string> {
  const args = [join(project.folder, 'node_modules/next/dist/bin/next'), command, '-H', '127.0.0.1', '-p', '0'];
  const env = { ...shopEnv, COLLECTOR: `${collector.origin}/clickstream` };
  // A group of its own: `next dev` is several processes.
  const child = spawn(process.execPath, args, { cwd: project.folder, env, detached: true });
  shop = child;
  let printed = '';
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`next ${command} ended: ${printed}`)));
    child.stderr.on('data', (chunk) => {
      printed += chunk;
    });
    child.stdout.on('data', (chunk) => {
      printed += chunk;
      const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
      if (origin && /Ready/.test(printed)) resolve(origin);
    });
  });
}

async function stop(): Promise<void> {
  const child = shop;
  shop = undefined;
  if (!child?.pid || child.exitCode !== null) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}

async function open(url: string): Promise<Page> {
  const { page, errors } = await openPage(context);
  said = errors;
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && said.push(message.text()));
  await page.goto(url);
  return page;
}

/** Follows a link within the page, as the App Router does, and waits for the new page. */
async function follow(page: Page, link: string, heading: string): Promise<void> {
  await page.click(`text="${link}"`);
  await page.waitForSelector(`h1:has-text("${heading}")`);
  await until(async () => expect(await page.title()).toBe(heading));
}

const of = (name: string) => collector.kept().filter(({ eventName }) => eventName === name);

test('installed in a Next.js project, its types hold', async () => {
  expect(await project.typeErrors()).toEqual([]);
});

test.each(['start', 'dev'] as const)(
  'under next %s each page of the App Router is viewed once, by its title, and before what is on it',
  async (command) => {
    const origin = await serve(command);
    const page = await open(`${origin}/product?id=1`);
    await page.waitForSelector('h1');
    await page.evaluate('window.isSame = true');
    await follow(page, 'Home', 'Home');
    await follow(page, 'Product 2', 'Product 2');
    // A filter, not another page.
    await page.click('text="Red"');
    await page.waitForURL(/color=red/);
    await page.goBack();
    await page.waitForSelector('h1:has-text("Home")');
    expect(await page.evaluate('window.isSame')).toBe(true);
    await page.click('text="About"');
    await page.waitForSelector('h1:has-text("About")');
    await until(() => expect(of('page_view').length).toBeGreaterThanOrEqual(5));
    const views = of('page_view');
    expect(views.map(({ pageUrl }) => pageUrl?.slice(origin.length))).toEqual([
      '/product?id=1',
      '/',
      '/product?id=2',
      '/',
      '/about',
    ]);
    // Between two pages Next.js leaves the document without a title; what reports at once does not wait for it.
    const titles = views.flatMap(({ pageUrl, pageTitle }) => (pageUrl?.includes('product') ? [] : [pageTitle]));
    expect(titles).toEqual(['Home', 'Home', 'About']);
    const inOrder = collector.kept().sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0));
    const told = inOrder.flatMap(({ eventName, product }) =>
      /^p.*view$/.test(eventName ?? '') ? [product?.id ?? eventName] : [],
    );
    expect(told).toEqual(['page_view', '1', 'page_view', 'page_view', '2', 'page_view', 'page_view']);
    expect(of('page_leave').length).toBeGreaterThanOrEqual(4);
    expect(said).toEqual([]);
  },
);

test('a shop’s own domain passes events on, its server reports the order, and a page that comes back is viewed again', async () => {
  const origin = await serve('start');
  const page = await open(`${origin}/?overlay`);
  await follow(page, 'Product 1', 'Product 1');
  await page.click('text="Order"');
  await until(() => expect(of('order_clicked')).toHaveLength(1));
  await until(() => expect(of('checkout_complete')).toHaveLength(1));
  const [, view] = of('page_view');
  const { clientId, sessionId } = view ?? {};
  expect(clientId).toBeTruthy();
  expect(of('checkout_complete')[0]).toMatchObject({ clientId, sessionId, order: { id: 'o-1', total: 9.5 } });
  expect(of('product_view')[0]).toMatchObject({ clientId, sessionId, pageViewId: view?.pageViewId });
  await until(() => expect(of('reviews_viewed')).toHaveLength(1));
  await until(async () => expect(await page.innerText('footfall-overlay section')).toContain('status 200'));
  expect(said).toEqual([]);

  await page.evaluate('window.isSame = true');
  await page.click('text="About"');
  await page.waitForSelector('h1:has-text("About")');
  await page.goBack({ waitUntil: 'commit' });
  // Out of the back/forward cache, where nothing loads again.
  expect(await page.evaluate('window.isSame')).toBe(true);
  await until(() => expect(of('page_view')).toHaveLength(4));
  expect(new Set(of('page_view').map(({ pageViewId }) => pageViewId)).size).toBe(4);
});
