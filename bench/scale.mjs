// Time, memory and bytes of ever larger shops, from the lake to all models, and an hourly run in each. See --help.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { withClient } from '../warehouse/dist/index.js';
import { commit } from './lib/all/code.mjs';
import { machine } from './lib/all/machine.mjs';
import { footfall, makeShop } from './lib/etl/footfall.mjs';
import { modelShares, noteFunctions } from './lib/etl/model-shares.mjs';
import { plot } from './lib/etl/plot.mjs';
import { scaleFigures } from './lib/etl/scale-figures.mjs';
import { withServerMemory } from './lib/etl/server-memory.mjs';
import { report, round } from './lib/report.mjs';
import { startWarehouse } from './lib/warehouse.mjs';

const HELP = `Time, memory and bytes of ever larger shops of 90 days, from the lake to all models.

  npm run scale -- [options]

  --events NUMBERS  of the shops, with commas between (1000000,10000000,50000000: an hour and a half, 60 GB); others that were
                    measured before stay, with their date, and are judged with these
  --plot FILE       where the plot goes (docs/images/scale.svg)
  --folder DIR      where lakes and warehouses are made for the time being (the system's temporary folder)
  --keep            leaves the warehouses there, each in a folder named after its events`;

const DAYS = 90;
/** The last hour that the made-up shop has. */
const LAST_HOUR = ['2026', '11', '24', '23'];
const MIB = 2 ** 20;
const GIB = 2 ** 30;
const IMAGE = fileURLToPath(new URL('../docs/images/scale.svg', import.meta.url));
/** What each size took when it was measured last. */
const MEASURED = fileURLToPath(new URL('data/scale.json', import.meta.url));

function readArguments() {
  const text = { type: 'string' };
  const flag = { type: 'boolean' };
  const { values } = parseArgs({ options: { events: text, plot: text, folder: text, keep: flag, help: flag } });
  const sizes = (values.events ?? '1000000,10000000,50000000').split(',').map(Number);
  if (!sizes.every((size) => Number.isInteger(size) && size > 0))
    throw new Error('--events must be whole numbers above 0');
  return { ...values, sizes };
}

/** Makes a shop, loads all of it but its last hour, and then that. @returns what each took */
async function measure(size, folder, { keep }) {
  mkdirSync(folder, { recursive: true });
  const lakeFolder = join(folder, 'lake');
  await makeShop(size, lakeFolder, { days: DAYS });
  const lake = pathToFileURL(lakeFolder).href;
  const lakeBytes = bytesOf(lakeFolder);
  const warehouse = await startWarehouse(folder);
  try {
    await noteFunctions(warehouse);
    const later = join(folder, 'later');
    const hours = ['events', 'rejected']
      .map((root) => join(lakeFolder, root, ...LAST_HOUR))
      .filter((hour) => existsSync(hour));
    for (const [i, hour] of hours.entries()) renameSync(hour, later + i);
    const server = Number(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
    const { result: load, memory: serverMemory } = await withServerMemory(server, () =>
      footfall(['etl'], { lake, warehouse }),
    );
    const models = await modelShares(warehouse);
    for (const [i, hour] of hours.entries()) renameSync(later + i, hour);
    const hourly = await footfall(['etl'], { lake, warehouse });
    const events = load.loaded + hourly.loaded;
    const bytes = await databaseBytes(warehouse);
    rmSync(lakeFolder, { recursive: true });
    const date = new Date().toISOString().slice(0, 10);
    return { date, commit: commit(), machine: machine(), events, load, hourly, models, serverMemory, bytes, lakeBytes };
  } finally {
    await warehouse.stop();
    if (!keep) rmSync(folder, { recursive: true, force: true });
  }
}

const bytesOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

const databaseBytes = ({ adminUrl }) =>
  withClient(adminUrl, async (client) => {
    const { rows } = await client.query('select pg_database_size(current_database())::float8 as bytes');
    return rows[0].bytes;
  });

function say({ date, events, load, hourly, models, serverMemory, bytes, lakeBytes }) {
  console.log(
    `${events} events, ${date}: loaded in ${round(load.seconds)} s, ${round(load.loaded / load.seconds)} events/s; peak memory ${round(load.memory)} MiB, ` +
      `of the server ${round(serverMemory)} MiB; warehouse ${round(bytes / GIB)} GiB, ${round(bytes / events)} B an event; ` +
      `lake ${round(lakeBytes / MIB)} MiB, ${round(lakeBytes / events)} B an event`,
  );
  console.log(`  an hourly run after it: ${hourly.loaded} events in ${round(hourly.seconds)} s`);
  const slowest = models.slice(0, 12).map(({ name, seconds }) => `${name} ${round((seconds * 1e6) / events)}`);
  console.log(`  seconds a million events, two functions at a time: ${slowest.join(', ')}`);
}

function draw(file, runs) {
  mkdirSync(dirname(file), { recursive: true });
  const panel = (title, unit, colour, value) => ({
    title,
    unit,
    colour,
    points: runs.map((run) => ({ events: run.events, value: value(run) })),
  });
  plot(file, {
    title: 'Footfall: shops of ever more events in 90 days',
    note: 'events in the warehouse; all models included',
    panels: [
      panel('Time of a load', 's', '#2b6cb0', ({ load }) => load.seconds),
      panel('Warehouse', 'GiB', '#b7791f', ({ bytes }) => bytes / GIB),
    ],
  });
  console.log(`plot: ${relative(process.cwd(), file)}`);
}

async function main() {
  const options = readArguments();
  if (options.help) return console.log(HELP);
  const place = mkdtempSync(join(options.folder ?? tmpdir(), 'footfall-bench-scale-'));
  const measured = existsSync(MEASURED) ? JSON.parse(readFileSync(MEASURED, 'utf8')) : {};
  try {
    for (const size of options.sizes) {
      measured[size] = await measure(size, join(place, String(size)), options);
      // each at once: the next one takes the better part of an hour
      writeFileSync(MEASURED, `${JSON.stringify(measured, null, 2)}\n`);
    }
  } finally {
    if (options.keep) console.log(`warehouses: ${place}`);
    else rmSync(place, { recursive: true, force: true });
  }
  const runs = Object.values(measured).sort((one, other) => one.events - other.events);
  for (const run of runs) say(run);
  draw(options.plot ?? IMAGE, runs);
  for (const figure of scaleFigures(measured)) report(figure);
}

await main();
