import { expect, test } from '@playwright/test';
import { expectFigures } from '../support/dashboards.js';

test('the dashboards show what the warehouse has', async ({ page }) => {
  const truth = JSON.parse(process.env.FOOTFALL_TRUTH ?? '');
  await page.goto(`${process.env.FOOTFALL_DASHBOARDS_URL}/?range=7d`);
  await expectFigures(page, truth);
  await expect(page.getByTestId('outage-banner')).toHaveCount(0);
});
