import { setTimeout as sleep } from 'node:timers/promises';
import { median, round } from '../report.mjs';
import { dayBefore } from './period.mjs';

/** Rounds of each measure. The median counts, since other work disturbs single ones. */
const ROUNDS = 5;

/** First paint of Overview, without an address and of days for which nobody has asked, and a change of the channel on it. */
export async function measureOverview(page, warehouse, { address, period, days, quietMs, judge }) {
  const { to, choices } = period;
  const times = { mornings: [], paints: [], changes: [], questions: [] };
  await sleep(quietMs);
  for (let round = 0; round < ROUNDS; round++) times.mornings.push(await timed(() => firstPaint(page, address)));
  // Each round asks for other days and another channel, so that no answer is one that was kept.
  for (const [round, channel] of choices.channel.slice(0, ROUNDS).entries()) {
    const from = dayBefore(to, days - 2 - round);
    times.paints.push(await timed(() => firstPaint(page, `${address}?from=${from}&to=${to}`)));
    times.changes.push(await timed(() => choose(page, channel)));
    times.questions.push(await timed(() => ask(warehouse, [from, to, JSON.stringify({ channel: [channel] })])));
  }
  const [morning, paint, change, questions] = Object.values(times).map(median);
  judge('first paint of Overview, as it opens without an address', morning, 'paint');
  judge('first paint of Overview, of days for which nobody has asked', paint, 'paint');
  judge('a change of a filter', change, 'change');
  console.log(
    `  the warehouse's own time for the questions of such a change, one after the other: ${round(questions)} ms`,
  );
}

/** Opens the dashboards, until the first key figure is there. */
export async function firstPaint(page, url) {
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

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
