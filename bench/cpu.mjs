// Main-thread time at 4x throttle, ours against Snowplow in the same run; and the longest task of 1,000 events at once.
import { openLab, openTracker, PRODUCT } from './lib/lab.mjs';
import { median, report, round } from './lib/report.mjs';

const ROUNDS = 5;
/** Rounds of 1,000 events at once: how long the browser takes to store them varies by half. */
const BURST_ROUNDS = 11;
const BURSTS = 10;
const PER_BURST = 20;
/** Milliseconds after the last event in which batches are built and sent. */
const TAIL_MS = 6000;

/** Runs in the page: bursts of calls. The browser's clock ticks in 100 µs and throttling stops it, so bursts are timed. */
async function burst({ product, bursts, perBurst }) {
  const times = [];
  for (let i = 0; i < bursts; i++) {
    const start = performance.now();
    for (let j = 0; j < perBurst; j++) window.track(product);
    times.push((performance.now() - start) / perBurst);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return times;
}

async function taskMs(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
}

async function measure(lab, name) {
  const { page, session, close } = await openTracker(lab, name);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await taskMs(session);
  const times = await page.evaluate(burst, { product: PRODUCT, bursts: BURSTS, perBurst: PER_BURST });
  await page.waitForTimeout(TAIL_MS);
  const total = (await taskMs(session)) - before;
  await close();
  return { sync: median(times) * 1000, total: (total * 1000) / (BURSTS * PER_BURST) };
}

async function longestTask(lab, name) {
  const { page, close } = await openTracker(lab, name);
  const longest = await page.evaluate(
    ([product]) =>
      new Promise((resolve) => {
        let longest = 0;
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
        }).observe({ type: 'longtask' });
        setTimeout(() => {
          const start = performance.now();
          for (let i = 0; i < 1000; i++) window.track(product);
          longest = Math.max(longest, performance.now() - start);
        });
        setTimeout(() => resolve(longest), 5000);
      }),
    [PRODUCT],
  );
  await close();
  return longest;
}

const lab = await openLab();
const results = { nothing: [], bare: [], footfall: [], full: [], snowplow: [] };
for (let round = 0; round < ROUNDS; round++) {
  for (const name of Object.keys(results)) results[name].push(await measure(lab, name));
}
const of = (name, key) => median(results[name].map((result) => result[key]));
const base = of('nothing', 'total');
for (const name of ['bare', 'footfall', 'full', 'snowplow']) {
  console.log(
    `${name}: track() ${round(of(name, 'sync'))} µs, main thread ${round(of(name, 'total') - base)} µs an event`,
  );
}
report({
  figure: 'track() with its durable write',
  value: of('footfall', 'sync'),
  unit: 'µs',
  against: 'a third of Snowplow',
  limit: of('snowplow', 'sync') / 3,
});
report({
  figure: 'main thread per event',
  value: of('footfall', 'total') - base,
  unit: 'µs',
  against: 'half of Snowplow',
  limit: (of('snowplow', 'total') - base) / 2,
});
const longest = { bare: [], footfall: [] };
for (let round = 0; round < BURST_ROUNDS; round++) {
  for (const name of Object.keys(longest)) longest[name].push(await longestTask(lab, name));
}
console.log(`bare: longest task, 1,000 events ${round(median(longest.bare))} ms`);
report({
  figure: 'longest task, 1,000 events',
  value: median(longest.footfall),
  unit: 'ms',
  against: 'limit',
  limit: 50,
});
await lab.close();
