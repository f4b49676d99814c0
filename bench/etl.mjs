// How fast the lake becomes the warehouse: the whole of `footfall etl` beside a plain COPY of the rows that it made, and beside
// the platform's old ETL; how long a rebuild takes; time and memory as the lake grows. See --help.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { footfall, makeShop } from './lib/etl/footfall.mjs';
import { forgetFunctions, modelShares, noteFunctions, withSessionsAndOrdersOnly } from './lib/etl/model-shares.mjs';
import { fillOld, oldEtl } from './lib/etl/old-etl.mjs';
import { inOneHour } from './lib/etl/one-hour.mjs';
import { HELP, readOptions } from './lib/etl/options.mjs';
import { plainCopy } from './lib/etl/plain-copy.mjs';
import { plot } from './lib/etl/plot.mjs';
import { median, report, reportAtLeast, round } from './lib/report.mjs';
import { startS3 } from './lib/s3.mjs';
import { startWarehouse } from './lib/warehouse.mjs';

/** What issue 5 asks of the ETL. */
const LEAST_SHARE_OF_COPY = 0.3;
const LEAST_TIMES_OLD = 50;
/** Of 10 million events; of fewer their part of it, but the time that PostgreSQL takes for a thousand small things. */
const MOST_REBUILD_SECONDS = 600;
const LEAST_REBUILD_SECONDS = 60;
const MOST_MEMORY_MIB = 512;
/** Days that a shop's events spread over: as dense as 50 million in 90 days. */
const EVENTS_A_DAY = 555_000;
const IMAGE = fileURLToPath(new URL('../docs/images/etl-growth.svg', import.meta.url));

const daysOf = (events) => Math.max(1, Math.round(events / EVENTS_A_DAY));
const lakeAt = (...names) => pathToFileURL(join(...names)).href;

/** Runs with sessions and orders, runs with all models, and plain COPY of what they loaded, in turns. */
async function measureCopy({ ratio, rounds }, folder, warehouse) {
  const lake = lakeAt(folder, 'copy');
  await makeShop(ratio, join(folder, 'copy'), { days: daysOf(ratio) });
  await noteFunctions(warehouse);
  const run = async () => {
    await warehouse.empty();
    await forgetFunctions(warehouse);
    return footfall(['etl'], { lake, warehouse });
  };
  const runs = [];
  for (let i = 0; i < rounds; i++) {
    const core = await withSessionsAndOrdersOnly(warehouse, run);
    const whole = await run();
    const functions = await modelShares(warehouse);
    const copy = await plainCopy(warehouse, join(folder, 'rows.copy'));
    runs.push({ core, whole, copy, functions, share: copy.fromClient / core.seconds });
    console.log(
      `round ${i + 1}: ${core.received} lines, ${core.loaded} loaded in ${round(core.seconds)} s, with all models ` +
        `${round(whole.seconds)} s, COPY ${round(copy.fromClient)} s (from the server's own file ${round(copy.fromFile)} s)`,
    );
  }
  rmSync(join(folder, 'copy'), { recursive: true });
  const { core, whole, copy, functions } = runs.find(({ share }) => share === median(runs.map((each) => each.share)));
  reportAtLeast({
    figure: 'etl with sessions and orders',
    value: (100 * copy.fromClient) / core.seconds,
    unit: '%',
    against: `of plain COPY's rows a second (${round(core.loaded / copy.fromClient)}), at least`,
    limit: 100 * LEAST_SHARE_OF_COPY,
  });
  console.log(
    `  ${round(core.loaded / core.seconds)} events/s, ${round((100 * copy.fromFile) / core.seconds)} % of COPY of the server's own file; ` +
      `with all models ${round(whole.loaded / whole.seconds)} events/s, ${round((100 * copy.fromClient) / whole.seconds)} %; ` +
      `processor time of Node.js ${round(whole.cpu / whole.received)} us a line, peak memory ${round(whole.memory)} MiB`,
  );
  const share = (seconds) => `${round((100 * seconds) / whole.seconds)} %`;
  console.log(`  beside its time: ${functions.map(({ name, seconds }) => `${name} ${share(seconds)}`).join(', ')}`);
}

/** The same S3-compatible server: the old ETL with its objects, ours with a collector's, and with the old ones. */
async function measureOld({ old }, folder, warehouse) {
  const s3 = await startS3(join(folder, 's3'));
  try {
    const common = { warehouse, s3Endpoint: s3.endpoint };
    await fillOld(s3.endpoint, old);
    await makeShop(old * 100, 's3://raw/shop', { days: daysOf(old * 100), s3Endpoint: s3.endpoint });
    const perSecond = await oldEtl(s3.endpoint, warehouse);
    await warehouse.empty();
    const single = await footfall(['etl'], { ...common, lake: 's3://raw/old' });
    const load = async () => {
      await warehouse.empty();
      return footfall(['etl'], { ...common, lake: 's3://raw/shop' });
    };
    // The old one made no models at all.
    const run = await withSessionsAndOrdersOnly(warehouse, load);
    const whole = await load();
    reportAtLeast({
      figure: 'etl from S3 with sessions and orders',
      value: run.received / run.seconds,
      unit: 'events/s',
      against: `${LEAST_TIMES_OLD} times the old ETL's ${round(perSecond)}, at least`,
      limit: LEAST_TIMES_OLD * perSecond,
    });
    console.log(
      `  ${round(run.received / run.seconds / perSecond)} times; with all models ${round(whole.received / whole.seconds)} events/s, ` +
        `${round(whole.received / whole.seconds / perSecond)} times; of single-event objects ` +
        `${round(single.received / single.seconds)} events/s, ${round(single.received / single.seconds / perSecond)} times`,
    );
  } finally {
    s3.stop();
  }
}

/** An hour of ever more events, and a rebuild of the largest. */
async function measureGrowth({ events, plot: file = IMAGE }, folder, warehouse) {
  const sizes = [events / 100, events / 10, events].map(Math.ceil);
  const runs = [];
  for (const size of sizes) {
    const lake = { lake: lakeAt(folder, `hour-${size}`), warehouse };
    await makeShop(size, join(folder, `hour-${size}`), { days: daysOf(size) });
    const hour = inOneHour(join(folder, `hour-${size}`));
    await warehouse.empty();
    const run = await footfall(['etl', '--hour', hour], lake);
    console.log(`${run.received} lines of an hour: ${round(run.seconds)} s, peak memory ${round(run.memory)} MiB`);
    runs.push({ ...run, size });
    if (size === sizes.at(-1)) await measureRebuild(size, lake);
    rmSync(join(folder, `hour-${size}`), { recursive: true });
  }
  const { memory, size } = runs.at(-1);
  report({
    figure: `memory of ${size} events in an hour`,
    value: memory,
    unit: 'MiB',
    against: 'below',
    limit: MOST_MEMORY_MIB,
  });
  mkdirSync(dirname(file), { recursive: true });
  plot(file, {
    title: 'footfall etl: an hour of ever more events',
    note: 'events of one hour; reading, mapping, loading and building models',
    panels: [
      {
        title: 'Time',
        unit: 's',
        colour: '#2b6cb0',
        points: runs.map((run) => ({ events: run.size, value: run.seconds })),
      },
      {
        title: 'Peak memory',
        unit: 'MiB',
        colour: '#2f855a',
        limit: { value: MOST_MEMORY_MIB, text: `limit ${MOST_MEMORY_MIB} MiB` },
        points: runs.map((run) => ({ events: run.size, value: run.memory })),
      },
    ],
  });
  console.log(`plot: ${relative(process.cwd(), file)}`);
}

async function measureRebuild(size, lake) {
  const started = performance.now();
  const { memory } = await footfall(['rebuild'], lake);
  report({
    figure: `rebuild of ${size} events`,
    value: (performance.now() - started) / 1000,
    unit: 's',
    against: 'below',
    limit: Math.max(LEAST_REBUILD_SECONDS, (MOST_REBUILD_SECONDS * size) / 10_000_000),
  });
  console.log(`  peak memory ${round(memory)} MiB`);
}

async function main(args) {
  const options = readOptions(args);
  if (options.help) return console.log(HELP);
  const folder = mkdtempSync(join(options.folder ?? tmpdir(), 'footfall-bench-etl-'));
  const warehouse = await startWarehouse(folder);
  try {
    if (options.only.includes('copy')) await measureCopy(options, folder, warehouse);
    if (options.only.includes('old')) await measureOld(options, folder, warehouse);
    if (options.only.includes('growth')) await measureGrowth(options, folder, warehouse);
  } finally {
    await warehouse.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main(process.argv.slice(2));
