// Lighthouse's scores of the example shop in its production build, with the tracker at work and with a shopper who said no,
// for whom it keeps and sends nothing. The difference is what measuring costs the page.
//   node lighthouse.mjs [--shop URL] [--runs N]: of a shop that runs, or of one that it starts with the whole product

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { freePort } from '../warehouse/dist/index.js';
import { Stack } from './lib/product/stack.mjs';
import { median, reportAtLeast } from './lib/report.mjs';

/** What the shop must reach, out of 100. */
const LEAST = 95;
const PAGES = ['/', '/category/laptops', '/product/halden-slate-15'];
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** The cookie that the shop's privacy page sets. */
const DENIED = { cookie: 'shop_consent=denied' };

const { values } = parseArgs({
  options: { shop: { type: 'string' }, runs: { type: 'string', default: '3' } },
});
const chrome = await launch({
  chromePath: BROWSERS.find((path) => existsSync(path)),
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'],
});
try {
  if (values.shop) await measureAll(values.shop);
  else await withOwnShop(measureAll);
} finally {
  chrome.kill();
}

/** The whole product with the shop, on a folder of its own. */
async function withOwnShop(work) {
  const data = mkdtempSync(join(tmpdir(), 'footfall-bench-lighthouse-'));
  const ports = { collector: await freePort(), postgres: await freePort(), shop: await freePort() };
  const stack = new Stack({ data, ports, etlEvery: '1m', env: process.env, say: () => {} });
  try {
    await stack.start();
    await work(`http://localhost:${ports.shop}`);
  } finally {
    await stack.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

async function measureAll(shop) {
  for (const page of PAGES) await measure(shop, page);
}

async function measure(shop, page) {
  const [without, withTracker] = [[], []];
  // By turns, so that a busy minute of the machine falls on both.
  for (let run = 0; run < Number(values.runs); run++) {
    without.push(await audit(`${shop}${page}`, DENIED));
    withTracker.push(await audit(`${shop}${page}`));
  }
  for (const category of ['performance', 'accessibility']) {
    const [off, on] = [without, withTracker].map((runs) => median(runs.map((scores) => scores[category])));
    const figure = `${page} ${category}, tracker on`;
    reportAtLeast({ figure, value: on, unit: 'of 100', against: 'least', limit: LEAST });
    reportAtLeast({
      figure: `${page} ${category}, tracker off`,
      value: off,
      unit: 'of 100',
      against: 'least',
      limit: LEAST,
    });
    console.log(`${page} ${category}: the tracker costs ${off - on} points`);
  }
  const blocking = (runs) => Math.round(median(runs.map((scores) => scores.blockingMs)));
  console.log(`${page} total blocking time: ${blocking(withTracker)} ms on, ${blocking(without)} ms off`);
}

async function audit(url, extraHeaders) {
  const { lhr } = await lighthouse(url, {
    port: chrome.port,
    onlyCategories: ['performance', 'accessibility'],
    logLevel: 'silent',
    ...(extraHeaders && { extraHeaders }),
  });
  const score = (category) => Math.round(lhr.categories[category].score * 100);
  return {
    performance: score('performance'),
    accessibility: score('accessibility'),
    blockingMs: lhr.audits['total-blocking-time'].numericValue,
  };
}
