import { counter } from './counts.mjs';
import { HOUR } from './time.mjs';
import { countSession, kindOfVisitors } from './truth-kind.mjs';

/** Counts an event of a kind. @returns its day */
function count(kind, name, at, { start, calendar }) {
  kind.events++;
  kind.eventsByName.add(name);
  kind.eventsByHour[Math.floor((at - start) / HOUR)]++;
  const day = calendar.dayOf(at);
  kind.eventsByDay[day]++;
  return day;
}

/** Counts who an event is of, when it is his first, or his first of that day. */
function countVisitor(kind, client, day, happened) {
  if (client.lastDay === undefined) {
    kind.visitors++;
    if (client.clockOffset) happened.correctedClients++;
  }
  if (client.lastDay !== day) {
    kind.visitorsByDay[day]++;
    client.seenToday = undefined;
  }
  client.lastDay = day;
}

/** What an event says of its visit. */
function noteInVisit(visit, name, kind, day) {
  const { path } = visit.page;
  visit.events++;
  visit.entryPath ??= path;
  visit.exitPath = path;
  if (visit.state === 'logged_in') visit.wasSignedIn = true;
  if (name !== 'page_view') return;
  visit.pageViews++;
  kind.pageViewsByDay[day]++;
  kind.pageViewsByPath.add(path);
}

/** Counts who sees a product for the first time, and for the first time of a day. */
function countViewer(products, client, where) {
  const { index } = where.product;
  client.seen ??= new Set();
  if (!client.seen.has(index)) products.add('viewers', { ...where, day: undefined });
  client.seen.add(index);
  client.seenToday ??= new Set();
  if (!client.seenToday.has(index)) products.addDaily('viewers', where);
  client.seenToday.add(index);
}

/** What visitors of each kind do, what servers say, and what was lost of visits; `happened` counts across kinds. */
export function visitCounts(shop, happened) {
  const { calendar } = shop;
  const kinds = Object.fromEntries(['people', 'programs', 'scrapers'].map((kind) => [kind, kindOfVisitors(shop)]));
  const server = kindOfVisitors({ ...shop, dailyProducts: 0 });
  const lost = { byBrowser: counter(), byDay: new Array(calendar.days.length).fill(0) };
  const whereOf = ({ client, now }, product) => ({
    product,
    currency: client.market.currency,
    day: calendar.dayOf(now),
  });
  return {
    kinds,
    server,
    lost,
    event(visit, name, at) {
      const kind = kinds[visit.client.kind];
      const day = count(kind, name, at, shop);
      countVisitor(kind, visit.client, day, happened);
      noteInVisit(visit, name, kind, day);
    },
    serverEvent: (name, at) => count(server, name, at, shop),
    productEvent: (visit, product, figure) => kinds[visit.client.kind].products.add(figure, whereOf(visit, product)),
    productView(visit, product, soldOut) {
      const { client } = visit;
      const kind = kinds[client.kind];
      const where = whereOf(visit, product);
      visit.hasView = true;
      kind.products.add('views', where);
      if (soldOut) {
        happened.soldOutViews++;
        kind.soldOutViews.add(product.id);
      }
      countViewer(kind.products, client, where);
    },
    session(visit) {
      const day = calendar.dayOf(visit.startedAt);
      countSession(kinds[visit.client.kind], visit, day);
      happened.lostEvents += visit.lost;
      if (visit.lost === 0) return;
      lost.byBrowser.add(visit.client.agent.browser, visit.lost);
      lost.byDay[day] += visit.lost;
    },
  };
}
