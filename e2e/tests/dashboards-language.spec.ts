import { readFileSync } from 'node:fs';
import { open, rawFigure } from '../support/dashboards-page.js';
import { stackOfHostileShopper } from '../support/hostile-shopper.js';
import type { Stack } from '../support/stack.js';
import { expect, test } from '../support/test.js';

test.describe('the dashboards', () => {
  test.setTimeout(600_000);

  // of its own, since the other tests count every event of theirs
  let stack: Stack;

  test.beforeAll(async () => {
    stack = await stackOfHostileShopper();
  });

  test.afterAll(() => stack.remove());

  test('write numbers, days, times and weekdays in the language of who looks, and sort them by what they are', async ({
    browser,
  }) => {
    const page = await (await browser.newContext({ locale: 'de-DE' })).newPage();
    const figure = (id: string) => page.getByTestId(id).locator('.ff-kpi-value [data-format]');
    const cell = (table: string, column: string) => page.getByTestId(table).locator(`td[data-column="${column}"]`);
    const german = (iso: string) => iso.slice(0, 10).split('-').reverse().join('.');

    await open(page, stack.dashboardsUrl, 'Overview', '&range=90d&grain=day&tz=America/Los_Angeles');
    const share = Number(await rawFigure(page, 'kpi-conversion'));
    expect(await figure('kpi-conversion').textContent()).toMatch(
      new RegExp(`^${(100 * share).toFixed(1).replace('.', ',')}\\s%$`),
    );
    const days = cell('trend-table', 'bucket');
    const raw = await days.evaluateAll((cells) => cells.map((one) => (one as HTMLElement).dataset.value ?? ''));
    expect(raw).toHaveLength(90);
    await expect(days.first()).toHaveText(german(raw[0] ?? ''));
    await expect(page.locator('#filters-period')).toContainText(
      `${german(raw[89] ?? '')} (90 days, America/Los_Angeles)`,
    );
    await page
      .getByTestId('kpi-visitors')
      .locator('.ff-spark')
      .hover({ position: { x: 60, y: 12 } });
    await expect(page.locator('.ff-spark-note')).toHaveText(/^\d\d\.\d\d\.\d{4}: \d+$/);
    await expect(page.getByTestId('kpi-visitors').locator('.ff-spark')).toHaveAccessibleName(
      /^Lowest \d\d\.\d\d\.\d{4}: 0\. Highest \d\d\.\d\d\.\d{4}: \d+\.$/,
    );
    // by text, 02.10. would come before 30.09.
    const table = page.locator('details:has([data-testid="trend-table"])');
    await table.locator('summary').click();
    await table.getByRole('button', { name: /^Time/ }).click();
    await table.getByRole('button', { name: /^Time/ }).click();
    expect(await days.evaluateAll((cells) => cells.map((one) => (one as HTMLElement).dataset.value))).toEqual(
      raw.toReversed(),
    );
    // a day of the last page is found as it is written
    await table.getByRole('searchbox').fill(german(raw[0] ?? ''));
    await expect(table.locator('tbody tr:visible')).toHaveCount(1);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download as CSV: Trend' }).click(),
    ]);
    expect(readFileSync(await download.path(), 'utf8')).toContain(`"${raw[0]}`);

    await open(page, stack.dashboardsUrl, 'Time', '&range=today&tz=UTC');
    const [today] = await stack.query<{ weekday: number }>(
      "select extract(isodow from now() at time zone 'UTC')::int as weekday",
    );
    const weekday = ['Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So'][Number(today?.weekday) - 1] ?? '';
    await expect(cell('week-hours-table', 'weekday').first()).toHaveText(weekday);
    await expect(cell('week-hours-table', 'hour').last()).toHaveText('23:00');
    const heat = page.locator('#time-heat-chart');
    await expect(heat.locator('.ytick text')).toHaveText([weekday]);
    await expect(heat.locator('.xtick text').nth(1)).toHaveText(/^0[1-6]:00$/);

    await open(page, stack.dashboardsUrl, 'Health');
    await expect(cell('health-runs-table', 'started_at').first()).toHaveText(/^\d\d\.\d\d\.\d{4}, \d\d:\d\d:\d\d$/);
    await expect(figure('health-last-success')).toHaveText(/^vor \d+ (Sekunde|Minute)n?$/);

    const arabic = await (await browser.newContext({ locale: 'ar-EG' })).newPage();
    await open(arabic, stack.dashboardsUrl, 'Overview', '&range=today&tz=UTC');
    await expect(arabic.getByTestId('kpi-events').locator('.ff-kpi-value [data-format]')).toHaveText(/^[٠-٩٬]+$/);
    await expect(arabic.locator('#filters-period [data-format="day"]').first()).toHaveText(/^[٠-٩\u200f/]+$/);
    await expect(arabic.locator('#filters-period')).toContainText('(١ day, UTC), compared to');
    await open(arabic, stack.dashboardsUrl, 'Time', '&range=today&tz=UTC');
    await expect(arabic.locator('#time-heat-chart .xtick text').first()).toHaveText('12:00 ص');
  });
});
