import { round } from '../report.mjs';
import { changeAndWatch, everyChange, restOf } from './changes.mjs';
import { dayBefore } from './period.mjs';

/** Pages that filters change; Live and Health tell the present. */
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
];
/** As many first days as there are, so that no page shows what another filter's round has asked for before its change. */
const FIRST_DAYS = 4;

/** What a change of every filter takes on every page: until its first card is new, and until the last one is. */
export async function measurePages(browser, { address, period, days, judge }) {
  const { to } = period;
  const slowest = { first: { ms: 0 }, last: { ms: 0 } };
  let count = 0;
  let over = 0;
  for (const name of [...PAGES, 'Product']) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const times = [];
    for (const change of everyChange({ choices: period.choices, from: dayBefore(to, days - 1), to })) {
      const from = dayBefore(to, days - 1 + (count++ % FIRST_DAYS));
      await page.goto(addressOf(name, { address, period, from, to }));
      await page.evaluate(restOf);
      const { first, last } = await page.evaluate(changeAndWatch, change);
      const what = `${name}, ${change.label ?? change.name}`;
      if (last === null) continue;
      if (last > judge.limits.change) over++;
      times.push(`${change.label ?? change.name} ${round(first)}/${round(last)}`);
      for (const [which, ms] of Object.entries({ first, last }))
        if (ms > slowest[which].ms) slowest[which] = { ms, what };
    }
    console.log(`  ${name}: ${times.join(', ')}`);
    await page.close();
  }
  console.log(`  milliseconds until the first card and until all; ${over} of ${count} above the limit`);
  for (const [which, what] of Object.entries({ first: 'its first card', last: 'all of its cards' }))
    judge(`the slowest of ${count} changes of a filter (${slowest[which].what}), ${what}`, slowest[which].ms, 'change');
}

/** A product has a page of its own within Products. */
function addressOf(name, { address, period, from, to }) {
  const page = name === 'Product' ? `Products&product=${encodeURIComponent(period.product)}` : encodeURIComponent(name);
  return `${address}?page=${page}&from=${from}&to=${to}`;
}
