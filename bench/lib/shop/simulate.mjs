import { makeAgenda } from './agenda.mjs';
import { calendar as calendarOf } from './calendar.mjs';
import { makeCatalogue } from './catalogue.mjs';
import { arrive } from './clients.mjs';
import { randomFrom } from './random.mjs';
import { sendRefused } from './refused.mjs';
import { DAY, HOUR } from './time.mjs';
import { createTruth } from './truth.mjs';

/**
 * Lets people shop, hour by hour, until about `options.events` events were heard of.
 *
 * @param sink `take(delivery)` makes of a delivery what it needs of it; `hour(start, taken)` gets all that was received in an
 *   hour, in the order of receipt; then comes `end()`. Memory holds the hour, what is under way, and people who will be back
 * @param progress called after each hour with what is true so far
 * @returns what is true
 */
export async function simulate(options, sink, progress = () => {}) {
  const shop = openShop(options);
  const deliveries = makeAgenda();
  shop.deliver = (delivery) => deliveries.add(delivery.at, sink.take(delivery));
  const weights = hourWeights(shop);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let wanted = 0;
  for (const [i, weight] of weights.entries()) {
    const hour = shop.start + i * HOUR;
    wanted += (weight / sum) * options.events;
    liveAnHour(shop, hour, wanted);
    await sink.hour(hour, deliveries.take(hour));
    progress(shop.truth, (i + 1) / weights.length);
  }
  await sink.end();
  return shop.truth.toJSON();
}

function openShop(options) {
  const { end, days, zone, seed } = options;
  const start = end - days * DAY;
  const random = randomFrom(seed);
  const calendar = calendarOf(zone, start, end);
  const catalogue = makeCatalogue({ random, count: options.products, start, end });
  const truth = createTruth({ options, start, end, calendar, catalogue });
  return {
    options,
    start,
    end,
    random,
    calendar,
    catalogue,
    truth,
    agenda: makeAgenda(),
    people: [],
    users: { count: 0 },
    orders: 0,
  };
}

function hourWeights({ start, end, calendar }) {
  return Array.from({ length: (end - start) / HOUR }, (_, i) => calendar.weight(start + i * HOUR));
}

/** Who is due comes, then so many others that the hour has its share of events. */
function liveAnHour(shop, hour, wanted) {
  const { random, truth, options } = shop;
  doWhatIsDue(shop, hour);
  while (truth.heard < wanted) arrive(shop, hour + random.below(HOUR));
  doWhatIsDue(shop, hour);
  while (truth.countRefused < truth.heard * options.invalid - 1) sendRefused(shop, hour + random.below(HOUR));
}

/** What is done may make more due in the same hour. */
function doWhatIsDue({ agenda }, hour) {
  for (let jobs = agenda.take(hour); jobs.length > 0; jobs = agenda.take(hour)) for (const job of jobs) job();
}
