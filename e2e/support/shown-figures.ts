import { expect, type Page } from '@playwright/test';
import type { Stack } from './stack.js';

/** What the filters ask for; days are as SQL takes them. */
export interface Asked {
  from: string;
  to: string;
  /** The days to compare with, where there are any. */
  vs?: { from: string; to: string };
  tz: string;
  filter: Record<string, unknown>;
}

/** Figures by name, so that two sets can be compared at a glance. */
export type Figures = Record<string, number | string | null>;

const CARDS: Record<string, string> = {
  visitors: 'visitors',
  sessions: 'sessions',
  page_views: 'page-views',
  events: 'events',
  orders: 'orders',
  conversion: 'conversion',
  bounce_rate: 'bounce-rate',
  engaged_seconds: 'engaged',
  net_revenue: 'revenue',
  average_order: 'average-order',
};
/** Both are doubles, made of the same decimal in two languages. */
const number = (text: string | null | undefined) => (text ? Number(Number(text).toFixed(6)) : null);

const key = (figure: string, currency: string | null) => `${CARDS[figure]}${currency ? `-${currency}` : ''}`;

/** What the cards of Overview must show. */
export async function wantedCards(stack: Stack, { from, to, vs, tz, filter }: Asked): Promise<Figures> {
  const rows = await stack.dashQuery<{
    figure: string;
    currency: string | null;
    value: string | null;
    previous: string | null;
    change: string | null;
  }>(
    `select figure, currency, value::float8::text as value, previous::float8::text as previous, change::float8::text as change
     from dash.key_cards($1, $2, $3, null, $4, $5, $6)`,
    [from, to, tz, JSON.stringify(filter), vs?.from, vs?.to],
  );
  const figures: Figures = {};
  for (const { figure, currency, value, previous, change } of rows) {
    figures[key(figure, currency)] = number(value);
    figures[`${key(figure, currency)} note`] = vs ? sentence(previous, change) : '';
  }
  return figures;
}

/** The sentence on a change, up to the figure of before, which has many forms. */
function sentence(previous: string | null, change: string | null): string {
  if (previous === null) return '';
  if (change === null) return 'before';
  if (Math.abs(Number(change)).toFixed(3) === '0.000') return 'as before';
  const oneDigit = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const share = (100 * Math.abs(Number(change))).toLocaleString('en-US', oneDigit);
  return `${share}% ${Number(change) > 0 ? 'more' : 'less'} than before`;
}

/** What the cards of Overview show. */
export async function shownCards(page: Page): Promise<Figures> {
  const cards = await page.locator('[data-testid^="kpi-"]').evaluateAll((all) =>
    all.map((card) => ({
      name: card.getAttribute('data-testid')?.slice('kpi-'.length) ?? '',
      value: card.getAttribute('data-value'),
      note: card.querySelector('.ff-kpi-note')?.textContent?.trim() ?? '',
      isSum: card.querySelector('.ff-money') !== null,
    })),
  );
  const figures: Figures = {};
  for (const { name, value, note, isSum } of cards) {
    // of several currencies, or of none, there is no one figure
    if (isSum || /^(revenue|average-order)$/.test(name)) continue;
    figures[name] = number(value);
    figures[`${name} note`] = note.replace(/:.*$/s, '');
  }
  return figures;
}

/** What page Traffic's table of devices must show. */
export async function wantedVisits(stack: Stack, { from, to, tz, filter }: Asked): Promise<Figures> {
  const rows = await stack.dashQuery<{ value: string; figures: string }>(
    `select value, concat_ws(' ', sessions, visitors, purchases) as figures from dash.visits_by($1, $2, $3, 'device', $4)`,
    [from, to, tz, JSON.stringify(filter)],
  );
  return Object.fromEntries(rows.map(({ value, figures }) => [value, figures]));
}

export async function shownVisits(page: Page): Promise<Figures> {
  const rows = await page
    .getByTestId('visits-table')
    .locator('tbody tr')
    .evaluateAll((all) =>
      all.map((row) => [
        row.getAttribute('data-row'),
        ['sessions', 'visitors', 'purchases']
          .map((name) => row.querySelector(`[data-column="${name}"]`)?.getAttribute('data-value'))
          .join(' '),
      ]),
    );
  return Object.fromEntries(rows);
}

/** What the first page of the table of products must show. */
export async function wantedProducts(stack: Stack, { from, to, tz, filter }: Asked): Promise<Figures> {
  const rows = await stack.dashQuery<{ of: string; figures: string }>(
    `select count(*) over () as of, concat_ws(' ', product_id, views, viewers, adds, removes, orders) as figures
     from dash.ranked_products($1, $2, $3, $4) limit 15`,
    [from, to, tz, JSON.stringify(filter)],
  );
  return Object.fromEntries([['of', rows[0]?.of ?? '0'], ...rows.map(({ figures }, place) => [place, figures])]);
}

export async function shownProducts(page: Page): Promise<Figures> {
  const table = page.getByTestId('products-table');
  const rows = await table
    .locator('tbody tr[data-row]')
    .evaluateAll((all) =>
      (all as HTMLTableRowElement[]).map((row) =>
        [row.dataset.row, ...[2, 3, 4, 5, 6].map((place) => row.cells[place]?.dataset.value)].join(' '),
      ),
    );
  const info = (await table.locator('.dataTables_info').textContent()) ?? '';
  const of = /of ([\d,]+)/.exec(info)?.[1]?.replaceAll(',', '') ?? '0';
  return Object.fromEntries([['of', of], ...rows.map((figures, place) => [place, figures])]);
}

/** Waits until what is shown is what SQL says. @returns it */
export async function expectShown(shown: () => Promise<Figures>, wanted: Figures, what: string): Promise<Figures> {
  await expect.poll(shown, what).toEqual(wanted);
  return wanted;
}
