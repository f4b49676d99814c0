import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** What the devices say of themselves. */
const DEVICES = {
  desktop: {
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
    context: { viewport: { width: 1366, height: 800 } },
  },
  phone: {
    userAgent:
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
    context: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  },
  bot: {
    userAgent:
      'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/141.0.0.0 Safari/537.36',
    context: { viewport: { width: 1024, height: 768 } },
  },
};

const BLOCKER = fileURLToPath(new URL('../blocker', import.meta.url));

const launchOptions = (device) => ({
  executablePath: PATHS.find((path) => existsSync(path)),
  // By flag: Playwright's own setting does not reach requests that outlive their page.
  args: [
    `--user-agent=${DEVICES[device].userAgent}`,
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
  ],
});

/** One browser a kind of device. */
export class Browsers {
  #launched = {};

  /** A shopper's browser profile, empty. */
  async context(device) {
    this.#launched[device] ??= chromium.launch(launchOptions(device));
    const browser = await this.#launched[device];
    const context = await browser.newContext(DEVICES[device].context);
    if (device !== 'bot') await context.grantPermissions(['clipboard-read', 'clipboard-write']).catch(() => {});
    return context;
  }

  /**
   * The same with an ad blocker, in a browser of its own that ends with it. An extension like a real one: what Playwright
   * intercepts ends with the page, and a page's last requests, which tell all that was kept, would get through.
   */
  contextWithBlocker(device) {
    const { args, ...options } = launchOptions(device);
    return chromium.launchPersistentContext('', {
      ...options,
      ...DEVICES[device].context,
      args: [...args, `--disable-extensions-except=${BLOCKER}`, `--load-extension=${BLOCKER}`],
      ignoreDefaultArgs: ['--disable-extensions'],
    });
  }

  async close() {
    const browsers = await Promise.allSettled(Object.values(this.#launched));
    await Promise.all(browsers.map(({ value }) => value?.close()));
  }
}
