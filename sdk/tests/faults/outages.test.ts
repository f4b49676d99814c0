import { expect, test } from 'vitest';
import { closeTab } from '../helpers/browser.js';
import { html, type Reply, tag } from '../helpers/site.js';
import { denyStorage, fillStorage, Trial, until, waitingEvents as waiting } from '../helpers/trial.js';
import { context, site, visitSite } from '../helpers/visited-site.js';

visitSite(() => ({ '/': html(tag()) }));

const SOUND = { lost: 0, storedTwice: 0, exceptions: 0 };

test('E: offline events of closed tabs arrive on the next visit', async () => {
  const trial = new Trial('E', site);
  for (let visit = 0; visit < 5; visit++) {
    const page = await trial.open(context);
    await context.setOffline(true);
    await trial.burst(page, 20);
    await closeTab(page);
    await context.setOffline(false);
  }
  await trial.open(context);
  await trial.allArrived();
  expect(trial.result()).toMatchObject({ ...SOUND, sentTwice: 0 });
});

test('E2: offline events arrive when the network is back, with no further event', async () => {
  const trial = new Trial('E2', site);
  const page = await trial.open(context);
  await context.setOffline(true);
  await trial.burst(page, 100);
  await context.setOffline(false);
  await trial.allArrived();
  expect(trial.result()).toMatchObject({ ...SOUND, sentTwice: 0 });
});

test('F: an outage of several answers is survived with few requests', async () => {
  const trial = new Trial('F', site);
  const page = await trial.open(context);
  let failures = 4;
  site.reply = () => ({ status: failures-- > 0 ? 503 : 200 });
  await trial.burst(page, 100);
  await trial.allArrived();
  const counts = trial.result();
  expect(counts).toMatchObject({ ...SOUND, sentTwice: 0 });
  expect(counts.requests).toBeLessThanOrEqual(8);
});

test('H: an answer that is lost makes the same event arrive twice, under the same id', async () => {
  const trial = new Trial('H', site);
  const page = await trial.open(context);
  for (let round = 0; round < 5; round++) {
    let cuts = 1;
    site.reply = () => ({ cut: cuts-- > 0 });
    await trial.burst(page, 20);
    await page.evaluate('footfall.flush()');
    await until(async () => expect(await page.evaluate(waiting)).toBe(0));
  }
  const counts = trial.result();
  expect(counts).toMatchObject(SOUND);
  expect(counts.sentTwice).toBeLessThanOrEqual(counts.events);
});

test('K: with storage denied everything arrives from memory', async () => {
  await context.addInitScript(denyStorage);
  const trial = new Trial('K', site);
  const page = await trial.open(context);
  await trial.burst(page, 100);
  await trial.allArrived();
  expect(trial.result()).toMatchObject({ ...SOUND, sentTwice: 0 });
});

test('L: with storage full everything arrives from memory', async () => {
  await context.addInitScript(fillStorage);
  const trial = new Trial('L', site);
  const page = await trial.open(context);
  await trial.burst(page, 100);
  await trial.allArrived();
  expect(trial.result()).toMatchObject({ ...SOUND, sentTwice: 0 });
});

test('M: a collector that refuses bodies over 20 KB gets smaller ones', async () => {
  site.reply = ({ bytes }) => ({ status: bytes > 20_000 ? 413 : 200 });
  const trial = new Trial('M', site);
  const page = await trial.open(context);
  await trial.burst(page, 100, { bytes: 500 });
  await trial.allArrived();
  const counts = trial.result();
  expect(counts).toMatchObject({ ...SOUND, sentTwice: 0 });
  expect(counts.requests).toBeLessThanOrEqual(14);
});

test('a slow collector and one that cuts connections before it stores anything lose nothing', async () => {
  const trial = new Trial('slow', site);
  const page = await trial.open(context);
  const replies: Reply[] = [{ delayMs: 3000 }, { status: 502 }, { status: 408 }, { status: 429, headers: RETRY }];
  site.reply = () => replies.shift() ?? {};
  await trial.burst(page, 100);
  await trial.allArrived();
  expect(trial.result()).toMatchObject({ ...SOUND, sentTwice: 0 });
});

test('a key, an origin or an address that is mended later has cost no event', async () => {
  const trial = new Trial('settings', site);
  const page = await trial.open(context);
  const replies: Reply[] = [401, 403, 404, 405].map((status) => ({ status }));
  site.reply = () => replies.shift() ?? {};
  await trial.burst(page, 100);
  await until(async () => {
    await page.evaluate('footfall.flush()');
    expect(trial.lost()).toEqual([]);
  });
  expect(trial.result()).toMatchObject({ ...SOUND, sentTwice: 0 });
});

const RETRY = { 'retry-after': '1', 'access-control-expose-headers': 'retry-after' };

test('while the collector asks to wait, no event that comes in is a reason to ask again, on the next page neither', async () => {
  site.pages['/full'] = html(tag('', 'footfall.full.js'));
  const trial = new Trial('wait', site);
  const page = await trial.open(context, '/full');
  const asked: Reply = { status: 503, headers: { ...RETRY, 'retry-after': '3600' }, delayMs: 2000 };
  site.reply = () => asked;
  await trial.burst(page, 10);
  const sent = page.evaluate('footfall.flush()');
  await until(() => expect(site.received).toHaveLength(1));
  // Under way, so this one sets a timer of its own.
  await trial.burst(page, 10);
  await sent;
  // That nothing is sent can only be waited for: longer than the interval and the backoff.
  await page.waitForTimeout(7000);
  await page.reload();
  await page.waitForTimeout(3000);
  expect(site.received).toHaveLength(1);
  site.reply = () => ({});
  await page.evaluate('footfall.flush()');
  await trial.allArrived();
  expect(trial.result()).toMatchObject({ ...SOUND, sentTwice: 0 });
});

test('a redirect is followed with the body, and one that loses the body does not lose the events', async () => {
  const trial = new Trial('redirect', site);
  const page = await trial.open(context);
  const replies: Reply[] = [
    { status: 307, headers: { location: '/clickstream?moved' } },
    {},
    { status: 302, headers: { location: '/elsewhere' } },
  ];
  site.reply = () => replies.shift() ?? {};
  await trial.burst(page, 50);
  await page.evaluate('footfall.flush()');
  await trial.burst(page, 50);
  await page.evaluate('footfall.flush()');
  await trial.allArrived();
  expect(trial.result()).toMatchObject({ ...SOUND, sentTwice: 0 });
});

test('a clock that is wrong by a day, and comes right again, loses nothing and keeps visits apart', async () => {
  const trial = new Trial('clock', site);
  const page = await trial.open(context);
  await page.evaluate('window.realNow = Date.now; Date.now = () => realNow() + 86400000');
  await trial.burst(page, 50);
  await page.evaluate('Date.now = realNow');
  await trial.burst(page, 50);
  await page.evaluate('footfall.flush()');
  await trial.allArrived();
  expect(trial.result()).toMatchObject({ ...SOUND, sentTwice: 0 });
  expect(new Set(site.events().map(({ sessionId }) => sessionId)).size).toBe(3);
});

test('an answer in HTML, as of a captive portal, does not take events off the device', async () => {
  const trial = new Trial('portal', site);
  const page = await trial.open(context);
  const portal: Reply = { status: 200, headers: { 'content-type': 'text/html' } };
  const replies: Reply[] = [portal, portal];
  site.reply = () => replies.shift() ?? {};
  await trial.burst(page, 100);
  await page.evaluate('footfall.flush()');
  expect(await page.evaluate(waiting)).toBeGreaterThanOrEqual(100);
  await page.evaluate('footfall.flush()');
  await page.evaluate('footfall.flush()');
  expect(await page.evaluate(waiting)).toBe(0);
  trial.result();
});
