import { pickDisguisedAgent, pickProgramAgent, pickShopperAgent } from './agents.mjs';
import { closeCart } from './cart.mjs';
import { pickMarket } from './markets.mjs';
import { crawl, scrape } from './robots.mjs';
import { visitShop } from './shopper.mjs';
import { DAY, HOUR, MINUTE } from './time.mjs';

/** Share of visits after which somebody comes back, and days until then on average. */
const COME_BACK = 0.42;
/** The same of those with a cart or an account. */
const COME_BACK_LOYALLY = 0.7;
const AWAY_DAYS = 6;
/** A visit begins after so much silence that no rule could take it for a part of the last one. */
const BETWEEN_VISITS_MS = 45 * MINUTE;
/** Share of devices whose tracker says no session, as a shop's own code may. */
const WITHOUT_SESSIONS = 0.01;
/** Offsets of wrong clocks in milliseconds: minutes, a wrong zone, days, the year in which a battery ran out. */
const OFFSETS = [
  -45_000,
  95_000,
  -7 * MINUTE,
  26 * MINUTE,
  HOUR,
  -HOUR,
  -2 * HOUR,
  9 * HOUR,
  -3 * DAY,
  40 * DAY,
  -400 * DAY,
  -20 * 365 * DAY,
];
/** Events of a scraper's visit, about: how much must be missing before one more may come. */
const SCRAPER_EVENTS = 300;
/** Of all events of bots, those by scrapers. */
const SCRAPED = 0.4;

const VISIT = { people: visitShop, programs: crawl, scrapers: scrape };

/** Somebody new comes: a person, or a program while those have less than their share. */
export function arrive(shop, at) {
  const kind = kindOfNext(shop);
  comes(shop, newClient(shop, kind), at);
}

function kindOfNext({ options, truth }) {
  const wanted = options.bots * truth.heard;
  if (truth.eventsOf('scrapers') + SCRAPER_EVENTS / 2 < wanted * SCRAPED) return 'scrapers';
  if (truth.eventsOf('programs') < wanted * (1 - SCRAPED)) return 'programs';
  return 'people';
}

const AGENT = { people: pickShopperAgent, programs: pickProgramAgent, scrapers: pickDisguisedAgent };

function newClient({ random, options }, kind) {
  const isPerson = kind === 'people';
  const hasWrongClock = isPerson && random.chance(options.clockErrors);
  return {
    id: random.id(),
    kind,
    market: pickMarket(random),
    agent: AGENT[kind](random),
    ip: `${random.between(11, 99)}.${random.below(256)}.${random.below(256)}.0`,
    clockOffset: hasWrongClock ? random.pick(OFFSETS) : 0,
    hasBrokenStart: isPerson && !hasWrongClock && random.chance(options.brokenStarts),
    hasSessions: !isPerson || hasWrongClock || !random.chance(WITHOUT_SESSIONS),
    visits: 0,
    users: [],
    signedIn: undefined,
    cart: undefined,
  };
}

/** A client's visit; afterwards it is known whether and when it will be back. */
function comes(shop, client, at) {
  const visit = VISIT[client.kind](shop, client, at);
  const next = client.kind === 'people' ? nextVisit(shop, visit) : shop.end;
  if (next < shop.end) shop.agenda.add(next, () => comes(shop, client, next));
  else closeCart(visit);
}

/** When the shopper will be back: after some days, at an hour at which people shop. The end where never. */
function nextVisit({ random, calendar, end }, { now, client }) {
  const isLoyal = client.cart || client.users.length > 0;
  if (!random.chance(isLoyal ? COME_BACK_LOYALLY : COME_BACK)) return end;
  const soonest = now + BETWEEN_VISITS_MS;
  const about = soonest + Math.floor(random.exponential(AWAY_DAYS * DAY));
  for (let tries = 0; tries < 8; tries++) {
    const at = about + random.between(-12, 12) * HOUR;
    if (at >= soonest && random.next() * 2 < calendar.weight(at)) return at;
  }
  return about;
}
