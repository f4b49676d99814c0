// Whether every model still says what is true of a shop, after its events came in random order, some of them again and again, and
// after loading was killed at random moments.
//   npm run models -- --events 1000000 --seed 7
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { rebuildWarehouse } from '../etl/dist/index.js';
import { openLake } from '../lake/dist/index.js';
import { MISSED } from './lib/report.mjs';
import { openSink } from './lib/shop/open-sink.mjs';
import { readOptions } from './lib/shop/options.mjs';
import { randomFrom } from './lib/shop/random.mjs';
import { simulate } from './lib/shop/simulate.mjs';
import { startWarehouse } from './lib/warehouse.mjs';

const HELP = `Loads a made-up shop in random order, kills loading at random moments, and compares every model with what is true.

  npm run models -- [--events N] [--seed N] [--rounds N] [--kills N] [--verify] [-- OPTIONS OF npm run shop]

  --events N   (100000)
  --seed N     of the shop, the order and the moments (1)
  --rounds N   runs, each of a random share of the lake's objects (10)
  --kills N    how often a run is killed, and started again (8)
  --verify     makes the warehouse again from the lake, too, and compares it table by table

Five times as many batches as usual come late and are repeated.`;

/** A run is killed within so many milliseconds of its start: with a tenth of the events that is anywhere in it. */
const KILL_WITHIN_MS = 20_000;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

function readArguments() {
  const options = {
    events: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '10' },
    kills: { type: 'string', default: '8' },
    verify: { type: 'boolean', default: false },
    help: { type: 'boolean' },
  };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const numbers = Object.fromEntries(
    ['events', 'seed', 'rounds', 'kills'].map((name) => [name, Number.parseInt(values[name], 10)]),
  );
  return { ...values, ...numbers, shopOptions: positionals };
}

/** Writes the shop's whole lake beside the one that is loaded. @returns the truth */
async function makeShop(folder, { events, seed, shopOptions }) {
  const truthFile = join(folder, 'truth.json');
  const shop = readOptions([
    ...['--to', `lake:${join(folder, 'to-come')}`, '--events', `${events}`, '--seed', `${seed}`],
    ...['--late', '0.1', '--repeat', '0.25', '--truth', truthFile, '--quiet', ...shopOptions],
  ]);
  const truth = await simulate(shop, await openSink(shop));
  writeFileSync(truthFile, JSON.stringify(truth));
  return { truth, truthFile };
}

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** The lake's objects in random order, in as many pieces as there are rounds; a piece is given to the lake as a whole. */
function pieces(folder, rounds, random) {
  const waiting = join(folder, 'to-come');
  const lake = join(folder, 'lake');
  const parts = Array.from({ length: rounds }, () => []);
  for (const file of filesBelow(waiting)) parts[random.below(rounds)].push(file);
  return parts.map((files) => () => {
    for (const file of files) {
      const target = file.replace(waiting, lake);
      mkdirSync(dirname(target), { recursive: true });
      renameSync(file, target);
    }
  });
}

/** @returns whether it was killed before its end */
function runOnce(args, killAfterMs) {
  return new Promise((resolve, reject) => {
    const run = spawn(process.execPath, [here('lib/etl-once.mjs'), ...args], { stdio: 'inherit' });
    const timer = killAfterMs === undefined ? undefined : setTimeout(() => run.kill('SIGKILL'), killAfterMs);
    run.on('error', reject);
    run.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (signal === null && code !== 0) reject(new Error(`A run failed with exit code ${code}`));
      else resolve(signal !== null);
    });
  });
}

async function load(folder, { rounds, kills, random, args }) {
  let killed = 0;
  for (const [round, give] of pieces(folder, rounds, random).entries()) {
    give();
    for (let left = Math.ceil((kills * (round + 1)) / rounds) - Math.ceil((kills * round) / rounds); left > 0; left--)
      if (await runOnce(args, 300 + random.below(KILL_WITHIN_MS))) killed++;
    await runOnce(args);
    console.log(`round ${round + 1} of ${rounds}; ${killed} runs killed`);
  }
}

async function verified(folder, ownerUrl) {
  const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
  const lake = openLake(pathToFileURL(join(folder, 'lake')).href);
  const { comparison } = await rebuildWarehouse({ lake, ownerUrl, logger, isVerification: true });
  for (const { table, isEqual, rows, differing } of comparison.tables)
    console.log(
      `${isEqual ? 'ok  ' : 'FAIL'} made again: ${table}, ${rows} rows${isEqual ? '' : `, ${differing} differ`}`,
    );
  return comparison.isEqual;
}

async function main() {
  const given = readArguments();
  if (given.help) return console.log(HELP);
  const random = randomFrom(given.seed);
  const folder = mkdtempSync(join(tmpdir(), 'footfall-bench-models-'));
  const { truth, truthFile } = await makeShop(folder, given);
  console.log(`${truth.events} events in ${truth.lines.events} lines, seed ${given.seed}`);
  const warehouse = await startWarehouse(folder);
  try {
    const args = [pathToFileURL(join(folder, 'lake')).href, warehouse.url('footfall_etl'), truth.options.zone];
    await load(folder, { ...given, random, args });
    const database = warehouse.url('footfall_owner');
    const check = spawnSync(process.execPath, [here('check-shop.mjs'), '--truth', truthFile, '--database', database], {
      stdio: 'inherit',
    });
    process.exitCode = check.status;
    if (given.verify && !(await verified(folder, database))) process.exitCode ||= MISSED;
  } finally {
    await warehouse.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
