import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openPage } from '../helpers/browser.js';
import { html, tag } from '../helpers/site.js';
import { until } from '../helpers/trial.js';
import { context, site, visitSite } from '../helpers/visited-site.js';

const SECOND = 1000;

visitSite(
  () => ({ '/': html(tag(), '<div style="height: 4000px">long</div>') }),
  (browser) => browser.newContext({ viewport: { width: 800, height: 1000 } }),
);

const leaves = () => site.kept().filter(({ eventName }) => eventName === 'page_leave');

/** Waits for the reports of a hidden page while its clock goes on: what fails to be sent waits for a timer. */
const untilLeft = (page: Page, times: number) =>
  until(async () => {
    await page.clock.runFor(SECOND);
    expect(leaves()).toHaveLength(times);
  });

/** Hides or shows the page, as the browser tells it. */
const show = (page: Page, isShown: boolean) =>
  page.evaluate((value) => {
    (window as { isHidden?: boolean }).isHidden = !value;
    document.dispatchEvent(new Event('visibilitychange'));
  }, isShown);

/** Opens a page whose clock stands still but for the script: the truth is exact, however busy the machine is. */
async function open(): Promise<Page> {
  await context.clock.install();
  await context.addInitScript(() => {
    const state = () => ((window as { isHidden?: boolean }).isHidden ? 'hidden' : 'visible');
    Object.defineProperty(document, 'visibilityState', { get: state });
    Object.defineProperty(document, 'hidden', { get: () => state() === 'hidden' });
  });
  const { page } = await openPage(context);
  await page.goto(site.origin);
  await page.waitForFunction('window.footfall && window.footfall.track');
  await page.clock.pauseAt(Date.now() + 3600 * SECOND);
  // The first turn reports what passed until now.
  await show(page, false);
  await untilLeft(page, 1);
  await show(page, true);
  return page;
}

test.each<[string, number, (string | number)[]]>([
  ['reads for a while', 10 * SECOND, [10]],
  ['goes away from the screen', 15 * SECOND, [60]],
  ['scrolls now and then', 30 * SECOND, [10, 'scroll', 10, 'keydown', 10]],
  ['comes back after a pause', 15 * SECOND + 4 * SECOND, [300, 'pointermove', 4]],
  ['looks at another tab', 3 * SECOND + 2 * SECOND, [3, 'hide', 90, 'show', 2]],
  ['moves all the time', 20 * SECOND, Array.from({ length: 20 }, () => [1, 'pointermove']).flat()],
])('a shopper who %s is engaged as long as that takes', async (_title, truth, script) => {
  const page = await open();
  for (const step of [...script, 'hide']) {
    if (typeof step === 'number') await page.clock.runFor(step * SECOND);
    else if (/hide|show/.test(step)) await show(page, step === 'show');
    else await page.evaluate((type) => document.dispatchEvent(new Event(type)), step);
  }
  const turns = script.filter((step) => step === 'hide').length + 1;
  await untilLeft(page, 1 + turns);
  const engagedMs = leaves()
    .slice(1)
    .reduce((sum, { page }) => sum + (page?.engagedMs ?? 0), 0);
  expect(Math.abs(engagedMs - truth)).toBeLessThanOrEqual(250);
});

test('the deepest point that was on the screen is reported, in percent of the page', async () => {
  site.pages['/'] = html(`<style>body { margin: 0 }</style>${tag()}`, '<div style="height: 4000px">long</div>');
  const { page } = await openPage(context);
  await page.goto(site.origin);
  await page.waitForFunction('window.footfall && window.footfall.track');
  for (const top of [2000, 500]) {
    await page.evaluate(
      (y) =>
        new Promise((resolve) => {
          document.addEventListener('scroll', resolve, { once: true });
          scrollTo(0, y);
        }),
      top,
    );
  }
  await page.goto('about:blank');
  await until(() => expect(leaves()).toHaveLength(1));
  expect(leaves()[0]?.page?.scrollDepth).toBe(75);
});
