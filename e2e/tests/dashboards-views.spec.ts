import { seriousFaults } from '../support/accessibility.js';
import { open, rawFigure, settle } from '../support/dashboards-page.js';
import { stackOfHostileShopper } from '../support/hostile-shopper.js';
import type { Stack } from '../support/stack.js';
import { expect, test } from '../support/test.js';

declare global {
  interface Window {
    Shiny: { setInputValue(name: string, value: unknown): void };
  }
}

test.describe('an open page of the dashboards', () => {
  test.setTimeout(600_000);

  // of its own, since parts of it are ended
  let stack: Stack;

  test.beforeAll(async () => {
    stack = await stackOfHostileShopper();
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

  test('says that the dashboards are gone and what to do, and comes back by itself', async ({ page }) => {
    await open(page, stack.dashboardsUrl, 'Overview', '&range=today&device=unknown');
    const [sessions, address] = [await rawFigure(page, 'kpi-sessions'), page.url()];
    const banner = page.getByRole('alert').filter({ hasText: 'do not answer any more' });
    await stack.killDashboards();
    await expect(banner).toBeVisible();
    await expect(banner).toContainText('footfall doctor');
    expect(await seriousFaults(page)).toEqual([]);
    await expect(banner).toHaveCount(0);
    await settle(page);
    expect([await rawFigure(page, 'kpi-sessions'), page.url()]).toEqual([sessions, address]);

    // what the page asks by itself does not come through, so only the button helps
    await page.route('**/*', (route) => (route.request().isNavigationRequest() ? route.continue() : route.abort()));
    await stack.killDashboards();
    await expect(banner).toBeVisible();
    const isBack = () =>
      fetch(stack.dashboardsUrl).then(
        ({ ok }) => ok,
        () => false,
      );
    await expect.poll(isBack).toBe(true);
    await page.unrouteAll();
    await banner.getByRole('button', { name: 'Reload' }).click();
    await expect(banner).toHaveCount(0);
    await settle(page);
    expect([await rawFigure(page, 'kpi-sessions'), page.url()]).toEqual([sessions, address]);
  });

  test('says that the warehouse is away, opens without it, and shows figures when it is back', async ({ page }) => {
    await open(page, stack.dashboardsUrl, 'Overview');
    const sessions = await rawFigure(page, 'kpi-sessions');
    const letItBack = await stack.holdWarehouse();
    const banner = page.getByTestId('outage-banner');
    await expect(banner).toContainText('The warehouse does not answer.');
    await expect(banner).toContainText('footfall doctor');
    expect(await rawFigure(page, 'kpi-sessions')).toBe(sessions);
    // without anything that was answered before
    await stack.killDashboards();
    await expect(page.getByTestId('kpi-sessions')).toHaveCount(0);
    await expect(banner).toBeVisible();
    await letItBack();
    await expect(banner).toHaveCount(0);
    await expect(page.getByTestId('kpi-sessions')).toHaveAttribute('data-value', sessions ?? '');
  });

  test('says in plain words that something was not foreseen', async ({ page }) => {
    await open(page, stack.dashboardsUrl, 'Overview');
    await page.evaluate(() => window.Shiny.setInputValue('filters-range', 'nonsense'));
    const problem = page.locator('.shiny-output-error:visible').first();
    await expect(problem).toContainText('Reload the page; if it stays so, their log says why.');
    await expect(page.getByText('An error has occurred')).toHaveCount(0);
    await page.reload();
    await settle(page);
    await expect(page.locator('.shiny-output-error:visible')).toHaveCount(0);
  });
});
