// The one-machine product under a steady load, with one fault after another. In the end every acknowledged event must be in the
// warehouse once, and its books must balance.
//   npm run faults -- --minutes 20 --seed 1
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort, withClient } from '../warehouse/dist/index.js';
import { watchStack } from './lib/product/availability.mjs';
import { steppedClock } from './lib/product/clock.mjs';
import { smallDisk } from './lib/product/disk.mjs';
import { FAULTS, planOf, pointTo } from './lib/product/faults.mjs';
import { RECOVERY_SECONDS } from './lib/product/limits.mjs';
import { Load } from './lib/product/load.mjs';
import { killAll, postmasterOf } from './lib/product/processes.mjs';
import { footfall, Stack } from './lib/product/stack.mjs';
import { compare, problemsOf } from './lib/product/verdict.mjs';
import { MISSED } from './lib/report.mjs';
import { randomFrom } from './lib/shop/random.mjs';

const HELP = `Runs the one-machine product under a steady load, and lets every part of it fail.

  npm run faults -- [--minutes N] [--seed N] [--rate N] [--only WORDS] [--keep]

  --minutes N   how long the load goes on, at least one fault of each kind (20)
  --seed N      of the load, the order of faults and the moments (1)
  --rate N      events a second (100)
  --only WORDS  only faults whose name has these words
  --keep        leaves the folder with data and logs

What a machine lacks is said and left out: a disk that can be filled needs root, a clock that can be stepped libfaketime (Debian: apt
install faketime).`;

/** Minutes for which the faults of one round are enough. */
const MINUTES_A_ROUND = 7;
/** A fault comes within so many seconds of its turn. */
const WITHIN_SECONDS = 8;
/** ETL runs come often, so that faults meet them. */
const ETL_EVERY = '5s';

function readArguments() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      rate: { type: 'string', default: '100' },
      only: { type: 'string', default: '' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  return { ...values, minutes: Number(values.minutes), seed: Number(values.seed), rate: Number(values.rate) };
}

const clockNow = () => new Date().toISOString().slice(11, 19);
const say = (line) => console.log(`${clockNow()}  ${line}`);

/** Resolves with the seconds that it took until everything works again, and events acknowledged by now are loaded. */
async function recovery({ stack, watch, load }) {
  const start = performance.now();
  const waitFor = async (what, isSo) => {
    while (!(await isSo())) {
      if (performance.now() - start > RECOVERY_SECONDS * 1000) throw new Error(`${what} within ${RECOVERY_SECONDS} s`);
      await sleep(250);
    }
  };
  await waitFor('The collector takes no events', () => watch.collector.isThere);
  await waitFor('The warehouse does not answer', () => watch.warehouse.isThere);
  const newest = [...load.acknowledged].at(-1);
  const isLoaded = () =>
    withClient(stack.url('etl'), (client) =>
      client.query('select from public.clickstream_events where event_id = $1', [newest]),
    ).then(
      ({ rowCount }) => rowCount > 0,
      () => false, // it is away again: the next question tells
    );
  await waitFor('Nothing is loaded', isLoaded);
  return (performance.now() - start) / 1000;
}

/** Lets one fault happen, and measures for how long what was away. */
async function suffer(fault, run) {
  const { watch } = run;
  watch.collector.takeSeconds();
  watch.warehouse.takeSeconds();
  say(`— ${fault.name}`);
  const row = { fault: fault.name, at: clockNow(), problem: '' };
  try {
    row.note = await fault.strike(run);
    row.recovered = await recovery(run);
  } catch (error) {
    row.problem = error.message;
    say(`  PROBLEM ${error.message}`);
  }
  row.collector = watch.collector.takeSeconds();
  row.warehouse = watch.warehouse.takeSeconds();
  return row;
}

async function sufferAll(plan, run, { minutes, random }) {
  const start = performance.now();
  const rows = [];
  for (const [i, fault] of plan.entries()) {
    // Evenly over the time; where faults take longer than that, one comes as soon as the last one is over.
    const turn = start + (i / plan.length) * minutes * 60_000;
    await sleep(Math.max(0, turn - performance.now()) + random.next() * WITHIN_SECONDS * 1000);
    rows.push(await suffer(fault, run));
  }
  await sleep(Math.max(0, start + minutes * 60_000 - performance.now()));
  return rows;
}

/** Lets the load end, loads all of it, and counts. @returns what is wrong */
async function judge({ stack, load, watch }) {
  say('the load ends; what waits is sent');
  await load.drain();
  await watch.end();
  await footfall('etl', '--data', stack.data);
  const counts = await withClient(stack.url('owner'), (client) => compare(client, load));
  console.log(`\n${JSON.stringify(counts)}`);
  console.log(`${load.requests} requests, ${load.retries} tried again, ${load.twice} sent again although acknowledged`);
  const verified = await footfall('rebuild', '--verify', '--data', stack.data).then(
    () => [],
    (error) => [error.message],
  );
  if (verified.length === 0) console.log('The warehouse equals what its lake gives anew (footfall rebuild --verify).');
  // The shoppers kept what was not acknowledged until it was: in the end nothing else may be there.
  const { facts, acknowledged } = counts;
  const sums = facts === acknowledged ? [] : [`there are ${facts} facts of ${acknowledged} acknowledged events`];
  return [...problemsOf(counts), ...sums, ...load.wrongAnswers, ...verified];
}

function printTable(rows) {
  const cell = (seconds) => (seconds === undefined ? '–' : seconds.toFixed(1)).padStart(14);
  console.log(
    `\n${'seconds'.padEnd(62)}${'no collector'.padStart(14)}${'no warehouse'.padStart(14)}${'until loaded'.padStart(14)}`,
  );
  for (const { fault, at, collector, warehouse, recovered, note, problem } of rows)
    console.log(
      `${at} ${fault.padEnd(53)}${cell(collector)}${cell(warehouse)}${cell(recovered)}${note ? `  ${note}` : ''}${problem ? `  PROBLEM` : ''}`,
    );
  const sum = (column) => rows.reduce((all, row) => all + row[column], 0);
  console.log(`${'in all'.padEnd(62)}${cell(sum('collector'))}${cell(sum('warehouse'))}`);
}

async function openRun(given, folder) {
  const disk = smallDisk(folder);
  const clock = steppedClock(folder);
  const data = join(disk?.place ?? folder, 'data');
  const lakeFolder = join(disk?.place ?? folder, 'lake');
  for (const made of [data, lakeFolder]) mkdirSync(made, { mode: 0o711 });
  pointTo(join(data, 'lake'), lakeFolder);
  const ports = { collector: await freePort(), postgres: await freePort() };
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...clock?.env };
  const stack = new Stack({ data, ports, etlEvery: ETL_EVERY, env, say: (line) => say(`    ${line}`) });
  const load = new Load({ endpoint: stack.endpoint, seed: given.seed, perSecond: given.rate });
  return { folder, disk, clock, stack, load, lakeFolder };
}

async function main() {
  const given = readArguments();
  if (given.help) return console.log(HELP);
  const random = randomFrom(given.seed);
  const folder = mkdtempSync(join(tmpdir(), 'footfall-faults-'));
  const run = await openRun(given, folder);
  const { stack, load } = run;
  const interrupted = new Promise((_, reject) => process.once('SIGINT', () => reject(new Error('Interrupted'))));
  try {
    const left = FAULTS.filter(({ name }) => name.includes(given.only));
    const possible = left.filter(({ needs }) => !needs || run[needs]);
    for (const { name, needs } of left)
      if (needs && !run[needs]) say(`LEFT OUT: ${name} (this machine has no such ${needs})`);
    const plan = planOf(random, possible, Math.max(1, Math.round(given.minutes / MINUTES_A_ROUND)));
    say(
      `seed ${given.seed}, ${plan.length} faults in ${given.minutes} minutes, ${given.rate} events a second; ${folder}`,
    );
    await Promise.race([test(plan, run, { ...given, random }), interrupted]);
  } finally {
    load.abandon();
    await stack.stop();
    const server = postmasterOf(stack.data);
    if (server) await killAll([server]);
    if (!given.keep) {
      run.disk?.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

async function test(plan, run, given) {
  await run.stack.start();
  run.load.start();
  run.watch = watchStack(run.stack, run.load);
  const rows = await sufferAll(plan, run, given);
  const problems = await judge(run);
  printTable(rows);
  problems.push(...rows.filter(({ problem }) => problem).map(({ fault, problem }) => `${fault}: ${problem}`));
  console.log(`footfall up ended by itself ${run.stack.ownEnds} times`);
  console.log(
    problems.length > 0 ? `\nFAILED\n${problems.join('\n')}` : '\nok: nothing lost, nothing doubled, the books balance',
  );
  if (problems.length > 0) process.exitCode = MISSED; // it came to its end: what was lost stands in its table
}

await main();
