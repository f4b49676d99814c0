import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type LaunchOptions, type Page } from 'playwright-core';

/** Where systems install Chromium; Playwright's own download comes first. */
const PLACES = [process.env.CHROMIUM_PATH, chromium.executablePath(), '/usr/bin/chromium', '/usr/bin/google-chrome'];

export const launchOptions: LaunchOptions = {
  executablePath: PLACES.find((place) => place && existsSync(place)),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
  // The tests are about pages that come back as well.
  ignoreDefaultArgs: ['--disable-back-forward-cache'],
};

export const launch = (): Promise<Browser> => chromium.launch(launchOptions);

/** Opens a page that records every exception and console error in it. */
export async function openPage(context: BrowserContext): Promise<{ page: Page; errors: string[] }> {
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  return { page, errors };
}
