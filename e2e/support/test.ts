import { test as base, expect } from '@playwright/test';
import { Stack } from './stack.js';

/** Tests share one stack; each makes shoppers of its own. */
export const test = base.extend<object, { stack: Stack }>({
  stack: [
    async ({ browserName: _ }, use) => {
      const stack = await Stack.start();
      await use(stack);
      await stack.remove();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

export { expect };
