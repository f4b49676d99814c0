import { expect, test } from '@playwright/test';
import pg from 'pg';
import { open, PAGES } from '../support/dashboards-page.js';
import { expectOnlyText } from '../support/injection.js';

const { FOOTFALL_DASHBOARDS_URL: url = '', FOOTFALL_DATABASE_URL: database } = process.env;

/** The days of the recording, and what SQL says of them. */
async function recorded() {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    const { rows: days } = await client.query<{ from: string; to: string }>(
      `select min(started_at at time zone 'UTC')::date::text as from, max(started_at at time zone 'UTC')::date::text as to
       from dash.sessions`,
    );
    const { from = '', to = '' } = days[0] ?? {};
    const { rows } = await client.query<{ figure: string; value: string }>(
      `select figure, value::float8::text as value from dash.key_figures($1, $2, 'UTC')
       where figure in ('visitors', 'sessions', 'orders')`,
      [from, to],
    );
    return { period: `&from=${from}&to=${to}&tz=UTC`, figures: rows };
  } finally {
    await client.end();
  }
}

for (const name of PAGES)
  test(`page ${name} opens without an error and as text`, async ({ page }) => {
    const { period, figures } = await recorded();
    const problems: string[] = [];
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => problems.push(`dialog: ${dialog.message()}`)));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await open(page, url, name, period);
    await expect(page.getByRole('heading', { level: 1 }).filter({ visible: true })).toBeVisible();
    await expect(page.getByTestId('outage-banner')).toHaveCount(0);
    await expectOnlyText(page, name);
    expect(problems).toEqual([]);
    if (name !== 'Overview') return;
    expect(figures.map(({ figure }) => figure).sort()).toEqual(['orders', 'sessions', 'visitors']);
    for (const { figure, value } of figures) {
      expect(Number(value), figure).toBeGreaterThan(0);
      await expect(page.getByTestId(`kpi-${figure}`)).toHaveAttribute('data-value', value);
    }
  });
