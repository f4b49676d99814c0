import type { Page } from '@playwright/test';
import { goTo, open, settle } from '../support/dashboards-page.js';
import {
  type Asked,
  expectShown,
  type Figures,
  shownCards,
  shownProducts,
  shownVisits,
  wantedCards,
  wantedProducts,
  wantedVisits,
} from '../support/shown-figures.js';
import type { Stack } from '../support/stack.js';
import { expect, test } from '../support/test.js';

const DAY_MS = 86_400_000;
const BY_VISIT = ['login', 'site', 'device', 'country', 'channel'];
const BY_PRODUCT = ['category', 'brand'];

const today = () => new Date().toISOString().slice(0, 10);
const dayBefore = (day: string, days: number) => new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);
const daysOf = ({ from, to }: { from: string; to: string }) => (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;

/** The same number of days before, as the filter *Compare to* says it. */
function before<Days extends { from: string; to: string }>(days: Days): Days & Pick<Asked, 'vs'> {
  const count = daysOf(days);
  return { ...days, vs: { from: dayBefore(days.from, count), to: dayBefore(days.to, count) } };
}

/** What each preset of the period means today. */
function presets(): Record<string, { from: string; to: string }> {
  const to = today();
  const month = `${to.slice(0, 7)}-01`;
  const endOfLast = dayBefore(month, 1);
  return {
    today: { from: to, to },
    yesterday: { from: dayBefore(to, 1), to: dayBefore(to, 1) },
    '7d': { from: dayBefore(to, 6), to },
    '28d': { from: dayBefore(to, 27), to },
    '90d': { from: dayBefore(to, 89), to },
    '365d': { from: dayBefore(to, 364), to },
    month: { from: month, to },
    'last-month': { from: `${endOfLast.slice(0, 7)}-01`, to: endOfLast },
  };
}

/** The dashboards in a browser, and the stack that they belong to. */
interface Opened {
  page: Page;
  madeShop: Stack;
}

/** A field of the filters; pages have some of the same name. */
const field = (page: Page, label: string) => page.locator('#filters').getByLabel(label, { exact: true });

test.describe('the filters of the dashboards', () => {
  test.setTimeout(1_200_000);

  const expectCards = async ({ page, madeShop }: Opened, asked: Asked, what: string) =>
    expectShown(() => shownCards(page), await wantedCards(madeShop, asked), what);
  const expectVisits = async ({ page, madeShop }: Opened, asked: Asked, what: string) => {
    await goTo(page, 'Traffic');
    return expectShown(() => shownVisits(page), await wantedVisits(madeShop, asked), what);
  };
  const expectProducts = async ({ page, madeShop }: Opened, asked: Asked, what: string) => {
    await goTo(page, 'Products');
    return expectShown(() => shownProducts(page), await wantedProducts(madeShop, asked), what);
  };

  test('period, comparison and time zone give the figures of SQL', async ({ page, madeShop }) => {
    const opened = { page, madeShop };
    const own = { from: dayBefore(today(), 20), to: dayBefore(today(), 16) };
    await open(page, madeShop.dashboardsUrl, 'Overview');
    await expectCards(opened, { ...before(presets()['28d'] ?? own), tz: 'UTC', filter: {} }, 'as it opens');

    await field(page, 'Period').selectOption('custom');
    await field(page, 'From').fill(own.from);
    await field(page, 'To').fill(own.to);
    const base: Asked = { ...before(own), tz: 'UTC', filter: {} };
    const figures = await expectCards(opened, base, 'own dates');
    const different = async (asked: Asked, what: string) =>
      expect(await expectCards(opened, asked, what), what).not.toEqual(figures);

    await field(page, 'Compare to').selectOption('year');
    const vs = { from: dayBefore(own.from, 364), to: dayBefore(own.to, 364) };
    await different({ ...base, vs }, 'a year before');
    await expect(page.getByTestId('kpi-sessions').locator('.ff-kpi-note')).toHaveText(
      /^[\d.,]+% (more|less) than before: [\d,]+$/,
    );
    await field(page, 'Compare to').selectOption('none');
    await different({ from: own.from, to: own.to, tz: 'UTC', filter: {} }, 'compared to nothing');
    await field(page, 'Compare to').selectOption('previous');
    await expectCards(opened, base, 'compared to the period before');

    await field(page, 'Time zone').selectOption('Asia/Tokyo');
    await different({ ...base, tz: 'Asia/Tokyo' }, 'Tokyo');
    await field(page, 'Time zone').selectOption('UTC');

    for (const [preset, days] of Object.entries(presets())) {
      await field(page, 'Period').selectOption(preset);
      await different({ ...before(days), tz: 'UTC', filter: {} }, preset);
      expect(await expectVisits(opened, { ...days, tz: 'UTC', filter: {} }, `${preset}, visits`)).toBeDefined();
      await goTo(page, 'Overview');
    }
  });

  test('login state, site, device, country, channel, category, brand and bots give the figures of SQL', async ({
    page,
    madeShop,
  }) => {
    const opened = { page, madeShop };
    const days = presets()['28d'] ?? { from: today(), to: today() };
    const base: Asked = { ...before(days), tz: 'UTC', filter: {} };
    const choices = await madeShop.dashQuery<{ filter: string; value: string }>(
      `select filter, value from (
         select *, row_number() over (partition by filter order by sessions desc, value) as place
         from dash.filter_choices()
       ) as c where place in (2, 3) order by filter, place`,
    );
    const values: Record<string, string[]> = { login: ['logged_in', 'guest'] };
    for (const { filter, value } of choices) values[filter] = [...(values[filter] ?? []), value];

    await open(page, madeShop.dashboardsUrl, 'Overview');
    const all = {
      cards: await expectCards(opened, base, 'cards of all'),
      visits: await expectVisits(opened, base, 'visits of all'),
      products: await expectProducts(opened, base, 'products of all'),
    };
    await goTo(page, 'Overview');
    await settle(page);
    const isLess = (some: Figures, what: string) => {
      expect(Number(some.events), `${what}: some events`).toBeGreaterThan(0);
      expect(Number(some.events), `${what}: fewer events`).toBeLessThan(Number(all.cards.events));
    };
    const check = async (filter: Asked['filter'], what: string) => {
      const asked = { ...base, filter };
      const cards = await expectCards(opened, asked, `cards, ${what}`);
      const visits = await expectVisits(opened, asked, `visits, ${what}`);
      expect(visits, `visits, ${what}`).not.toEqual(all.visits);
      expect(await expectProducts(opened, asked, `products, ${what}`), `products, ${what}`).not.toEqual(all.products);
      await goTo(page, 'Overview');
      await settle(page);
      return cards;
    };
    const box = (name: string, value: string) => page.locator(`#filters-${name} input[value=${JSON.stringify(value)}]`);

    for (const name of [...BY_VISIT, ...BY_PRODUCT]) {
      await test.step(name, async () => {
        const [one = '', another = ''] = values[name] ?? [];
        await page.locator(`details:has(#filters-${name}) > summary`).click();
        await box(name, one).check();
        const some = await check({ [name]: [one] }, `${name} ${one}`);
        isLess(some, `${name} ${one}`);
        await box(name, another).check();
        const both = { ...base, filter: { [name]: [one, another] } };
        const more = await expectCards(opened, both, `${name} ${one} and ${another}`);
        expect(Number(more.events), `${name}: two are more than one`).toBeGreaterThan(Number(some.events));
        await box(name, one).uncheck();
        await box(name, another).uncheck();
      });
    }

    await field(page, 'Include bots').check();
    const withBots = await check({ bots: true }, 'bots');
    expect(Number(withBots.events)).toBeGreaterThan(Number(all.cards.events));
    await field(page, 'Include bots').uncheck();

    const together = { device: ['mobile'], country: ['DE'], category: [values.category?.[0] ?? ''] };
    for (const [name, [value = '']] of Object.entries(together)) await box(name, value).check();
    isLess(await check(together, 'together'), 'together');
    await settle(page);
    const shared = await page.context().newPage();
    await shared.goto(page.url());
    await goTo(shared, 'Products');
    await expectShown(
      () => shownProducts(shared),
      await wantedProducts(madeShop, { ...base, filter: together }),
      'shared',
    );
  });
});
