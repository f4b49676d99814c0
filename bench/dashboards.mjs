// First useful paint of Overview, and what a change of a filter takes, beside the warehouse's own time for the same questions.
// See --help.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freePort, withClient } from '../warehouse/dist/index.js';
import { launch } from './lib/browser.mjs';
import { openSession, recordOpening } from './lib/dashboards/session.mjs';
import { median, report, round } from './lib/report.mjs';
import { withShopWarehouse } from './lib/shop-warehouse.mjs';

const HELP = `First useful paint of Overview, and what a change of a filter takes.

  npm run dashboards -- [options]

  --events N        of a shop over 90 days, made and loaded for it (10000000: half an hour, 20 GB)
  --folder DIR      where lake and warehouse are made for the time being (the system's temporary folder)
  --database URL    a warehouse that is there instead, by a role that may read schema dash
  --dashboards URL  its dashboards, where they run already`;

/** Milliseconds that an analyst may wait, as the dashboards promise at 10 million events. */
const LIMITS = { paint: 2000, change: 1000 };
/** Rounds of each measure. On Overview the median counts, since other work disturbs single ones; elsewhere the slowest does. */
const ROUNDS = 5;
/** Pages but Overview that filters by channel change; Live and Health tell the present. */
const OTHER_PAGES = [
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
const PAGE_ROUNDS = 3;
/** Days that are looked at. */
const DAYS = 28;
/** Who look at once, each at other days and with another filter, so that none has what another's question left. */
const ANALYSTS = 5;
const DAY_MS = 86_400_000;
/** Until a page has asked what it asks after its first paint. */
const QUIET_MS = 3000;
const APP = fileURLToPath(new URL('../dashboards/', import.meta.url));

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

/** The Shiny app on a warehouse, as long as `work` goes on. */
async function withDashboards(database, work) {
  const port = await freePort();
  const env = { ...process.env, FOOTFALL_DASH_DATABASE_URL: database, FOOTFALL_DASHBOARDS_PORT: String(port) };
  const app = spawn('Rscript', ['app.R'], { cwd: APP, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(app, 'exit');
  try {
    const address = `http://127.0.0.1:${port}/`;
    while (!(await fetch(address).catch(() => undefined))?.ok) {
      if (app.exitCode !== null) throw new Error(`The dashboards ended with ${app.exitCode}`);
      await sleep(200);
    }
    await work(address);
  } finally {
    app.kill();
    await ended;
  }
}

async function measure(database, address) {
  const browser = await launch();
  try {
    await withClient(database, async (warehouse) => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await measurePage(page, warehouse, address);
      await measureOtherPages(page, warehouse, address);
      await tellQuestions(page, address);
      await measureTogether(browser, warehouse, address);
    });
  } finally {
    await browser.close();
  }
}

/** How many events there are, up to which day, and some channels to filter by. */
async function readPeriod(warehouse) {
  const { rows: periods } = await warehouse.query(
    `select (select count(*) from dash.events)::int as events, (select max(started_at)::date::text from dash.sessions) as to`,
  );
  const { rows: channels } = await warehouse.query(
    "select value from dash.filter_choices() where filter = 'channel' limit $1",
    [Math.max(ROUNDS, ANALYSTS)],
  );
  return { ...periods[0], channels: channels.map(({ value }) => value) };
}

/** A first day that no other round has. */
function dayBefore(to, days) {
  return new Date(Date.parse(to) - days * DAY_MS).toISOString().slice(0, 10);
}

/**
 * Five sessions in which a filter is changed at the same moment, until the server's key figures: their browsers are not on its machine.
 * A browser shows what it sends when it opens the page; the sessions send the same for other days.
 */
async function measureTogether(browser, warehouse, address) {
  const { events, to, channels } = await readPeriod(warehouse);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const opening = recordOpening(page);
  const first = { from: dayBefore(to, DAYS), to };
  await firstPaint(page, `${address}?from=${first.from}&to=${first.to}`);
  await sleep(QUIET_MS);
  await page.close();
  const times = [];
  const wholeTimes = [];
  for (let round = 0; round < ROUNDS; round++) {
    const sessions = [];
    for (let analyst = 0; analyst < ANALYSTS; analyst++) {
      const days = 1 + round * ANALYSTS + analyst;
      const moved = { [first.from]: dayBefore(to, DAYS + days), [first.to]: dayBefore(to, days) };
      sessions.push(
        await openSession(
          address,
          opening.map((frame) => replaceAll(frame, moved)),
          ['kpi-visitors', 'top-events-table'],
        ),
      );
    }
    await sleep(QUIET_MS);
    await Promise.all(
      sessions.map(async (session, i) => {
        const began = performance.now();
        session.change({ 'filters-channel': [channels[i]] });
        await session.says('kpi-sessions');
        times.push(performance.now() - began);
        await session.says('top-events-table');
        wholeTimes.push(performance.now() - began);
      }),
    );
    for (const session of sessions) session.close();
  }
  report({
    figure: `key figures after a change of a filter, five analysts at once, at ${events} events, the slowest of ${times.length}`,
    value: Math.max(...times),
    unit: 'ms',
    against: 'below',
    limit: LIMITS.change,
  });
  console.log(
    `  median ${round(median(times))} ms; with all tables ${round(median(wholeTimes))} ms, the slowest ${round(Math.max(...wholeTimes))} ms`,
  );
}

/** One pass, since what a text is replaced by may be another text to replace. */
function replaceAll(text, by) {
  return text.replace(new RegExp(Object.keys(by).join('|'), 'g'), (found) => by[found]);
}

async function measurePage(page, warehouse, address) {
  const { events, to, channels } = await readPeriod(warehouse);
  const times = { mornings: [], paints: [], changes: [], questions: [] };
  await sleep(QUIET_MS);
  for (let round = 0; round < ROUNDS; round++) times.mornings.push(await timed(() => firstPaint(page, address)));
  // Each round asks for other days and another channel, so that no answer is one that was kept.
  for (const [round, channel] of channels.slice(0, ROUNDS).entries()) {
    const from = dayBefore(to, DAYS - 2 - round);
    times.paints.push(await timed(() => firstPaint(page, `${address}?from=${from}&to=${to}`)));
    times.changes.push(await timed(() => choose(page, channel)));
    times.questions.push(await timed(() => ask(warehouse, [from, to, JSON.stringify({ channel: [channel] })])));
  }
  const [morning, paint, change, questions] = Object.values(times).map(median);
  const judge = (what, value, limit) =>
    report({ figure: `${what} at ${events} events`, value, unit: 'ms', against: 'below', limit });
  judge('first paint of Overview, as it opens without an address', morning, LIMITS.paint);
  judge('first paint of Overview, of days for which nobody has asked', paint, LIMITS.paint);
  judge('a change of a filter', change, LIMITS.change);
  console.log(
    `  the warehouse's own time for the questions of such a change, one after the other: ${round(questions)} ms`,
  );
}

/** What a change of a filter takes on every other page at most: until its first card is new, and until the last one is. */
async function measureOtherPages(page, warehouse, address) {
  const { events, to, channels } = await readPeriod(warehouse);
  const slowest = { first: { ms: 0 }, last: { ms: 0 } };
  for (const name of OTHER_PAGES) {
    await page.goto(`${address}?page=${encodeURIComponent(name)}&from=${dayBefore(to, DAYS)}&to=${to}`);
    await sleep(QUIET_MS);
    const rounds = [];
    for (const channel of channels.slice(0, PAGE_ROUNDS)) {
      rounds.push(await page.evaluate(changeAndWatch, channel));
      await sleep(QUIET_MS / 3);
    }
    const all = { first: rounds.map(({ first }) => first), last: rounds.map(({ last }) => last) };
    const ms = { first: Math.max(...all.first), last: Math.max(...all.last) };
    console.log(
      `  ${name}: first card ${round(median(all.first))} ms, all ${round(median(all.last))} ms; the slowest of ${rounds.length} ${round(ms.last)} ms`,
    );
    for (const which of ['first', 'last']) if (ms[which] > slowest[which].ms) slowest[which] = { ms: ms[which], name };
  }
  for (const [which, what] of Object.entries({ first: 'its first card', last: 'all of its cards' }))
    report({
      figure: `a change of a filter at ${events} events, the slowest page (${slowest[which].name}), ${what}`,
      value: slowest[which].ms,
      unit: 'ms',
      against: 'below',
      limit: LIMITS.change,
    });
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

/** Runs in the page: chooses one channel, and looks when cards are no longer those of before. */
function changeAndWatch(channel) {
  const boxes = [...document.querySelectorAll('#filters-channel input')];
  for (const box of boxes) if (box.checked !== (box.value === channel)) box.click();
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const seen = { most: 0, first: 0, last: 0 };
    const timer = setInterval(() => {
      const waiting = document.querySelectorAll('.tab-pane.active .ff-waits:not(.ff-controls *)').length;
      const now = performance.now() - began;
      // when what waited was seen to be there, not when it was last seen to wait: between the two the page draws
      if (waiting > 0) seen.last = 0;
      else if (seen.most > 0 && seen.last === 0) seen.last = now;
      if (waiting < seen.most && seen.first === 0) seen.first = now;
      seen.most = Math.max(seen.most, waiting);
      const isOver = now > 60_000;
      if (!isOver && (seen.most === 0 || waiting > 0 || now - seen.last <= 500)) return;
      clearInterval(timer);
      if (isOver) reject(new Error('The page does not come to rest'));
      else resolve(seen);
    }, 5);
  });
}

/** What Overview asks, compared to the days before as it opens; given: first and last day, and filter. */
async function ask(warehouse, given) {
  const days = '$2::date - $1::date + 1';
  const before = `$1::date - (${days}), $1::date - 1`;
  const questions = [
    `key_cards($1, $2, 'UTC', 'day', $3, ${before})`,
    "buckets($1, $2, 'UTC', 'day')",
    "top_happenings($1, $2, 'UTC', $3)",
    `biggest_changes($1, $2, ${before}, 'UTC', $3)`,
  ];
  for (const question of questions)
    await warehouse.query(`select * from dash.${question}`, question.includes('$3') ? given : given.slice(0, 2));
}

async function firstPaint(page, url) {
  await page.goto(url);
  await page.getByTestId('kpi-visitors').waitFor();
}

async function choose(page, channel) {
  const before = await page.getByTestId('kpi-sessions').getAttribute('data-value');
  await page.locator('#filters-channel input').evaluateAll((boxes, wanted) => {
    boxes.find((box) => box.value === wanted)?.click();
  }, channel);
  await page.waitForFunction(
    (old) => document.querySelector('[data-testid="kpi-sessions"]')?.dataset.value !== old,
    before,
  );
}

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
