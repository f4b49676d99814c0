import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { USER_AGENT } from '../playwright.config.js';
import type { Stack } from '../support/stack.js';
import { expect, test } from '../support/test.js';

/** Product views that the warehouse has of a product page. */
async function viewsOf(stack: Stack, path: string): Promise<number> {
  await stack.etl().catch(() => {}); // a run fails while the warehouse is down, and the next one goes on
  const rows = await stack
    .query<{ n: number }>(
      `select count(*)::int as n from clickstream_events where event_name = 'product_view' and page_path = $1`,
      [path],
    )
    .catch(() => []);
  return rows[0]?.n ?? -1;
}

async function openProduct(page: Page, stack: Stack, place: number): Promise<string> {
  await page.goto(`${stack.shopUrl}/category/monitors`);
  await page.getByTestId('product-card').nth(place).getByTestId('product-link').click();
  await expect(page.getByTestId('product-name')).toBeVisible();
  return new URL(page.url()).pathname;
}

test('a warehouse that is killed during traffic loses nothing', async ({ stack, page }) => {
  const paths = [await openProduct(page, stack, 0)];
  await stack.killWarehouse();
  const answer = await page.request.post((await stack.env()).FOOTFALL_ENDPOINT ?? '', {
    data: { eventName: 'product_view', pageUrl: 'https://shop.example/while-the-warehouse-is-down' },
  });
  expect(await answer.json()).toEqual({ success: true, accepted: 1, rejected: [] });
  paths.push('/while-the-warehouse-is-down');
  for (const path of paths) await expect.poll(() => viewsOf(stack, path)).toBe(1);
});

test('a lake that cannot be written answers 503, and the tracker delivers later', async ({ stack, page }) => {
  const folder = join(stack.dataFolder, 'lake', '.unfinished');
  await openProduct(page, stack, 1);
  await rename(folder, `${folder}-away`);
  await writeFile(folder, 'a file where the folder should be');
  const statuses: number[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/clickstream')) statuses.push(response.status());
  });
  const path = await openProduct(page, stack, 2);
  await expect.poll(() => statuses).toContain(503);
  expect(await viewsOf(stack, path)).toBe(0);
  await rm(folder);
  await rename(`${folder}-away`, folder);
  await expect.poll(() => viewsOf(stack, path), { timeout: 90_000 }).toBe(1);
});

test('Ctrl-C ends everything within ten seconds, and a second start shows the same numbers', async ({
  stack,
  page,
}) => {
  await stack.etl();
  const figures = () =>
    stack.query(`select (select count(*) from clickstream_events where not is_bot) as events, (select count(*) from sessions) as sessions,
      (select count(*) from orders) as orders, (select sum(total) from orders) as total`);
  const before = await figures();
  expect(await stack.interrupt()).toBe(0);
  const { FOOTFALL_ENDPOINT: endpoint = '' } = await stack.env();
  for (const url of [endpoint, stack.shopUrl, stack.dashboardsUrl]) await expect(fetch(url)).rejects.toThrow();

  await stack.up();
  expect(await figures()).toEqual(before);
  await page.goto(stack.dashboardsUrl);
  await expect(page.getByTestId('kpi-events')).toContainText(Number(before[0]?.events).toLocaleString('en'));
});

test('a stack that was killed starts again on the same ports, with all that it had', async ({ stack }) => {
  const { FOOTFALL_ENDPOINT: endpoint = '' } = await stack.env();
  await fetch(endpoint, { method: 'POST', body: JSON.stringify({ eventName: 'before_the_crash' }) });
  await stack.kill();
  await stack.up();
  for (const url of [stack.shopUrl, stack.dashboardsUrl]) expect((await fetch(url)).ok).toBe(true);
  await stack.etl();
  expect(await stack.query(`select from clickstream_events where event_name = 'before_the_crash'`)).toHaveLength(1);
});

test('open dashboards, and ones opened later, show what the ETL has loaded since', async ({ stack, page, context }) => {
  const { FOOTFALL_ENDPOINT: endpoint = '' } = await stack.env();
  const send = (eventName: string) =>
    fetch(endpoint, { method: 'POST', headers: { 'user-agent': USER_AGENT }, body: JSON.stringify({ eventName }) });
  await send('before_the_dashboards');
  await stack.etl();
  await page.goto(stack.dashboardsUrl);
  const events = (of: typeof page) => of.getByTestId('kpi-events').getAttribute('data-value').then(Number);
  await expect.poll(() => events(page)).toBeGreaterThan(0);
  await page.reload(); // the page that was open first is gone
  await expect.poll(() => events(page)).toBeGreaterThan(0);
  const before = await events(page);
  await send('after_the_dashboards');
  expect((await stack.etl()).loaded).toBe(1);
  await expect.poll(() => events(page)).toBe(before + 1);
  const later = await context.newPage();
  await later.goto(stack.dashboardsUrl);
  await expect.poll(() => events(later)).toBe(before + 1);
});
