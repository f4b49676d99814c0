// Every benchmark, one after the other, and docs/benchmarks.md with what they said. See --help.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from './lib/all/machine.mjs';
import { page } from './lib/all/page.mjs';
import { isBroken } from './lib/report.mjs';

const HELP = `Runs every benchmark, one after the other, and writes docs/benchmarks.md.

  npm run bench -- [--only NAMES] [--database URL] [--write] [--list] [-- OPTIONS]

  --only NAMES     some of them, with commas between; what the others said last stays on the page, with its date
  --database URL   a warehouse of ten million events that is there, as footfall_owner, for those that would each make one
  --write          runs none, and writes the page from what they said last
  --list           says which there are
  OPTIONS          of its own, where --only names one: -- --events 1000000

They need "npm run build" and, once, "npm ci" in bench/. All together they take about four hours and 60 GB of the temporary
folder. Nothing else should run beside them.`;

/** What runs: the script in this folder's package.json, of the same name unless it is given, and what it is about. In the order of the page. */
const BENCHMARKS = [
  { name: 'size', about: 'The tracker: bytes over the wire' },
  { name: 'wire', about: 'The tracker: requests and bytes of a visit' },
  { name: 'cpu', about: 'The tracker: the storefront’s main thread' },
  { name: 'faults', about: 'The tracker: what fault trials lose and send twice' },
  { name: 'lighthouse', about: 'The shop: Lighthouse with and without the tracker' },
  { name: 'collector', about: 'The collector: one machine' },
  { name: 'collector-lambda', about: 'The collector: Lambda' },
  { name: 'collector-cost', about: 'The collector: what a million events cost in AWS' },
  { name: 'etl', args: ['--only', 'copy,old'], about: 'The ETL: beside COPY, and beside the platform’s old ETL' },
  { name: 'etl-growth', script: 'etl', args: ['--only', 'growth'], about: 'The ETL: as the lake grows, and a rebuild' },
  { name: 'scale', about: 'The warehouse: shops of 1, 10 and 50 million events' },
  { name: 'compact', about: 'The lake: before and after compaction' },
  { name: 'erase', about: 'The lake and the warehouse: an erasure' },
  { name: 'models', about: 'The warehouse: every figure against what is true' },
  { name: 'retention', about: 'The warehouse: old facts dropped' },
  { name: 'week', about: 'The warehouse: a week of hourly runs, and autovacuum' },
  { name: 'bytes', takesWarehouse: true, about: 'The warehouse: where its bytes go' },
  { name: 'questions', takesWarehouse: true, about: 'The warehouse: what every question of the dashboards takes' },
  { name: 'dashboards', takesWarehouse: true, about: 'The dashboards: first paint and a change of a filter' },
  { name: 'upgrade', about: 'The product: the first version’s data taken over' },
  { name: 'product-faults', about: 'The product: every part killed, frozen, filled and cut under load' },
];

const here = fileURLToPath(new URL('.', import.meta.url));
const RESULTS = `${here}data/results`;
const PAGE = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));

/** Addresses carry passwords, and ports that are of one run alone. */
const withoutAddresses = (options) =>
  options.map((option) => option.replace(/^(--[\w-]+=)?\w+:\/\/.*$/, '$1URL')).join(' ');

/** Runs one in the terminal's sight. @returns what it said, how long it took and how it ended */
async function run({ name, script = name, args = [], takesWarehouse = false }, database, more) {
  const began = performance.now();
  const given = takesWarehouse && database ? ['--database', database] : [];
  const child = spawn('npm', ['run', '--silent', script, '--', ...args, ...given, ...more], {
    cwd: here,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line.replaceAll(tmpdir(), '$TMPDIR')); // what one machine calls it is nobody's concern
    console.log(line);
  });
  const [exitCode] = await once(child, 'close');
  return {
    name,
    ...(more.length > 0 && { options: withoutAddresses(more) }),
    date: new Date().toISOString().slice(0, 10),
    seconds: (performance.now() - began) / 1000,
    exitCode,
    lines,
  };
}

function readResults() {
  mkdirSync(RESULTS, { recursive: true });
  const files = readdirSync(RESULTS).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(
    files.map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(`${RESULTS}/${file}`, 'utf8'))]),
  );
}

async function main() {
  const text = { type: 'string' };
  const flag = { type: 'boolean' };
  const options = { only: text, database: text, write: flag, list: flag, help: flag };
  const { values, positionals: more } = parseArgs({ options, allowPositionals: true });
  if (values.help) return console.log(HELP);
  if (values.list) return console.log(BENCHMARKS.map(({ name, about }) => `${name.padEnd(18)}${about}`).join('\n'));
  const names = values.only?.split(',') ?? BENCHMARKS.map(({ name }) => name);
  const unknown = names.find((name) => !BENCHMARKS.some((each) => each.name === name));
  if (unknown !== undefined) throw new Error(`There is no benchmark ${unknown}; --list says which there are`);
  if (more.length > 0 && values.only?.split(',').length !== 1)
    throw new Error(`${more.join(' ')}: options of its own are for one benchmark, which --only names`);
  readResults();
  for (const benchmark of values.write ? [] : BENCHMARKS.filter(({ name }) => names.includes(name))) {
    const { name } = benchmark;
    console.log(`\n== ${name}`);
    const result = { ...(await run(benchmark, values.database, more)), machine: machine() };
    if (isBroken(result)) {
      console.error(`${name} ended with exit code ${result.exitCode}: what it said before stays on the page`);
      process.exitCode = 1;
    } else writeFileSync(`${RESULTS}/${name}.json`, `${JSON.stringify(result, null, 1)}\n`);
  }
  writeFileSync(PAGE, page(BENCHMARKS, readResults()));
  console.log(`\nwritten: docs/benchmarks.md`);
}

await main();
