import { counter } from './counts.mjs';
import { HOUR } from './time.mjs';
import { productCounts } from './truth-products.mjs';

/** What is true of one kind of visitors: people, programs that say so, or scrapers. No client is of two kinds. */
export function kindOfVisitors({ start, end, calendar, catalogue, dailyProducts }) {
  const { days } = calendar;
  const zeros = () => new Array(days.length).fill(0);
  return {
    events: 0,
    eventsByName: counter(),
    /** By UTC hour from the start. */
    eventsByHour: new Array((end - start) / HOUR).fill(0),
    eventsByDay: zeros(),
    pageViewsByDay: zeros(),
    visitors: 0,
    visitorsByDay: zeros(),
    sessions: 0,
    sessionsByDay: zeros(),
    bouncedByDay: zeros(),
    engagedMs: 0,
    derivedSessions: 0,
    signedInSessions: 0,
    sessionsByChannel: counter(),
    sessionsByDevice: counter(),
    sessionsByCountry: counter(),
    sessionsBySite: counter(),
    /** Sessions with a product view; of them with an add; of them with a checkout; of them with a purchase. */
    funnel: [0, 0, 0, 0],
    sessionsWith: { view: 0, add: 0, checkout: 0, purchase: 0 },
    convertingByDay: zeros(),
    pageViewsByPath: counter(),
    entriesByPath: counter(),
    exitsByPath: counter(),
    soldOutViews: counter(),
    products: productCounts({ products: catalogue.products, days, dailyProducts }),
  };
}

/** Counts a session that is over. */
export function countSession(kind, visit, day) {
  const { client, source } = visit;
  kind.sessions++;
  kind.sessionsByDay[day]++;
  kind.engagedMs += visit.engagedMs;
  if (!client.hasSessions) kind.derivedSessions++;
  if (visit.wasSignedIn) kind.signedInSessions++;
  kind.sessionsByChannel.add(source.channel);
  kind.sessionsByDevice.add(client.agent.device);
  kind.sessionsByCountry.add(client.market.country);
  kind.sessionsBySite.add(client.market.host);
  kind.entriesByPath.add(visit.entryPath);
  kind.exitsByPath.add(visit.exitPath);
  const { hasView, hasAdd, hasCheckout, hasPurchase } = visit;
  const isBounce = visit.pageViews <= 1 && visit.engagedMs < 10_000 && !(hasAdd || hasCheckout || hasPurchase);
  if (isBounce) kind.bouncedByDay[day]++;
  if (hasPurchase) kind.convertingByDay[day]++;
  const did = { view: hasView, add: hasAdd, checkout: hasCheckout, purchase: hasPurchase };
  for (const name of Object.keys(did)) if (did[name]) kind.sessionsWith[name]++;
  const steps = Object.values(did);
  for (let i = 0; i < steps.length && steps[i]; i++) kind.funnel[i]++;
}
