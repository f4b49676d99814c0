import { expect, test } from 'vitest';
import { closeTab } from '../helpers/browser.js';
import { html, tag } from '../helpers/site.js';
import { expectSound, Trial, until } from '../helpers/trial.js';
import { context, site, visitSite } from '../helpers/visited-site.js';

/** With the worker that sees the answers to what a closing page sent. */
const TAG = tag('data-worker-url="/footfall-worker.js"', 'footfall.full.js');
/** For use in the page: waits for the worker, which on a busy machine comes later than half a second. It answers who connects in turn. */
const WORKER_IS_THERE = `new Promise((resolve) => {
  const worker = new SharedWorker('/footfall-worker.js', { name: 'footfall', extendedLifetime: true });
  worker.port.onmessage = () => resolve();
})`;
/** For use in the page: asks what has arrived, as a page does that ends before it reads the answer. Resolves to the keys. */
const ASK_AND_FORGET = `new Promise((resolve) => {
  const worker = new SharedWorker('/footfall-worker.js', { name: 'footfall', extendedLifetime: true });
  worker.port.onmessage = ({ data }) => data && resolve(data);
  worker.port.postMessage(null);
})`;
const VISITS = 20;
const BURST = 5;

visitSite(() => ({ '/': html(TAG), '/next': html(TAG, 'next'), '/slow': html(TAG, 'slow') }));

test('A: a burst and the next page at once', async () => {
  const trial = new Trial('A', site);
  for (let visit = 0; visit < VISITS; visit++) {
    const page = await trial.open(context);
    await trial.burst(page, BURST, { after: "location.href = '/next'" });
    await page.waitForURL('**/next');
    await trial.settled(page);
    await page.close();
  }
  expectSound(trial.result());
});

test('B: a burst and a next page that takes 200 ms', async () => {
  const trial = new Trial('B', site);
  site.delays['/slow'] = 200;
  for (let visit = 0; visit < VISITS; visit++) {
    const page = await trial.open(context);
    await trial.burst(page, BURST, { after: "location.href = '/slow'" });
    await page.waitForURL('**/slow');
    await trial.settled(page);
    await page.close();
  }
  expectSound(trial.result());
});

test('C: a burst and the tab closed arrives before any further visit', async () => {
  const trial = new Trial('C', site);
  for (let visit = 0; visit < VISITS; visit++) {
    const page = await trial.open(context);
    await page.evaluate(WORKER_IS_THERE);
    // On a busy machine the page's first sending would otherwise be under way as it closes, and nobody sees its answer.
    await page.evaluate('footfall.flush()');
    await trial.burst(page, BURST);
    await closeTab(page);
    await trial.allArrived();
  }
  // A last visit sends whatever the device still holds.
  const page = await trial.open(context);
  await page.evaluate('footfall.flush()');
  await trial.settled(page);
  expectSound(trial.result());
});

test('C, while the page sends what the one before it left: nothing is lost', async () => {
  const trial = new Trial('C, while it sends', site);
  for (let visit = 0; visit < VISITS / 2; visit++) {
    const page = await trial.open(context);
    // About when the first sending begins, a little later each time.
    await page.waitForFunction(`performance.now() > ${1000 + visit * 30}`);
    await trial.burst(page, BURST);
    // What this page could not hand over any more is on the device, and goes with the next one.
    await closeTab(page);
  }
  const page = await trial.open(context);
  await trial.settled(page);
  expect(trial.result()).toMatchObject({ lost: 0, storedTwice: 0, exceptions: 0 });
});

test('a receipt that a page asked for and did not use is there for the next page', async () => {
  const trial = new Trial('C, asked and not used', site);
  const page = await trial.open(context);
  await page.evaluate(WORKER_IS_THERE);
  await trial.burst(page, BURST);
  await closeTab(page);
  await trial.allArrived();
  site.pages['/plain'] = html('', 'a page of the shop without the tracker');
  const plain = await context.newPage();
  await plain.goto(`${site.origin}/plain`);
  expect(await plain.evaluate(ASK_AND_FORGET)).not.toEqual([]);
  await closeTab(plain);
  const next = await trial.open(context);
  await next.evaluate('footfall.flush()');
  await trial.settled(next);
  expect(trial.result()).toMatchObject({ lost: 0, sentTwice: 0 });
  // Once they are off the device, nothing is kept.
  await until(async () => expect(await next.evaluate(ASK_AND_FORGET)).toEqual([]));
});

test('D: a burst and the renderer crashed, without pagehide', async () => {
  const trial = new Trial('D', site);
  for (let visit = 0; visit < VISITS; visit++) {
    const page = await trial.open(context);
    await trial.burst(page, BURST);
    const crashed = page.waitForEvent('crash');
    page.goto('chrome://crash').catch(() => {});
    await crashed;
    await page.close();
  }
  await trial.open(context);
  await trial.allArrived();
  expectSound(trial.result());
});

test('G: a burst of 150 events of 1 KB and the page left; the purchase is in the first request', async () => {
  const trial = new Trial('G', site);
  for (let visit = 0; visit < 5; visit++) {
    const page = await trial.open(context);
    const before = site.received.length;
    await trial.burst(page, 150, {
      bytes: 1000,
      after: `footfall.checkoutComplete({ id: 'o-${visit}', total: 9.5, currency: 'EUR' }); location.href = 'about:blank'`,
    });
    await page.waitForURL('about:blank');
    await until(() => expect(site.received.length).toBeGreaterThan(before));
    const names = site.received[before]?.envelope.events.map(({ eventName }) => eventName);
    expect(names).toContain('checkout_complete');
    await page.close();
    const next = await trial.open(context);
    await trial.settled(next);
    await next.close();
  }
  const counts = trial.result();
  expect(counts).toMatchObject({ lost: 0, storedTwice: 0, exceptions: 0 });
});
