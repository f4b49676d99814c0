// Requests, preflights and bytes for a page view and 30 events over six seconds.
import { openLab, openTracker, PRODUCT } from './lib/lab.mjs';
import { report, round } from './lib/report.mjs';

const EVENTS = 30;
const TAIL_MS = 8000;

async function measure(lab, name) {
  lab.requests.length = 0;
  const { page, close } = await openTracker(lab, name);
  await page.evaluate(
    async ([product, events]) => {
      for (let i = 0; i < events; i++) {
        window.track(product);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    [PRODUCT, EVENTS],
  );
  await page.waitForTimeout(TAIL_MS);
  const posts = lab.requests.filter(({ method }) => method === 'POST');
  const result = {
    requests: posts.length,
    preflights: lab.requests.filter(({ method }) => method === 'OPTIONS').length,
    bytes: posts.reduce((sum, { bytes }) => sum + bytes, 0) / (EVENTS + 1),
  };
  await close();
  console.log(
    `${name}: ${result.requests} requests, ${result.preflights} preflights, ${round(result.bytes)} B an event`,
  );
  return result;
}

const lab = await openLab();
const ours = await measure(lab, 'footfall');
for (const name of ['snowplow', 'openpanel']) await measure(lab, name);
await lab.close();
report({ figure: 'wire', value: ours.bytes, unit: 'B an event', against: 'limit', limit: 300 });
report({ figure: 'requests for 31 events', value: ours.requests, unit: '', against: 'limit', limit: 3 });
report({ figure: 'preflights', value: ours.preflights, unit: '', against: 'limit', limit: 0 });
