import { readFileSync } from 'node:fs';
import { AXE, open, rawFigure, seriousFaults, settle } from '../support/dashboards-page.js';
import { downloaded, rowsOf } from '../support/downloads.js';
import { CORPUS, sendCorpus } from '../support/hostile-shopper.js';
import { Stack } from '../support/stack.js';
import { expect, test } from '../support/test.js';

const PAGES = [
  'Overview',
  'Traffic',
  'Funnel',
  'Products',
  'Carts & orders',
  'Time',
  'Acquisition',
  'Search',
  'Retention',
  'Journeys',
  'Live',
  'Health',
];

declare global {
  interface Window {
    hasRun?: unknown;
  }
}

/** By code units, as PostgreSQL's "C" has plain letters. */
const sortedBy = (rows: Record<string, unknown>[], name: string) =>
  rows.sort((a, b) => (String(a[name]) < String(b[name]) ? -1 : 1));

test.describe('the dashboards', () => {
  test.setTimeout(600_000);

  // of its own, since the other tests count every event of theirs
  let stack: Stack;

  test.beforeAll(async () => {
    stack = await Stack.start();
    const { FOOTFALL_ENDPOINT } = await stack.env();
    expect(await sendCorpus(FOOTFALL_ENDPOINT ?? '')).toBe(CORPUS.length * 8);
    await stack.etl();
  });

  test.afterAll(() => stack.remove());

  test('show what shoppers sent as text on every page, ask no other host, and hinder nobody', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    const problems: string[] = [];
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => problems.push(`dialog: ${dialog.message()}`)));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol.startsWith('http') && host !== new URL(stack.dashboardsUrl).host) problems.push(request.url());
    });
    for (const name of PAGES) {
      await test.step(name, async () => {
        await open(page, stack.dashboardsUrl, name);
        await page.locator('.tab-pane.active details').evaluateAll((all) => {
          for (const details of all) details.setAttribute('open', '');
        });
        expect(await page.locator('.shiny-output-error:visible').allTextContents()).toEqual([]);
        const made = await page.evaluate(() => ({
          hasRun: window.hasRun,
          elements: document.querySelectorAll('[onerror], [onload], [ontoggle], iframe, a[href^="javascript:"]').length,
        }));
        expect(made).toEqual({ hasRun: undefined, elements: 0 });
        await page.addScriptTag({ content: AXE });
        for (const theme of ['light', 'dark']) {
          expect(await seriousFaults(page), theme).toEqual([]);
          await page.locator('#theme-toggle').click();
          await settle(page);
        }
        const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
        for (const width of [360, 2560, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          // charts follow a little later
          await expect.poll(() => page.evaluate(overflow), `${width} pixels`).toBeLessThanOrEqual(0);
        }
      });
    }
    expect(problems).toEqual([]);
    // they are there to be read, so that the silence above means something
    await open(page, stack.dashboardsUrl, 'Search');
    await expect(page.getByTestId('zero-result-searches-table')).toContainText('<script>hasrun=1</script>');
  });

  test('are not opened by a page of another origin', async ({ page }) => {
    // What the dashboards' own page says first, and where.
    const opening = page.waitForEvent('websocket');
    await page.goto(stack.dashboardsUrl);
    const socket = await opening;
    const { payload } = await socket.waitForEvent('framesent', ({ payload }) => String(payload).includes('init'));
    const ask = () =>
      page.evaluate(
        ([url, first]) =>
          new Promise<string>((resolve) => {
            const another = new WebSocket(url);
            another.onopen = () => another.send(first);
            another.onmessage = ({ data }) => /kpi-visitors/.test(String(data)) && resolve('figures');
            another.onclose = () => resolve('closed');
          }),
        [socket.url(), String(payload)] as const,
      );
    await settle(page);
    expect(await ask()).toBe('figures');
    await page.goto(stack.shopUrl);
    expect(await ask()).toBe('closed');
  });

  test('show the figures that SQL gives, for each filter, and a shared address shows the same', async ({ page }) => {
    const [day] = await stack.query<{ day: string }>("select (now() at time zone 'UTC')::date::text as day");
    const truth = async (filter: object) => {
      const rows = await stack.query<{ figure: string; value: string | null }>(
        `select figure, value::float8::text as value from dash.key_figures($1, $1, 'UTC', $2) where currency is null`,
        [day?.day, JSON.stringify(filter)],
      );
      return Object.fromEntries(rows.map(({ figure, value }) => [figure, value]));
    };
    const [some] = await stack.query<{ device: string; channel: string; site: string }>(
      `select device_type as device, channel, site from dash.sessions where client_id = 'hostile-0'`,
    );
    const filters: Record<string, string> = {
      device: some?.device ?? '',
      channel: some?.channel ?? '',
      site: some?.site ?? '',
      category: CORPUS[1] ?? '',
      brand: CORPUS[2] ?? '',
      login: 'unknown',
      country: 'unknown',
    };

    for (const [name, value] of Object.entries(filters)) {
      await open(page, stack.dashboardsUrl, 'Overview', '&range=today');
      await page.locator(`details:has(#filters-${name}) > summary`).click();
      await page.locator(`#filters-${name} input`).evaluateAll((boxes, wanted) => {
        (boxes as HTMLInputElement[]).find((box) => box.value === wanted)?.click();
      }, value);
      const expected = await truth({ [name]: [value] });
      for (const figure of ['visitors', 'sessions', 'events', 'orders'])
        await expect(page.getByTestId(`kpi-${figure}`), `${name} ${figure}`).toHaveAttribute(
          'data-value',
          expected[figure] ?? '',
        );
    }

    await expect(page).toHaveURL(/country=unknown/);
    const shared = await page.context().newPage();
    await shared.goto(page.url());
    await settle(shared);
    expect(await rawFigure(shared, 'kpi-sessions')).toBe(await rawFigure(page, 'kpi-sessions'));
    await expect(shared.locator('.ff-choice[data-label="Country"] .ff-choice-state')).toHaveText('Not known');
  });

  test('sort and search tables, give them as CSV that no spreadsheet runs, and open a product', async ({ page }) => {
    await open(page, stack.dashboardsUrl, 'Search');
    const csv = readFileSync(await downloaded(page, 'Download as CSV: Queries'), 'utf8');
    expect(csv).toContain('"\'=hyperlink(""http://x.example"",""y"")"');

    await open(page, stack.dashboardsUrl, 'Products');
    const link = page
      .getByTestId('products-sold_out-table')
      .getByRole('button')
      .filter({ hasText: '<script>' })
      .first();
    const id = await link.textContent();
    await link.click();
    await expect(page.getByTestId('product').getByRole('heading', { level: 2 }).first()).toHaveText(id ?? '');
    await expect(page).toHaveURL(/product=/);
  });

  test('give tables that may be large as Parquet, with what shoppers sent as it was', async ({ page }) => {
    const truth = (columns: string, of: string) =>
      stack.query(`select ${columns} from dash.${of}(current_date, current_date, 'UTC') order by 1`);

    await open(page, stack.dashboardsUrl, 'Carts & orders', '&range=today');
    const orders = await rowsOf(await downloaded(page, 'Download as Parquet: Orders'));
    const wanted = await truth('order_id collate "C" as id, total::double precision as total, coupon', 'order_list');
    expect(wanted).toHaveLength(CORPUS.length);
    expect(sortedBy(orders, 'order_id').map(({ order_id: id, total, coupon }) => ({ id, total, coupon }))).toEqual(
      wanted,
    );

    await open(page, stack.dashboardsUrl, 'Products', '&range=today');
    const products = await rowsOf(await downloaded(page, 'Download as Parquet: All products'));
    expect(sortedBy(products, 'product_id').map(({ product_id: id, name, views }) => ({ id, name, views }))).toEqual(
      await truth('product_id collate "C" as id, name, views::text as views', 'product_figures'),
    );
  });

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
