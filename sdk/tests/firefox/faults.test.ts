import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { closeTab, crashPages, eventsOnDisk, kill, launchFirefox, prepared } from '../helpers/firefox.js';
import { html, type Site, startSite, tag } from '../helpers/site.js';
import { denyStorage, fillStorage, Trial, until, waitingEvents as waiting } from '../helpers/trial.js';

// Firefox ends the shared worker with its last page, so what a closing page sends may be sent again under the same ids.
const TAG = tag('data-worker-url="/footfall-worker.js"', 'footfall.full.js');
const SOUND = { lost: 0, storedTwice: 0, exceptions: 0 };

let browser: Browser;
let context: BrowserContext;
let site: Site;

beforeAll(async () => {
  browser = await launchFirefox();
});
afterAll(() => browser.close());
beforeEach(async () => {
  site = await startSite({ '/': html(TAG), '/next': html(TAG, 'next'), '/slow': html(TAG, 'slow') });
  context = await browser.createBrowserContext();
});
afterEach(async () => {
  await context.close();
  await site.close();
});

const setOffline = (pages: Page[], isOffline: boolean) =>
  Promise.all(pages.map((page) => page.setOfflineMode(isOffline)));

test.each([
  ['A', 'at once', '/next', 0],
  ['B', 'after 200 ms', '/slow', 200],
])('%s: a burst and the next page %s', async (name, _when, path, delay) => {
  const trial = new Trial(`firefox ${name}`, site);
  site.delays[path] = delay;
  for (let visit = 0; visit < 10; visit++) {
    const page = await trial.open(context);
    await trial.burst(page, 10, { after: `location.href = '${path}'` });
    await page.waitForFunction(`location.pathname === '${path}'`);
    await trial.settled(page);
    await page.close();
  }
  expect(trial.result()).toMatchObject(SOUND);
});

test('C: a burst and the tab closed arrives before any further visit', async () => {
  const trial = new Trial('firefox C', site);
  for (let visit = 0; visit < 10; visit++) {
    const page = await trial.open(context);
    await trial.burst(page, 10);
    await closeTab(page);
    await trial.allArrived();
  }
  const page = await trial.open(context);
  await page.evaluate('footfall.flush()');
  await trial.settled(page);
  expect(trial.result()).toMatchObject(SOUND);
});

test('D: a burst and the page’s process killed, without pagehide', async () => {
  const own = await launchFirefox();
  const trial = new Trial('firefox D', site);
  try {
    for (let visit = 0; visit < 5; visit++) {
      const page = await trial.open(own);
      await trial.burst(page, 20);
      await crashPages(own);
    }
    await trial.open(own);
    await trial.allArrived();
  } finally {
    await kill(own);
  }
  expect(trial.result()).toMatchObject(SOUND);
});

test('E: offline events of closed tabs arrive on the next visit', async () => {
  const trial = new Trial('firefox E', site);
  for (let visit = 0; visit < 5; visit++) {
    const page = await trial.open(context);
    await setOffline([page], true);
    await trial.burst(page, 20);
    await closeTab(page);
  }
  await trial.open(context);
  await trial.allArrived();
  expect(trial.result()).toMatchObject(SOUND);
});

test('E2: offline events arrive when the network is back, with no further event', async () => {
  const trial = new Trial('firefox E2', site);
  const page = await trial.open(context);
  await setOffline([page], true);
  await trial.burst(page, 100);
  await setOffline([page], false);
  await trial.allArrived();
  expect(trial.result()).toMatchObject({ ...SOUND, sentTwice: 0 });
});

test('F: an outage of several answers is survived', async () => {
  const trial = new Trial('firefox F', site);
  const page = await trial.open(context);
  let failures = 4;
  site.reply = () => ({ status: failures-- > 0 ? 503 : 200 });
  await trial.burst(page, 100);
  await trial.allArrived();
  expect(trial.result()).toMatchObject({ ...SOUND, sentTwice: 0 });
});

test('G: a burst of 150 events of 1 KB and the page left', async () => {
  const trial = new Trial('firefox G', site);
  for (let visit = 0; visit < 5; visit++) {
    const page = await trial.open(context);
    await trial.burst(page, 150, { bytes: 1000, after: "location.href = 'about:blank'" });
    await page.waitForFunction("location.href === 'about:blank'");
    await page.close();
    const next = await trial.open(context);
    await trial.settled(next);
    await next.close();
  }
  expect(trial.result()).toMatchObject(SOUND);
});

test('H: an answer that is lost makes the same event arrive twice, under the same id', async () => {
  const trial = new Trial('firefox H', site);
  const page = await trial.open(context);
  for (let round = 0; round < 5; round++) {
    let cuts = 1;
    site.reply = () => ({ cut: cuts-- > 0 });
    await trial.burst(page, 20);
    await page.evaluate('footfall.flush()');
    await until(async () => expect(await page.evaluate(waiting)).toBe(0));
  }
  expect(trial.result()).toMatchObject(SOUND);
});

test.each([2, 10])('I: %d tabs offline and closed lose nothing', async (tabs) => {
  const trial = new Trial(`firefox I${tabs}`, site);
  const pages: Page[] = [];
  for (let tab = 0; tab < tabs; tab++) pages.push(await trial.open(context));
  await setOffline(pages, true);
  await Promise.all(pages.map((page) => trial.burst(page, 100 / tabs)));
  for (const page of pages) await closeTab(page);
  await trial.open(context);
  await trial.allArrived();
  expect(trial.result()).toMatchObject(SOUND);
});

test('J: a backlog and ten tabs opened one after the other lose nothing', async () => {
  const trial = new Trial('firefox J', site);
  const page = await trial.open(context);
  await setOffline([page], true);
  await trial.burst(page, 100);
  await closeTab(page);
  for (let tab = 0; tab < 10; tab++) await trial.open(context);
  await trial.allArrived();
  expect(trial.result()).toMatchObject(SOUND);
});

test.each([
  ['K', 'denied', denyStorage],
  ['L', 'full', fillStorage],
])('%s: with storage %s everything arrives from memory', async (name, _state, prepare) => {
  const trial = new Trial(`firefox ${name}`, site);
  const page = await trial.open(prepared(context, prepare));
  await trial.burst(page, 100);
  await trial.allArrived();
  expect(trial.result()).toMatchObject({ ...SOUND, sentTwice: 0 });
});

test('M: a collector that refuses bodies over 20 KB gets smaller ones', async () => {
  site.reply = ({ bytes }) => ({ status: bytes > 20_000 ? 413 : 200 });
  const trial = new Trial('firefox M', site);
  const page = await trial.open(context);
  await trial.burst(page, 100, { bytes: 500 });
  await trial.allArrived();
  expect(trial.result()).toMatchObject({ ...SOUND, sentTwice: 0 });
});

test('ten tabs that report and flush at the same time lose nothing', async () => {
  const trial = new Trial('firefox tabs', site);
  const pages: Page[] = [];
  for (let tab = 0; tab < 10; tab++) pages.push(await trial.open(context));
  await Promise.all(
    pages.map(async (page) => {
      await trial.burst(page, 20);
      await page.evaluate('footfall.flush()');
    }),
  );
  await trial.allArrived();
  expect(trial.result()).toMatchObject(SOUND);
  expect(new Set(site.events().map(({ clientId }) => clientId)).size).toBe(1);
});

test('the browser killed with SIGKILL while offline, on a real profile, loses nothing', async () => {
  const userDataDir = await mkdtemp(join(tmpdir(), 'footfall-firefox-'));
  const trial = new Trial('firefox kill', site);
  let killed: Browser | undefined;
  let next: Browser | undefined;
  try {
    killed = await launchFirefox({ userDataDir });
    const page = await trial.open(killed);
    await setOffline([page], true);
    await trial.burst(page, 100);
    // Firefox writes storage to disk every few seconds; a kill is survived from then on.
    await until(async () => expect(await eventsOnDisk(userDataDir)).toBeGreaterThanOrEqual(100));
    await kill(killed);
    next = await launchFirefox({ userDataDir });
    await trial.open(next);
    await trial.allArrived();
  } finally {
    for (const one of [killed, next]) if (one) await kill(one);
    await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
  }
  expect(trial.result()).toMatchObject({ ...SOUND, sentTwice: 0 });
});
