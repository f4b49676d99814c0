// Lighthouse's scores of the example shop in its production build, with the tracker at work and with a shopper who said no,
// for whom it keeps and sends nothing. The difference is what measuring costs the page.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { median, reportAtLeast } from './lib/report.mjs';

/** What the shop must reach, out of 100. */
const LEAST = 95;
const PAGES = ['/', '/category/laptops', '/product/halden-slate-15'];
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** The cookie that the shop's privacy page sets. */
const DENIED = { cookie: 'shop_consent=denied' };

const { values } = parseArgs({
  options: { shop: { type: 'string', default: 'http://localhost:3000' }, runs: { type: 'string', default: '3' } },
});
const chrome = await launch({
  chromePath: BROWSERS.find((path) => existsSync(path)),
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'],
});
try {
  for (const page of PAGES) await measure(page);
} finally {
  chrome.kill();
}

async function measure(page) {
  const [without, withTracker] = [[], []];
  // By turns, so that a busy minute of the machine falls on both.
  for (let run = 0; run < Number(values.runs); run++) {
    without.push(await audit(page, DENIED));
    withTracker.push(await audit(page));
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

async function audit(page, extraHeaders) {
  const { lhr } = await lighthouse(`${values.shop}${page}`, {
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
