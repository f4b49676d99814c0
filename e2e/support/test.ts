import { test as base, expect } from '@playwright/test';
import { makeShop } from './made-shop.js';
import { Stack } from './stack.js';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

/** Tests share one stack; each makes shoppers of its own. */
export const test = base.extend<object, { stack: Stack; madeShop: Stack }>({
  stack: [
    async ({ browserName: _ }, use) => {
      const stack = await Stack.start();
      await use(stack);
      await stack.remove();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  /** A stack to be looked at: a shop of many devices, countries, channels, logins and products, and of bots, up to now. */
  madeShop: [
    async ({ browserName: _ }, use) => {
      const stack = await Stack.start();
      await makeShop(stack, { events: 30_000, days: 65, end: daysAgo(0), seed: 11 });
      // what a year before is compared with
      await makeShop(stack, { events: 15_000, days: 50, end: daysAgo(340), seed: 12 });
      await stack.etl();
      await use(stack);
      await stack.remove();
    },
    { scope: 'worker', timeout: 600_000 },
  ],
});

export { expect };
