// Every benchmark, one after the other, and docs/benchmarks.md with what they said. See --help.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BENCHMARKS } from './lib/all/benchmarks.mjs';
import { codeChangedSince, commit } from './lib/all/code.mjs';
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
  const files = readdirSync(RESULTS).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(
    files.map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(`${RESULTS}/${file}`, 'utf8'))]),
  );
}

/** The page from what all of them said last, and from what has changed since. */
function writePage() {
  const results = readResults();
  for (const { name, code } of BENCHMARKS)
    if (results[name]) results[name].changed = codeChangedSince(results[name], code);
  writeFileSync(PAGE, page(BENCHMARKS, results));
  console.log(`\nwritten: docs/benchmarks.md`);
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
  // at the start, before results and plots change files
  const code = { commit: commit() };
  mkdirSync(RESULTS, { recursive: true });
  for (const benchmark of values.write ? [] : BENCHMARKS.filter(({ name }) => names.includes(name))) {
    const { name } = benchmark;
    console.log(`\n== ${name}`);
    const result = { ...(await run(benchmark, values.database, more)), machine: machine(), ...code };
    if (isBroken(result)) {
      console.error(`${name} ended with exit code ${result.exitCode}: what it said before stays on the page`);
      process.exitCode = 1;
    } else writeFileSync(`${RESULTS}/${name}.json`, `${JSON.stringify(result, null, 1)}\n`);
  }
  writePage();
}

await main();
