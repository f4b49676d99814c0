// Writes what a month costs into docs/cost.md; with --check says whether it is current. Prices, measurements and assumptions stand
// in infra-terraform/cost/prices.json and bench/data/aws-prices.json.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { between, keepCurrent } from './lib/keep-current.mjs';
import { HOURS, monthlyCost } from './lib/monthly-cost.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path) => JSON.parse(readFileSync(ROOT + path, 'utf8'));
const book = read('infra-terraform/cost/prices.json');
const collector = read('bench/data/aws-prices.json');

const money = (value) => value.toFixed(2);
const sum = (lines, key) => lines.reduce((total, line) => total + line[key], 0);
const row = (cells) => `| ${cells.join(' | ')} |`;
const columns = book.sizes.map((size) => ({ size, lines: monthlyCost(size, book, collector) }));

function table() {
  const items = columns[0].lines.map((_, index) => {
    const lines = columns.map(({ lines }) => lines[index]);
    const name = lines[0].item.replace(/^instance .*/, 'instance');
    return row([name, ...lines.map(({ list }) => money(list))]);
  });
  return [
    row(['a month, list price', ...columns.map(({ size }) => `${size.millionEvents} M events`)]),
    row(['---', ...columns.map(() => '---:')]),
    row(['runs on', ...columns.map(({ size }) => size.instance)]),
    row(['dumps kept, days', ...columns.map(({ size }) => size.dumpDays)]),
    ...items,
    row(['**together**', ...columns.map(({ lines }) => `**${money(sum(lines, 'list'))}**`)]),
    row(['**after what is always free**', ...columns.map(({ lines }) => `**${money(sum(lines, 'bill'))}**`)]),
    row([
      'of it without any event',
      ...columns.map(({ lines }) => {
        const fixed = lines.filter(({ drivenBy }) => drivenBy === 'time');
        return money(sum(fixed, 'bill'));
      }),
    ]),
  ].join('\n');
}

/** What each saving leaves of the bill, all before it included. */
function savings() {
  const rows = [];
  const assumed = structuredClone(book.assumed);
  let sizes = book.sizes;
  for (const { what, assumed: other = {}, instances = {} } of book.savings) {
    for (const [name, value] of Object.entries(other)) assumed[name] = { ...assumed[name], value };
    sizes = sizes.map((size) => ({ ...size, instance: instances[size.instance] ?? size.instance }));
    const bills = sizes.map((size) => sum(monthlyCost(size, { ...book, assumed }, collector), 'bill'));
    rows.push(row([what, ...bills.map(money)]));
  }
  return [
    row(['a month, after what is always free', ...book.sizes.map(({ millionEvents }) => `${millionEvents} M events`)]),
    row(['---', ...book.sizes.map(() => '---:')]),
    ...rows,
  ].join('\n');
}

function options() {
  const price = (name) => book.prices[name].value;
  const rows = [
    [
      'shop database: t4g.micro, address, 18 GB',
      (price('t4g.micro') + price('publicIpv4Hour')) * HOURS + 18 * price('gp3GbMonth'),
    ],
    ['CDN: a million requests and 10 GB', 100 * price('cloudFrontPer10kRequests') + 10 * price('cloudFrontGbOut')],
    ['sign-in: 1,000 users who sign in', 1000 * price('cognitoLiteUser')],
  ];
  return [
    '| optional, a month, list price | |',
    '| --- | ---: |',
    ...rows.map(([what, cost]) => row([what, money(cost)])),
  ].join('\n');
}

function sources() {
  const entries = (group) =>
    Object.entries(book[group]).map(([name, { value, unit, source }]) =>
      row([`\`${name}\``, value, [unit, source].filter(Boolean).join('; ')]),
    );
  const shared = Object.entries(collector)
    .filter(([, value]) => typeof value === 'number')
    .map(([name, value]) => row([`\`${name}\``, value, 'bench/data/aws-prices.json']));
  const head = (title) => [
    `### ${title}`,
    '',
    row(['name', 'value', 'what and where from']),
    row(['---', '---:', '---']),
  ];
  return [
    `${book.note}. ${book.currency}, ${book.region}, as of ${book.asOf}.`,
    [...head('Prices'), ...entries('prices'), ...shared].join('\n'),
    [...head('Always free'), ...entries('alwaysFree')].join('\n'),
    [...head('Measured'), ...entries('measured')].join('\n'),
    [...head('Assumed and chosen'), ...entries('assumed')].join('\n'),
  ].join('\n\n');
}

const doc = `${ROOT}docs/cost.md`;
const tables = [
  ['cost', table()],
  ['savings', savings()],
  ['options', options()],
].reduce((file, [marker, text]) => between(file, marker, text), { path: doc, text: readFileSync(doc, 'utf8') });
const path = `${ROOT}docs/cost-sources.md`;
process.exitCode = keepCurrent(
  [tables, { path, text: `# Where the figures of [cost](cost.md) come from\n\n${sources()}\n` }],
  'node infra-terraform/scripts/cost.mjs',
);
