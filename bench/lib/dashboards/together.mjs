import { setTimeout as sleep } from 'node:timers/promises';
import { median, round } from '../report.mjs';
import { firstPaint } from './overview.mjs';
import { dayBefore } from './period.mjs';
import { openSession, recordOpening } from './session.mjs';

/** Who look at once, each at other days and with another filter, so that none has what another's question left. */
const ANALYSTS = 5;
const ROUNDS = 5;

/**
 * Five sessions in which a filter is changed at the same moment, until the server's key figures: their browsers are not on its machine.
 * A browser shows what it sends when it opens the page; the sessions send the same for other days.
 */
export async function measureTogether(browser, { address, period, days, quietMs, judge }) {
  const { to, choices } = period;
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const opening = recordOpening(page);
  const first = { from: dayBefore(to, days), to };
  await firstPaint(page, `${address}?from=${first.from}&to=${first.to}`);
  await sleep(quietMs);
  await page.close();
  const times = [];
  const wholeTimes = [];
  for (let round = 0; round < ROUNDS; round++) {
    const sessions = [];
    for (let analyst = 0; analyst < ANALYSTS; analyst++) {
      const earlier = 1 + round * ANALYSTS + analyst;
      const moved = { [first.from]: dayBefore(to, days + earlier), [first.to]: dayBefore(to, earlier) };
      const frames = opening.map((frame) => replaceAll(frame, moved));
      sessions.push(await openSession(address, frames, ['kpi-visitors', 'top-events-table']));
    }
    await sleep(quietMs);
    await Promise.all(
      sessions.map(async (session, i) => {
        const began = performance.now();
        session.change({ 'filters-channel': [choices.channel[i]] });
        await session.says('kpi-sessions');
        times.push(performance.now() - began);
        await session.says('top-events-table');
        wholeTimes.push(performance.now() - began);
      }),
    );
    for (const session of sessions) session.close();
  }
  const figure = `key figures after a change of a filter, five analysts at once, the slowest of ${times.length}`;
  judge(figure, Math.max(...times), 'change');
  console.log(
    `  median ${round(median(times))} ms; with all tables ${round(median(wholeTimes))} ms, the slowest ${round(Math.max(...wholeTimes))} ms`,
  );
}

/** One pass, since what a text is replaced by may be another text to replace. */
function replaceAll(text, by) {
  return text.replace(new RegExp(Object.keys(by).join('|'), 'g'), (found) => by[found]);
}
