import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { open, PAGES } from '../support/dashboards-page.js';
import { makeShop } from '../support/made-shop.js';
import { expect, test } from '../support/test.js';

const FOLDER = fileURLToPath(new URL('../../docs/images/dashboards/', import.meta.url));
/** Days that lie still, so that the same pictures come out whenever they are taken. */
const SHOP = { events: 200_000, days: 60, end: '2026-11-25T00:00:00Z', seed: 7 };
const PERIOD = '&from=2026-10-28&to=2026-11-24';
const HOUR_MS = 3_600_000;
/** Pages that tell the present need visits of today. */
const NOW = { events: 12_000, days: 1, seed: 8 };
/** Pixels of a long page by its width; the rest is left out, so that all files together stay below 8 MB. */
const HEIGHTS = { 360: 2000, 1280: 1500, 2560: 1300 };

test('pictures of each page, wide and narrow, light and dark', async ({ browser, stack }) => {
  test.setTimeout(1_800_000);
  await makeShop(stack, SHOP);
  await makeShop(stack, { ...NOW, end: new Date(Date.now() + HOUR_MS).toISOString() });
  await stack.etl();
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  for (const [width, most] of Object.entries(HEIGHTS).map(([width, most]) => [Number(width), most] as const)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' });
      for (const name of PAGES) {
        await open(page, stack.dashboardsUrl, name, PERIOD);
        await expect(page.locator('.shiny-output-error:visible')).toHaveCount(0);
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        const file = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}-${width}-${colorScheme}.jpg`;
        await page.screenshot({
          path: `${FOLDER}${file}`,
          quality: 50,
          fullPage: true,
          clip: { x: 0, y: 0, width, height: Math.min(height, most) },
        });
      }
      await page.close();
    }
  }
});
