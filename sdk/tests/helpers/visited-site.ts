import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launch, newContext } from './browser.js';
import { type Site, startSite } from './site.js';

/** Of the test file that called {@link visitSite}: one browser, and for each test a profile and a shop of its own. */
export let browser: Browser;
export let context: BrowserContext;
export let site: Site;

/**
 * Gives each test of a file a shop and a browser profile.
 *
 * @param pages of the shop, by their paths
 * @param profile makes the profile
 */
export function visitSite(pages: () => Record<string, string> = () => ({}), profile = newContext): void {
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    site = await startSite(pages());
    context = await profile(browser);
  });
  afterEach(async () => {
    await context.close();
    await site.close();
  });
}
