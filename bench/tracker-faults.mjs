// The fault trials, ours against two peers in the same run: what a page tracked against what came over the wire.
// A visit is: load, half a second or more, a burst of events, then what the trial does. 100 events or more a trial; after
// that all tabs are closed and the shop is visited once more, until nothing more comes: `lost` had not come by then.
// The collector is on another origin, 80 ms away. `node tracker-faults.mjs A K` runs only these.
import { launch } from './lib/browser.mjs';
import { startSite } from './lib/fault-site.mjs';
import { closeTab, Trial } from './lib/fault-trial.mjs';
import { report } from './lib/report.mjs';
import { TRACKERS } from './lib/trackers.mjs';

const VISITS = 10;
const BURST = 10;
const TABS = 10;
const EVENTS = 100;
const OUTAGE_MS = 8000;

/** Visits that each end in the same way, each with an undisturbed one after it. */
async function visits(trial, count, visit) {
  for (let i = 0; i < count; i++) {
    await visit(await trial.open());
    await trial.laterVisit();
  }
}

/** A shopper follows a link and looks at the next page for a moment. */
const follow = (trial, path) =>
  visits(trial, VISITS, async (page) => {
    await trial.burst(page, BURST, { after: `location.href = '${path}'` });
    await page.waitForURL(`**${path}`);
    await page.waitForTimeout(2000);
  });

/** One page with all events on it that stays open for so long. */
async function onePage(trial, { stayMs, bytes, prepare }) {
  if (prepare) await trial.context.addInitScript(prepare);
  await trial.burst(await trial.open(), EVENTS, { bytes });
  await trial.stay(stayMs);
}

/** Trials by letter: what happens, in words, and how. */
const TRIALS = {
  A: ['10 events and the next page at once, 10 times', (trial) => follow(trial, '/next')],
  B: ['10 events and a next page that takes 200 ms, 10 times', (trial) => follow(trial, '/slow')],
  C: [
    '10 events and the tab closed, 10 times',
    (trial) =>
      visits(trial, VISITS, async (page) => {
        await trial.burst(page, BURST);
        await closeTab(page);
      }),
  ],
  D: [
    '10 events and the renderer crashed, without pagehide, 10 times',
    (trial) =>
      visits(trial, VISITS, async (page) => {
        await trial.burst(page, BURST);
        const crashed = page.waitForEvent('crash');
        page.goto('chrome://crash').catch(() => {});
        await crashed;
        await page.close();
      }),
  ],
  E: [
    'offline, 20 events, tab closed, 5 times',
    (trial) =>
      visits(trial, 5, (page) =>
        trial.offline(async () => {
          await trial.burst(page, 20);
          await closeTab(page);
        }),
      ),
  ],
  E2: [
    '100 events offline, online after 8 s, the page stays 40 s',
    async (trial) => {
      const page = await trial.open();
      await trial.offline(async () => {
        await trial.burst(page, EVENTS);
        await page.waitForTimeout(OUTAGE_MS);
      });
      await trial.stay(40_000);
    },
  ],
  F: [
    '100 events, the collector answers 503 for 8 s, the page stays 60 s',
    async (trial) => {
      const page = await trial.open();
      const end = Date.now() + OUTAGE_MS;
      trial.site.reply = () => ({ status: Date.now() < end ? 503 : 200 });
      await trial.burst(page, EVENTS);
      await trial.stay(60_000);
    },
  ],
  G: [
    '150 events of 1 KB and the page left, 5 times',
    (trial) =>
      visits(trial, 5, async (page) => {
        await trial.burst(page, 150, { bytes: 1000, after: "location.href = 'about:blank'" });
        await page.waitForURL('about:blank');
        await page.waitForTimeout(2000);
      }),
  ],
  H: [
    '20 events, the collector stores the first request and resets the connection, 5 times',
    async (trial) => {
      const page = await trial.open();
      for (let round = 0; round < 5; round++) {
        let cuts = 1;
        trial.site.reply = () => ({ cut: cuts-- > 0 });
        await trial.burst(page, 20);
        await trial.settle();
      }
    },
  ],
  I: [
    'ten tabs offline with 10 events each, closed',
    async (trial) => {
      const pages = [];
      for (let tab = 0; tab < TABS; tab++) pages.push(await trial.open());
      await trial.offline(async () => {
        for (const page of pages) await trial.burst(page, EVENTS / TABS);
        for (const page of pages) await closeTab(page);
      });
    },
  ],
  J: [
    '100 events from offline, then ten tabs opened at once',
    async (trial) => {
      const page = await trial.open();
      await trial.offline(async () => {
        await trial.burst(page, EVENTS);
        await closeTab(page);
      });
      await Promise.all(Array.from({ length: TABS }, () => trial.open()));
      await trial.settle();
    },
  ],
  K: [
    '100 events where localStorage, sessionStorage and indexedDB throw',
    (trial) => onePage(trial, { stayMs: 15_000, prepare: denyStorage }),
  ],
  L: ['100 events where localStorage is full', (trial) => onePage(trial, { stayMs: 15_000, prepare: fillStorage })],
  M: [
    '100 events of 0.5 KB to a collector that refuses bodies over 20 KB with 413',
    (trial) => {
      trial.site.reply = (body) => ({ status: body.length > 20_000 ? 413 : 200 });
      return onePage(trial, { stayMs: 25_000, bytes: 500 });
    },
  ],
};

function denyStorage() {
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
    Object.defineProperty(window, name, {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  }
}

function fillStorage() {
  let chunk = 'x'.repeat(1024 * 1024);
  for (let i = 0; chunk.length > 0; i++) {
    try {
      localStorage.setItem(`shop-${i}`, chunk);
    } catch {
      chunk = chunk.slice(chunk.length >> 1 || 1);
    }
  }
}

async function run(browser, letter, tracker) {
  const site = await startSite(tracker);
  const context = await browser.newContext();
  // An empty page keeps the profile open when the trial closes the others.
  await context.newPage();
  const trial = new Trial(site, context);
  await TRIALS[letter][1](trial);
  await trial.laterVisit(25_000);
  await context.close();
  await site.close();
  const counts = trial.counts();
  console.log(`${letter}, ${tracker.name}: ${JSON.stringify(counts)}`);
  return counts;
}

function cell({ events, late, lost, twice, exceptions }) {
  const percent = (count) => String(Math.round((count / events) * 1000) / 10);
  const onlyLate = late > lost ? ` (${percent(late - lost)} late)` : '';
  return `${percent(lost)}${onlyLate} / ${percent(twice)}${exceptions ? `, ${exceptions} exceptions` : ''}`;
}

const wanted = process.argv.slice(2);
const letters = Object.keys(TRIALS).filter((letter) => !wanted.length || wanted.includes(letter));
const rows = TRACKERS.map(({ name }) => [name]);
const ours = { lost: 0, exceptions: 0 };
// Pages may go into the back/forward cache, as a person's do.
const browser = await launch({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
console.log(`Chromium ${browser.version()}`);
for (const letter of letters) {
  console.log(`\n${letter}: ${TRIALS[letter][0]}`);
  const results = await Promise.all(TRACKERS.map((tracker) => run(browser, letter, tracker)));
  for (const [i, counts] of results.entries()) {
    rows[i].push(cell(counts));
    if (!TRACKERS[i].name.startsWith('Footfall')) continue;
    for (const key of Object.keys(ours)) ours[key] += counts[key];
  }
}
await browser.close();

const line = (cells) => `| ${cells.join(' | ')} |`;
console.log(`\nlost / sent twice, in percent; "late" came only with the next visit\n
${line(['tracker', ...letters])}
${line(['---', ...letters.map(() => '---')])}
${rows.map(line).join('\n')}\n`);
for (const { name, setup } of TRACKERS) console.log(`${name}: ${setup}`);

for (const [key, value] of Object.entries(ours)) {
  report({ figure: `ours, ${key}`, value, unit: 'in all trials', against: 'limit', limit: 0 });
}
