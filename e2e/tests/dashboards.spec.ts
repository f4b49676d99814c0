import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility.js';
import { open, PAGES, rawFigure, settle } from '../support/dashboards-page.js';
import { downloaded, rowsOf } from '../support/downloads.js';
import { CORPUS, stackOfHostileShopper } from '../support/hostile-shopper.js';
import { expectOnlyText, hoverCharts, throughPickers } from '../support/injection.js';
import type { Stack } from '../support/stack.js';
import { expect, test } from '../support/test.js';

/** By code units, as PostgreSQL's "C" has plain letters. */
const sortedBy = (rows: Record<string, unknown>[], name: string) =>
  rows.sort((a, b) => (String(a[name]) < String(b[name]) ? -1 : 1));

test.describe('the dashboards', () => {
  test.setTimeout(1_200_000);

  // of its own, since the other tests count every event of theirs
  let stack: Stack;

  test.beforeAll(async () => {
    stack = await stackOfHostileShopper();
  });

  test.afterAll(() => stack.remove());

  /** What goes wrong while a page is looked at: a dialog, an error, a request to another host. */
  function problemsOf(page: Page): string[] {
    const problems: string[] = [];
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => problems.push(`dialog: ${dialog.message()}`)));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol.startsWith('http') && host !== new URL(stack.dashboardsUrl).host) problems.push(request.url());
    });
    return problems;
  }

  test('show what shoppers sent as text on every page, ask no other host, and hinder nobody', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    const problems = problemsOf(page);
    for (const name of PAGES) {
      await test.step(name, async () => {
        await page.setViewportSize({ width: 1280, height: 900 });
        await open(page, stack.dashboardsUrl, name);
        await expectOnlyText(page, name);
        await expectAccessible(page, '1280 pixels');
        const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
        for (const width of [2560, 360]) {
          await page.setViewportSize({ width, height: 900 });
          // charts follow a little later
          await expect.poll(() => page.evaluate(overflow), `${width} pixels`).toBeLessThanOrEqual(0);
        }
        await settle(page);
        await expectAccessible(page, '360 pixels');
      });
    }
    expect(problems).toEqual([]);
    // they are there to be read, so that the silence above means something
    await open(page, stack.dashboardsUrl, 'Search');
    await expect(page.getByTestId('zero-result-searches-table')).toContainText('<script>hasrun=1</script>');
  });

  test('show it as text by each choice of each picker, and in the labels of charts', async ({ page }) => {
    const problems = problemsOf(page);
    /** Choices of pickers that showed something of the corpus, and labels of charts that did. */
    const hostile: string[] = [];
    const look = async (choice: string) => {
      await expectOnlyText(page, choice);
      const labels = await hoverCharts(page);
      await expectOnlyText(page, `${choice}, hovered`);
      if (labels.some((text) => /hasrun/i.test(text))) hostile.push(`label: ${choice}`);
      const shown = await page.locator('.tab-pane.active table').allTextContents();
      if (shown.some((text) => /hasrun/i.test(text))) hostile.push(choice);
    };
    for (const name of PAGES) {
      await test.step(name, async () => {
        await open(page, stack.dashboardsUrl, name);
        await look(name);
        await throughPickers(page, look);
      });
    }
    expect(problems).toEqual([]);
    // of a referrer there is the host alone, which can hold none of it
    for (const property of ['source', 'campaign', 'landing page'])
      expect(hostile, property).toEqual(
        expect.arrayContaining([`acquisition-by ${property}`, `label: acquisition-by ${property}`]),
      );
    expect(hostile).toContain('traffic-by site');
  });

  test('open each product, page and event of the corpus as text', async ({ page }) => {
    const problems = problemsOf(page);
    const products = await stack.query<{ id: string }>(
      'select distinct product_id as id from dash.ranked_products(current_date - 1, current_date + 1)',
    );
    expect(products.length).toBe(CORPUS.length);
    for (const { id } of products) {
      await open(page, stack.dashboardsUrl, 'Products', `&product=${encodeURIComponent(id)}`);
      await expect(page.getByTestId('product').getByRole('heading', { level: 2 }).first()).toHaveText(id);
      await expect(page.getByTestId('product-lists-table')).toBeVisible();
      await hoverCharts(page);
      await expectOnlyText(page, id);
    }
    for (const text of CORPUS) {
      await open(page, stack.dashboardsUrl, 'Funnel', `&steps=${encodeURIComponent(text)}`);
      await expectOnlyText(page, `steps ${text}`);
      await open(page, stack.dashboardsUrl, 'Journeys', `&path=${encodeURIComponent(`/${text}`)}`);
      await hoverCharts(page);
      await expectOnlyText(page, `path ${text}`);
    }
    expect(problems).toEqual([]);
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

  test('filter by what shoppers sent as SQL does, and a shared address shows the same', async ({ page }) => {
    const [day] = await stack.query<{ day: string }>("select (now() at time zone 'UTC')::date::text as day");
    const truth = async (filter: object) => {
      const rows = await stack.query<{ figure: string; value: string | null }>(
        `select figure, value::float8::text as value from dash.key_figures($1, $1, 'UTC', $2) where currency is null`,
        [day?.day, JSON.stringify(filter)],
      );
      return Object.fromEntries(rows.map(({ figure, value }) => [figure, value]));
    };
    const filters: Record<string, string> = {
      site: CORPUS[0] ?? '',
      category: CORPUS[1] ?? '',
      brand: CORPUS[2] ?? '',
    };

    for (const [name, value] of Object.entries(filters)) {
      await open(page, stack.dashboardsUrl, 'Overview', '&range=today');
      await page.locator(`details:has(#filters-${name}) > summary`).click();
      await page.locator(`#filters-${name} input[value=${JSON.stringify(value)}]`).check();
      const expected = await truth({ [name]: [value] });
      expect(expected.sessions, `of ${CORPUS.length} visits`).toBe('1');
      for (const figure of ['visitors', 'sessions', 'events', 'orders'])
        await expect(page.getByTestId(`kpi-${figure}`), `${name} ${figure}`).toHaveAttribute(
          'data-value',
          expected[figure] ?? '',
        );
    }

    await expect(page).toHaveURL(/brand=/);
    const shared = await page.context().newPage();
    await shared.goto(page.url());
    await settle(shared);
    expect(await rawFigure(shared, 'kpi-sessions')).toBe(await rawFigure(page, 'kpi-sessions'));
    await expect(shared.locator('.ff-choice[data-label="Brand"] .ff-choice-state')).toHaveText(CORPUS[2] ?? '');
  });

  test('give tables as CSV that no spreadsheet runs, and open a product', async ({ page }) => {
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
});
