import { open, settle } from '../support/dashboards-page.js';
import { CORPUS, sendCorpus } from '../support/hostile-shopper.js';
import { Stack } from '../support/stack.js';
import { expect, test } from '../support/test.js';

test.describe('an open page of the dashboards', () => {
  test.setTimeout(600_000);

  // of its own, since parts of it are ended
  let stack: Stack;

  test.beforeAll(async () => {
    stack = await Stack.start();
    const { FOOTFALL_ENDPOINT } = await stack.env();
    expect(await sendCorpus(FOOTFALL_ENDPOINT ?? '')).toBe(CORPUS.length * 8);
    await stack.etl();
  });

  test.afterAll(() => stack.remove());

  test('keeps what it lets one choose in its address, and is opened so again', async ({ page }) => {
    const choices: Record<string, [control: string, name: string][]> = {
      Overview: [['overview-metric', 'figure']],
      Traffic: [['traffic-by', 'by']],
      Funnel: [
        ['funnel-subject', 'count'],
        ['funnel-by', 'by'],
        ['funnel-order', 'order'],
      ],
      // the figure that is last is money, by which alone a currency can be chosen
      Products: [
        ['products-metric', 'figure'],
        ['products-currency', 'currency'],
      ],
      Time: [['time-metric', 'figure']],
      Acquisition: [
        ['acquisition-by', 'by'],
        ['acquisition-model', 'model'],
      ],
    };
    const lastOf = (control: string) => page.locator(`select#${control} option, #${control} input`).last();
    const chosen = (control: string) => page.locator(`select#${control}, #${control} input:checked`);
    for (const [name, own] of Object.entries(choices))
      await test.step(name, async () => {
        await open(page, stack.dashboardsUrl, name);
        for (const [control, field] of own) {
          const value = (await lastOf(control).getAttribute('value')) ?? '';
          await expect(chosen(control)).not.toHaveValue(value);
          if (await page.locator(`select#${control}`).count()) await page.selectOption(`#${control}`, value);
          else await lastOf(control).check();
          await expect(page).toHaveURL(new RegExp(`[?&]${field}=${encodeURIComponent(value)}(&|$)`));
          await settle(page);
        }
        const address = page.url();
        await page.reload();
        await settle(page);
        for (const [control] of own)
          await expect(chosen(control)).toHaveValue((await lastOf(control).getAttribute('value')) ?? '');
        await expect(page).toHaveURL(address);
      });
    await page
      .getByRole('tab', { name: 'Health' })
      .or(page.getByRole('link', { name: 'Health' }))
      .click();
    await expect(page).toHaveURL(/[?]page=Health$/);
  });
});
