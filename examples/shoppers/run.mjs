// A crowd of shoppers: real visits of the real shop in Chromium, from a seed, and the truth about them in a file.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Browsers } from './src/browsers.mjs';
import { readCatalogue } from './src/catalogue.mjs';
import { planVisits } from './src/plan.mjs';
import { addUp } from './src/truth.mjs';
import { makeVisit } from './src/visit.mjs';

const USAGE = `npm run shoppers -- [--visits 200] [--seed footfall] [--shop http://localhost:3000] [--at-once 3] [--truth FILE]

  --visits N    how many visits, 1 to 10,000
  --seed TEXT   the same seed plans the same visits
  --shop URL    the example shop, as \`npm start\` runs it
  --at-once N   visits at the same time, 1 to 20
  --truth FILE  where to write what they really did (default: shoppers-truth.json)`;

const options = readOptions();
const browsers = new Browsers();
const startedAt = new Date();
try {
  const catalogue = await readCatalogue(options.shop);
  const plans = planVisits({ ...options, catalogue });
  const visits = await inTurns(plans, options.atOnce, async (plan) => {
    const visit = await makeVisit({ plan, browsers, shop: options.shop });
    console.log(
      `visit ${plan.number} of ${plans.length}: ${plan.kind}, ${plan.device}${visit.problem ? `, ${visit.problem}` : ''}`,
    );
    return visit;
  });
  const truth = {
    seed: options.seed,
    shop: options.shop,
    startedAt,
    endedAt: new Date(),
    totals: addUp(visits),
    visits,
  };
  await writeFile(options.truth, `${JSON.stringify(truth, null, 2)}\n`);
  const failed = visits.filter(({ problem }) => problem).length;
  console.log(
    `${visits.length} visits, ${truth.totals.orders} orders, ${failed} broken off; the truth is in ${options.truth}`,
  );
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  console.error(`shoppers: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browsers.close();
}

/** Works through a list, so many at a time; results in the list's order. */
async function inTurns(list, atOnce, work) {
  const results = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < list.length; index = next++) results[index] = await work(list[index]);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        visits: { type: 'string', default: '200' },
        seed: { type: 'string', default: 'footfall' },
        shop: { type: 'string', default: 'http://localhost:3000' },
        'at-once': { type: 'string', default: '3' },
        truth: { type: 'string', default: 'shoppers-truth.json' },
        help: { type: 'boolean' },
      },
    });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    return {
      visits: wholeNumber('--visits', values.visits, 10_000),
      seed: values.seed,
      shop: new URL(values.shop).origin,
      atOnce: wholeNumber('--at-once', values['at-once'], 20),
      truth: values.truth,
    };
  } catch (error) {
    console.error(`shoppers: ${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
}

function wholeNumber(name, text, most) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > most)
    throw new Error(`${name} must be a number from 1 to ${most}`);
  return number;
}
