// What a million events cost in AWS at 1, 10 and 20 events a request, from list prices. Bodies, objects and lines of the log are
// measured on the way; what cannot be measured here stands with its source in data/aws-prices.json.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { embeddedMetrics } from '../collector/dist/emf.js';
import { envelope, linesOf } from './lib/collector-load.mjs';

const prices = JSON.parse(readFileSync(new URL('./data/aws-prices.json', import.meta.url), 'utf8'));
const assumed = (name) => prices.assumptions[name].value;
const GB = 1e9;
const EVENTS = 1e6;

/** The line of figures that the collector writes for a request. */
function figuresOf(seen) {
  let line = '';
  embeddedMetrics((text) => {
    line = text;
  })({ status: 200, bytes: 0, accepted: 0, rejected: {}, ...seen });
  return line;
}

/** CloudWatch bills each name of a figure with each value of its dimension as a metric of its own. */
function customMetrics() {
  const lines = [{ route: 'collect', writeMs: 20 }, { route: 'health' }, { route: 'other' }].map(figuresOf);
  return lines.flatMap((line) => JSON.parse(line)._aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics)).length;
}

async function costs(eventsARequest) {
  const requests = EVENTS / eventsARequest;
  const body = Buffer.from(envelope(eventsARequest));
  const object = gzipSync(await linesOf(body), { level: 3 }).length;
  const figures = figuresOf({ route: 'collect', bytes: body.length, accepted: eventsARequest, writeMs: 20.25 }).length;
  const seconds = requests * assumed('billedSeconds');
  return {
    'API Gateway': (requests / 1e6) * prices.httpApiPerMillionRequests,
    'Lambda requests': (requests / 1e6) * prices.lambdaPerMillionRequests,
    'Lambda time': seconds * assumed('lambdaGb') * prices.lambdaArmPerGbSecond,
    'S3 writes': (requests / 1000) * prices.s3PerThousandPuts,
    'S3 storage, a month': ((requests * object) / GB) * prices.s3PerGbMonth,
    'data in': ((requests * body.length) / GB) * prices.dataInPerGb,
    'data out': ((requests * assumed('answerBytes')) / GB) * prices.dataOutPerGb,
    logs: ((requests * (figures + assumed('platformLogBytes'))) / GB) * prices.cloudWatchLogsPerGb,
  };
}

const columns = [];
for (const events of [1, 10, 20]) columns.push({ events, costs: await costs(events) });
const row = (name, values) => console.log(`| ${name} | ${values.join(' | ')} |`);
const money = (value) => value.toFixed(3);

console.log(`${prices.currency} a million events, ${prices.region}, prices as of ${prices.asOf}. ${prices.source}.\n`);
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

const metrics = customMetrics();
const fixed = (metrics * prices.cloudWatchPerMetricMonth).toFixed(2);
console.log(
  `\nBeside that ${prices.currency} ${fixed} a month, however many events there are: ${metrics} custom metrics at ` +
    `${prices.cloudWatchPerMetricMonth}, by the hour in which each has figures.\n`,
);
for (const [name, { value, source }] of Object.entries(prices.assumptions))
  console.log(`${name} = ${value}. ${source}.`);
