// What every question of the dashboards takes, over 7, 30 and 90 days, with and without filters, asked by five analysts at once;
// beside some of them the same question asked of the events themselves. See --help.
import { parseArgs } from 'node:util';
import { withClient } from '../warehouse/dist/index.js';
import { askTogether, percentile } from './lib/questions/ask.mjs';
import { readQuestions } from './lib/questions/catalogue.mjs';
import { kindOf, limitsAt, PERIODS } from './lib/questions/limits.mjs';
import { PLAIN_QUESTIONS } from './lib/questions/plain.mjs';
import { median, report, round } from './lib/report.mjs';
import { withShopWarehouse } from './lib/shop-warehouse.mjs';

const HELP = `What every question of the dashboards takes.

  npm run questions -- [options]

  --events N       of a shop over 90 days, made and loaded for it (10000000: half an hour, 20 GB)
  --database URL   a warehouse that is there instead, as footfall_owner
  --rounds N       each question is asked so often by each of five analysts (3)
  --only WORDS     only functions whose name has these words
  --folder DIR     where lake and warehouse are made for the time being (the system's temporary folder)`;

function readArguments() {
  const text = { type: 'string' };
  const options = { events: text, database: text, rounds: text, only: text, folder: text, help: { type: 'boolean' } };
  const { values } = parseArgs({ options });
  const { events = '10000000', rounds = '3', only = '' } = values;
  return { ...values, events: Number(events), rounds: Number(rounds), only };
}

/** Asks all questions of a warehouse, and says which are above their limits. */
async function measure(database, { rounds, only }) {
  const { events, to, questions } = await withClient(database, readQuestions);
  const limits = limitsAt(events);
  const asked = questions.filter(({ name }) => name.includes(only));
  console.log(`${events} events up to ${to}; ${asked.length} questions; milliseconds at p95, five at once\n`);
  console.log(`${'question'.padEnd(28)}${PERIODS.map((days) => `${days} days`.padStart(9)).join('')}  filtered`);
  const worst = { question: { ms: 0 }, funnel: { ms: 0 } };
  const counts = { met: 0, all: 0 };
  for (const question of asked) {
    const kind = kindOf(question.name);
    for (const isFiltered of question.takesFilter ? [false, true] : [false]) {
      const row = [];
      for (const days of PERIODS) {
        const ms = percentile(await askTogether(database, question.sql({ to, days, isFiltered }), rounds), 95);
        row.push(ms);
        if (ms > worst[kind].ms) worst[kind] = { ms, name: `${question.name} over ${days} days` };
      }
      counts.all += row.length;
      counts.met += row.filter((ms) => ms <= limits[kind]).length;
      const over = row.some((ms) => ms > limits[kind]) ? '  ABOVE' : '';
      console.log(
        `${question.name.padEnd(28)}${row.map((ms) => String(round(ms)).padStart(9)).join('')}${isFiltered ? '  yes' : ''}${over}`,
      );
    }
  }
  console.log(`\n${counts.met} of ${counts.all} within their limits`);
  for (const [kind, { ms, name }] of Object.entries(worst)) {
    if (!name) continue;
    const figure = `slowest ${kind} at ${events} events, ${name}, p95`;
    report({ figure, value: ms, unit: 'ms', against: 'below', limit: limits[kind] });
  }
  await besidePlain(database, { to, rounds });
}

/** The same questions on the events themselves, as an analyst without models would ask them. */
async function besidePlain(database, { to, rounds }) {
  console.log('\nbeside the same question on clickstream_events alone, 30 days, one at a time');
  for (const { what, modelled, plain } of PLAIN_QUESTIONS) {
    const [ours, theirs] = await withClient(database, async (client) => {
      const times = [];
      for (const sql of [modelled, plain]) {
        const each = [];
        for (let i = 0; i < rounds; i++) {
          const began = performance.now();
          await client.query(sql({ to, days: 30 }));
          each.push(performance.now() - began);
        }
        times.push(median(each));
      }
      return times;
    });
    report({ figure: what, value: ours, unit: 'ms', against: 'plain query', limit: theirs });
  }
}

async function main() {
  const options = readArguments();
  if (options.help) return console.log(HELP);
  if (options.database) return measure(options.database, options);
  await withShopWarehouse(options, (warehouse) => measure(warehouse.url('footfall_owner'), options));
}

await main();
