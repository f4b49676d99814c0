import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';
import { closeTab, isOnDisk, launchProcess } from '../../sdk/tests/helpers/browser.js';
import { USER_AGENT } from '../playwright.config.js';
import { FaultTrial } from '../support/fault-trial.js';
import { FaultyShop } from '../support/faulty-shop.js';
import { expect, test } from '../support/test.js';

interface Parts {
  trial: FaultTrial;
  shop: FaultyShop;
  context: BrowserContext;
}

/** What goes wrong between a page and the collector. 100 events each, of which the warehouse must have every one once. */
const TRIALS: Record<string, (parts: Parts) => Promise<void>> = {
  async 'tabs are closed'({ trial, context }) {
    for (let visit = 0; visit < 5; visit++) {
      const page = await trial.open(context);
      await trial.report(page, 20);
      await closeTab(page);
    }
    await trial.delivered(await trial.open(context));
  },

  async 'renderers crash'({ trial, context }) {
    for (let visit = 0; visit < 5; visit++) {
      const page = await trial.open(context);
      await trial.report(page, 20);
      const crashed = page.waitForEvent('crash');
      page.goto('chrome://crash').catch(() => {});
      await crashed;
      await page.close();
    }
    await trial.delivered(await trial.open(context));
  },

  async 'tabs are closed offline'({ trial, context }) {
    for (let visit = 0; visit < 2; visit++) {
      const page = await trial.open(context);
      await context.setOffline(true);
      await trial.report(page, 50);
      await closeTab(page);
      await context.setOffline(false);
    }
    await trial.delivered(await trial.open(context));
  },

  async 'the browser is killed offline'({ trial }) {
    const profile = await mkdtemp(join(tmpdir(), 'footfall-profile-'));
    const asPerson = [`--user-agent=${USER_AGENT}`];
    const killed = await launchProcess(profile, asPerson);
    let next: typeof killed | undefined;
    try {
      const page = await trial.open(killed.context);
      await killed.context.setOffline(true);
      await trial.report(page, 100);
      await expect.poll(() => isOnDisk(profile, '"marker":99'), { timeout: 60_000 }).toBe(true);
      await killed.kill();
      next = await launchProcess(profile, asPerson);
      await trial.delivered(await trial.open(next.context));
    } finally {
      for (const one of [killed, next]) await one?.kill();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  },

  async 'answers are lost'({ trial, shop, context }) {
    const page = await trial.open(context);
    for (let round = 0; round < 5; round++) {
      shop.failNext({ isAnswerLost: true });
      await trial.report(page, 20);
      await trial.delivered(page);
    }
  },

  async 'the collector answers 503'({ trial, shop, context }) {
    shop.failNext({ status: 503 }, { status: 503 }, { status: 503, headers: { 'retry-after': '1' } });
    const page = await trial.open(context);
    await trial.report(page, 100);
    await trial.delivered(page);
  },

  async 'ten tabs report and send at the same time'({ trial, context }) {
    const pages = [];
    for (let tab = 0; tab < 10; tab++) pages.push(await trial.open(context));
    await Promise.all(
      pages.map(async (page) => {
        await trial.report(page, 10);
        await page.evaluate('footfall.flush()');
      }),
    );
    for (const page of pages) await trial.delivered(page);
  },

  async 'the clock is wrong by a day, and comes right again'({ trial, context }) {
    const page = await trial.open(context);
    await page.evaluate('window.realNow = Date.now; Date.now = () => realNow() + 86_400_000');
    await trial.report(page, 40);
    await page.evaluate('Date.now = () => realNow() - 86_400_000');
    await trial.report(page, 30);
    await page.evaluate('Date.now = realNow');
    await trial.report(page, 30);
    await trial.delivered(page);
  },

  async 'the collector redirects'({ trial, shop, context }) {
    const page = await trial.open(context);
    shop.failNext({ status: 307, headers: { location: '/clickstream?moved' } });
    await trial.report(page, 50);
    await trial.delivered(page);
    // The browser turns this into a GET elsewhere, and the body is gone.
    shop.failNext({ status: 302, headers: { location: '/elsewhere' } });
    await trial.report(page, 50);
    await trial.delivered(page);
  },

  async 'storage is blocked'({ trial, context }) {
    await context.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('denied', 'SecurityError');
          },
        });
      }
    });
    const page = await trial.open(context);
    await trial.report(page, 100);
    await page.evaluate('footfall.flush()');
  },
};

for (const [name, run] of Object.entries(TRIALS)) {
  test(`each event is in the warehouse once when ${name}`, async ({ stack, context }) => {
    const shop = await FaultyShop.start((await stack.env()).FOOTFALL_ENDPOINT ?? '');
    const trial = new FaultTrial(name, shop, stack);
    try {
      await run({ trial, shop, context });
    } finally {
      await shop.close();
    }
    expect(await trial.counts()).toEqual({ lost: 0, twice: 0, bots: 0, unwanted: 0 });
  });
}

test('consent that flips lets every event into the warehouse that it covers, once, and none that it does not', async ({
  stack,
  context,
}) => {
  const endpoint = (await stack.env()).FOOTFALL_ENDPOINT ?? '';
  const shop = await FaultyShop.start(endpoint, 'data-consent="pending"');
  const trial = new FaultTrial('consent', shop, stack);
  try {
    const page = await trial.open(context);
    await trial.report(page, 40);
    for (let flip = 0; flip < 3; flip++) {
      await page.evaluate("footfall.consent('granted')");
      await trial.report(page, 20);
      await trial.delivered(page);
      await page.evaluate("footfall.consent('denied')");
      await trial.report(page, 10, { isKept: false });
    }
  } finally {
    await shop.close();
  }
  expect(await trial.counts()).toEqual({ lost: 0, twice: 0, bots: 0, unwanted: 0 });
});
