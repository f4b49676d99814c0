import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { csvRows } from '../support/csv-rows.js';
import { goTo, open, settle } from '../support/dashboards-page.js';
import { expectShown, shownProducts, wantedProducts } from '../support/shown-figures.js';
import { expect, test } from '../support/test.js';

/** Rows of a table that are seen at once. */
const PAGE_ROWS = 15;

const shownCells = (table: Locator, column: string) =>
  table
    .locator(`tbody tr:visible td[data-column="${column}"]`)
    .evaluateAll((cells) =>
      (cells as HTMLTableCellElement[]).map((cell) => cell.dataset.value ?? cell.textContent ?? ''),
    );

/** Presses a key until the focus is where it should be, and sees that it shows. */
async function pressUntil(page: Page, key: string, target: Locator): Promise<void> {
  const isThere = () => target.evaluate((element) => element === document.activeElement);
  for (let times = 0; times < 150 && !(await isThere()); times++) await page.keyboard.press(key);
  await expect(target).toBeFocused();
  const look = await target.evaluate((element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const hasOutline = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
    return { isVisible: element.matches(':focus-visible'), isMarked: hasOutline || boxShadow !== 'none' };
  });
  expect(look, await target.innerText()).toEqual({ isVisible: true, isMarked: true });
}

test.describe('tables of the dashboards', () => {
  test.setTimeout(1_200_000);

  test('sort by a header, search and turn pages', async ({ page, madeShop }) => {
    const queries = await madeShop.dashQuery<{ query: string; searches: string; rate: string | null }>(
      `select query, searches, click_rate::float8::text as rate
       from dash.query_figures(current_date - 27, current_date) where not is_total`,
    );
    expect(queries.length).toBeGreaterThan(PAGE_ROWS);
    await open(page, madeShop.dashboardsUrl, 'Search');
    const card = page.getByRole('region', { name: 'Queries', exact: true });
    const table = page.getByTestId('searches-table');
    await card.getByText('Figures as a table').click();

    const header = (name: string) => table.getByRole('columnheader', { name });
    await header('Click-through').getByRole('button').click();
    await expect(header('Click-through')).toHaveAttribute('aria-sort', 'descending');
    const rates = queries.map(({ rate }) => Number(rate)).sort((a, b) => b - a);
    const shown = await shownCells(table, 'click_rate');
    expect(shown.map((rate) => Number(rate).toFixed(9))).toEqual(rates.slice(0, PAGE_ROWS).map((r) => r.toFixed(9)));
    await header('Query').getByRole('button').click();
    await expect(header('Query')).toHaveAttribute('aria-sort', 'ascending');
    await expect(header('Click-through')).not.toHaveAttribute('aria-sort');
    const { compare } = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
    const names = queries.map(({ query }) => query).sort(compare);
    expect(await shownCells(table, 'query')).toEqual(names.slice(0, PAGE_ROWS));

    await expect(card.getByRole('status')).toHaveText(`1 to ${PAGE_ROWS} of ${names.length}`);
    await expect(card.getByRole('button', { name: 'Back' })).toBeDisabled();
    await card.getByRole('button', { name: 'Next' }).click();
    expect(await shownCells(table, 'query')).toEqual(names.slice(PAGE_ROWS, 2 * PAGE_ROWS));
    await expect(card.getByRole('button', { name: 'Next' })).toBeDisabled();

    await card.getByRole('searchbox').fill('CASE');
    const found = names.filter((name) => name.includes('case'));
    expect(found.length).toBeGreaterThan(0);
    expect(await shownCells(table, 'query')).toEqual(found);
    await card.getByRole('searchbox').fill('no such query');
    await expect(card.getByRole('status')).toHaveText('Nothing matches.');
  });

  test('of products sort, search and turn pages as a whole, not only what is shown', async ({ page, madeShop }) => {
    const products = await madeShop.dashQuery<{ id: string; views: string }>(
      `select product_id as id, views from dash.ranked_products(current_date - 27, current_date)`,
    );
    await open(page, madeShop.dashboardsUrl, 'Products');
    const table = page.getByTestId('products-table');
    const views = () =>
      table
        .locator('tbody tr')
        .evaluateAll((rows) => (rows as HTMLTableRowElement[]).map((row) => Number(row.cells[2]?.dataset.value)));
    const most = products.map(({ views }) => Number(views)).sort((a, b) => b - a);
    const header = table.getByRole('columnheader', { name: 'Views' });
    await header.click();
    await expect.poll(views).toEqual(most.slice(-PAGE_ROWS).reverse());
    await header.click();
    await expect.poll(views).toEqual(most.slice(0, PAGE_ROWS));
    await table.getByText('Next', { exact: true }).click();
    await expect.poll(views).toEqual(most.slice(PAGE_ROWS, 2 * PAGE_ROWS));
    const last = products.at(-1)?.id ?? '';
    await table.getByRole('searchbox').fill(last);
    await expect.poll(() => table.locator('tbody tr').first().getAttribute('data-row')).toContain(last);
    expect(await table.locator('tbody tr').count()).toBeLessThan(PAGE_ROWS);
  });

  test('of products is of the chosen filters, also where its page was left before the answer came', async ({
    page,
    madeShop,
  }) => {
    // a slow network: from the table on, what the server says waits until it is let through
    let isSlow = false;
    const late: (() => void)[] = [];
    await page.routeWebSocket(/websocket/, (browser) => {
      browser.connectToServer().onMessage((message) => {
        if (isSlow && (late.length > 0 || /"products-table":\{"x"/.test(String(message))))
          late.push(() => browser.send(message));
        else browser.send(message);
      });
    });
    const visit = async (name: string) => {
      await goTo(page, name);
      await settle(page);
    };
    await open(page, madeShop.dashboardsUrl, 'Products');
    // only what was left and opened before has a size that stays
    for (const name of ['Overview', 'Products']) await visit(name);
    await page.locator('details:has(#filters-device) > summary').click();
    isSlow = true;
    await page.locator('#filters-device input[value="mobile"]').check();
    await expect.poll(() => late.length, 'the answer').toBeGreaterThan(0);
    await goTo(page, 'Overview');
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
    isSlow = false;
    for (const send of late) send();
    await settle(page);
    await visit('Products');
    const [days] = await madeShop.dashQuery<{ from: string; to: string }>(
      'select (current_date - 27)::text as from, current_date::text as to',
    );
    const asked = { from: '', to: '', ...days, tz: 'UTC', filter: { device: ['mobile'] } };
    await expectShown(() => shownProducts(page), await wantedProducts(madeShop, asked), 'mobile');
  });

  test('are given as CSV row by row', async ({ page, madeShop }) => {
    for (const [name, testid, label] of [
      ['Search', 'searches-table', 'Queries'],
      ['Acquisition', 'acquisition-table', 'Sessions and what they brought'],
      ['Overview', 'top-events-table', 'Top events'],
    ] as const) {
      await open(page, madeShop.dashboardsUrl, name);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: `Download as CSV: ${label}`, exact: true }).click(),
      ]);
      const { header, rows } = csvRows(await readFile(await download.path(), 'utf8'));
      const shown = await page
        .getByTestId(testid)
        .evaluate((table) =>
          [...((table as HTMLTableElement).tBodies[0]?.rows ?? [])].map((row) =>
            [...row.cells].map(
              ({ dataset, textContent }) =>
                [dataset.column ?? '', dataset.value ?? textContent?.replace(/^–$/, '')] as const,
            ),
          ),
        );
      expect(shown.length, label).toBeGreaterThan(0);
      const named = rows.map((cells) => Object.fromEntries(header.map((column, at) => [column, cells[at]])));
      const same = shown.map((cells, at) => cells.map(([column]) => [column, named[at]?.[column]]));
      expect(same, label).toEqual(shown.map((cells) => cells.map(([column, value]) => [column, value])));
      // a card of the first rows has all in its download
      const [{ all } = { all: 0 }] = await madeShop.dashQuery<{ all: number }>(
        "select count(*)::int as all from dash.top_happenings(current_date - 27, current_date, 'UTC', p_limit => null)",
      );
      expect(rows.length, label).toBe(label === 'Top events' ? all : shown.length);
    }
  });

  test('and pages, filters and definitions are reached and worked by the keyboard alone', async ({
    page,
    madeShop,
  }) => {
    await open(page, madeShop.dashboardsUrl, 'Overview');
    const link = page.locator('.navbar .nav-link').filter({ hasText: /^\s*Search\s*$/ });
    await pressUntil(page, 'Tab', link);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Search' })).toBeVisible();
    await settle(page);

    await pressUntil(page, 'Tab', page.locator('#filters-compare'));
    await page.keyboard.press('ArrowDown');
    await expect(page).toHaveURL(/compare=year/);

    const device = page.locator('.ff-choice[data-label="Device"]');
    await pressUntil(page, 'Tab', device.locator('summary'));
    await page.keyboard.press('Enter');
    const box = device.locator('input').first();
    await pressUntil(page, 'Tab', box);
    await page.keyboard.press('Space');
    await expect(page).toHaveURL(new RegExp(`device=${await box.inputValue()}`));
    await settle(page);

    const card = page.getByRole('region', { name: 'Queries', exact: true });
    const info = card.locator('.ff-info');
    await pressUntil(page, 'Tab', info.locator('summary'));
    await page.keyboard.press('Enter');
    await expect(info.locator('dl')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(info.locator('dl')).toBeHidden();

    await pressUntil(page, 'Tab', card.locator('.ff-details > summary'));
    await page.keyboard.press('Enter');
    const header = page.getByTestId('searches-table').getByRole('columnheader', { name: /^Searches/ });
    await pressUntil(page, 'Tab', header.getByRole('button'));
    await page.keyboard.press('Enter');
    await expect(header).toHaveAttribute('aria-sort', 'descending');
    await page.keyboard.press('Space');
    await expect(header).toHaveAttribute('aria-sort', 'ascending');

    // and back, to a page's own switch
    await goTo(page, 'Overview');
    await settle(page);
    const grain = page.locator('#overview-grain input');
    await pressUntil(page, 'Tab', grain.nth(1));
    await page.keyboard.press('ArrowRight');
    await expect(page).toHaveURL(/grain=week/);
  });
});
