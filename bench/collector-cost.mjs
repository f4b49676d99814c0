// What a million events cost in AWS at 1, 10 and 20 events a request, from list prices; sizes are measured on the way.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { envelope, linesOf } from './lib/collector-load.mjs';

const prices = JSON.parse(readFileSync(new URL('./data/aws-prices.json', import.meta.url), 'utf8'));
/** What the deployment sets, and what a request takes there: almost all of it is waiting for S3. */
const LAMBDA_GB = 0.5;
const BILLED_SECONDS = 0.06;
/** Bytes of an answer with its head, and of the lines that a request leaves in the log (figures, start, end, report). */
const ANSWER_BYTES = 600;
const LOG_BYTES = 1100;
const GB = 1e9;
const EVENTS = 1e6;

async function costs(eventsARequest) {
  const requests = EVENTS / eventsARequest;
  const object = gzipSync(await linesOf(envelope(eventsARequest)), { level: 3 }).length;
  return {
    'API Gateway': (requests / 1e6) * prices.httpApiPerMillionRequests,
    'Lambda requests': (requests / 1e6) * prices.lambdaPerMillionRequests,
    'Lambda time': requests * LAMBDA_GB * BILLED_SECONDS * prices.lambdaArmPerGbSecond,
    'S3 writes': (requests / 1000) * prices.s3PerThousandPuts,
    'S3 storage, a month': ((requests * object) / GB) * prices.s3PerGbMonth,
    'data out': ((requests * ANSWER_BYTES) / GB) * prices.dataOutPerGb,
    'logs and figures': ((requests * LOG_BYTES) / GB) * prices.cloudWatchLogsPerGb,
  };
}

const columns = [];
for (const events of [1, 10, 20]) columns.push({ events, costs: await costs(events) });
const row = (name, values) => console.log(`| ${name} | ${values.join(' | ')} |`);
const money = (value) => value.toFixed(3);

console.log(`${prices.currency} a million events, ${prices.region}, list prices as of ${prices.asOf}\n`);
row(
  'events a request',
  columns.map(({ events }) => events),
);
row(
  '---',
  columns.map(() => '---:'),
);
for (const name of Object.keys(columns[0].costs))
  row(
    name,
    columns.map((column) => money(column.costs[name])),
  );
row(
  'together',
  columns.map((column) => money(Object.values(column.costs).reduce((sum, cost) => sum + cost, 0))),
);
