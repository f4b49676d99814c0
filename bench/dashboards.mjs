// First useful paint of Overview, and what a change of every filter takes on every page, beside the warehouse's own time for the
// same questions. See --help.
import { parseArgs } from 'node:util';
import { withClient } from '../warehouse/dist/index.js';
import { launch } from './lib/browser.mjs';
import { withDashboards } from './lib/dashboards/app.mjs';
import { measureOverview } from './lib/dashboards/overview.mjs';
import { measurePages } from './lib/dashboards/pages.mjs';
import { readPeriod } from './lib/dashboards/period.mjs';
import { measureTogether } from './lib/dashboards/together.mjs';
import { report, round } from './lib/report.mjs';
import { withShopWarehouse } from './lib/shop-warehouse.mjs';

const HELP = `First useful paint of Overview, and what a change of every filter takes on every page.

  npm run dashboards -- [options]

  --events N        of a shop over 90 days, made and loaded for it (10000000: half an hour, 20 GB)
  --folder DIR      where lake and warehouse are made for the time being (the system's temporary folder)
  --database URL    a warehouse that is there instead, by a role that may read schema dash
  --dashboards URL  its dashboards, where they run already`;

/** Milliseconds that an analyst may wait, as the dashboards promise at 10 million events. */
const LIMITS = { paint: 2000, change: 1000 };
/** Days that are looked at. */
const DAYS = 28;
/** Until a page has asked what it asks after its first paint. */
const QUIET_MS = 3000;

const text = { type: 'string' };
const { values: options } = parseArgs({
  options: { events: text, folder: text, database: text, dashboards: text, help: { type: 'boolean' } },
});
if (options.help) console.log(HELP);
else if (options.dashboards && !options.database) throw new Error('--dashboards wants the --database that they show');
else if (options.dashboards) await measure(options.database, options.dashboards);
else if (options.database) await withDashboards(options.database, (address) => measure(options.database, address));
else {
  const events = Number(options.events ?? 10_000_000);
  await withShopWarehouse({ events, folder: options.folder }, async (warehouse) => {
    const database = warehouse.url('footfall_dash');
    await withDashboards(database, (address) => measure(database, address));
  });
}

async function measure(database, address) {
  const browser = await launch();
  try {
    await withClient(database, async (warehouse) => {
      const period = await readPeriod(warehouse);
      const judge = (what, value, limit) =>
        report({
          figure: `${what} at ${period.events} events`,
          value,
          unit: 'ms',
          against: 'below',
          limit: LIMITS[limit],
        });
      judge.limits = LIMITS;
      const given = { address, period, days: DAYS, quietMs: QUIET_MS, judge };
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await measureOverview(page, warehouse, given);
      await measurePages(browser, given);
      await tellQuestions(page, address);
      await measureTogether(browser, given);
    });
  } finally {
    await browser.close();
  }
}

/** The warehouse's own time for what the pages have asked until now, as page Health tells it. */
async function tellQuestions(page, address) {
  await page.goto(`${address}?page=Health`);
  const rows = page.getByTestId('health-slowest-table').locator('tbody tr');
  await rows.first().waitFor();
  const told = await rows.evaluateAll((all) =>
    all.map((row) => {
      const of = (column) => Number(row.querySelector(`[data-column="${column}"]`).dataset.value);
      return { question: row.dataset.row, slowest: of('slowest'), mean: of('mean') };
    }),
  );
  const texts = told.map(
    ({ question, slowest, mean }) => `${question} ${round(1000 * mean)} (${round(1000 * slowest)})`,
  );
  console.log(
    `  the warehouse's own mean (and slowest) milliseconds for the slowest of all that was asked: ${texts.join(', ')}`,
  );
}
