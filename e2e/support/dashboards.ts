import { expect, type Page } from '@playwright/test';

/** Figures that the dashboards must show. */
export interface Truth {
  events: number;
  sessions: number;
  orders: number;
  /** Of the only currency. */
  revenue: number;
  /** Sessions that came to further steps of the funnel. */
  steps?: Record<string, number>;
  /** The name of a product that was looked at. */
  product: string;
}

/** Looks at each page of the open dashboards; every session looked at a product. */
export async function expectFigures(dashboards: Page, truth: Truth): Promise<void> {
  const value = (name: string) => dashboards.getByTestId(`kpi-${name}`);
  for (const name of ['events', 'sessions', 'orders'] as const)
    await expect(value(name)).toHaveAttribute('data-value', String(truth[name]));
  await expect(value('revenue')).toContainText(truth.revenue.toLocaleString('en', { minimumFractionDigits: 2 }));
  await expect(dashboards.getByTestId('top-events-table')).toContainText('product_view');

  await open(dashboards, 'Funnel');
  for (const [step, count] of Object.entries({
    'Product view': truth.sessions,
    Purchase: truth.orders,
    ...truth.steps,
  })) {
    const row = dashboards.getByTestId('funnel-table').getByRole('row', { name: new RegExp(step, 'i') });
    // Of that cell, since a row holds shares, too.
    await expect(row.locator('[data-column="sessions"]')).toHaveAttribute('data-value', String(count));
  }
  await open(dashboards, 'Products');
  await expect(dashboards.getByTestId('products-table')).toContainText(truth.product);
  await open(dashboards, 'Health');
  await expect(dashboards.getByTestId('health-runs-table')).toContainText('succeeded');
}

async function open(dashboards: Page, page: string): Promise<void> {
  await dashboards
    .getByRole('link', { name: page })
    .or(dashboards.getByRole('tab', { name: page }))
    .click();
}
