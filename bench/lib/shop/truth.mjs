import { counter } from './counts.mjs';
import { HOUR, iso } from './time.mjs';
import { cartCounts } from './truth-carts.mjs';
import { countSession, kindOfVisitors } from './truth-kind.mjs';
import { moneyCounts } from './truth-money.mjs';
import { searchCounts } from './truth-searches.mjs';

/**
 * Keeps account of what people do while they do it, and of what can be known of it: an event that was lost counts only as
 * lost. Nothing here reads what was written, and nothing repeats how the warehouse finds its figures.
 */
export function createTruth({ options, start, end, calendar, catalogue }) {
  const { detail, dailyProducts } = options;
  const { days, dayOf } = calendar;
  const kinds = Object.fromEntries(
    ['people', 'programs', 'scrapers'].map((kind) => [
      kind,
      kindOfVisitors({ start, end, calendar, catalogue, dailyProducts }),
    ]),
  );
  const server = kindOfVisitors({ start, end, calendar, catalogue, dailyProducts: 0 });
  const money = moneyCounts(days, detail);
  const carts = cartCounts(end, detail);
  const searches = searchCounts(calendar);
  const refused = counter();
  const lostByBrowser = counter();
  const lostByDay = new Array(days.length).fill(0);
  const happened = {
    lateEvents: 0,
    repeatedEvents: 0,
    suspectEvents: 0,
    correctedClients: 0,
    visitsWithTabs: 0,
    ordersReportedAgain: 0,
    conflicts: 0,
    lostEvents: 0,
    soldOutViews: 0,
  };
  const lines = { events: 0, rejected: 0 };
  const identities = { pairs: 0, sharedClients: 0, usersWithSeveralClients: 0, users: 0, byId: {} };
  let heard = 0;

  const count = (kind, name, at) => {
    heard++;
    kind.events++;
    kind.eventsByName.add(name);
    kind.eventsByHour[Math.floor((at - start) / HOUR)]++;
    const day = dayOf(at);
    kind.eventsByDay[day]++;
    return day;
  };
  const productEvent = (visit, product, figure) => {
    const { client, now } = visit;
    kinds[client.kind].products.add(figure, { product, currency: client.market.currency, day: dayOf(now) });
  };
  return {
    /** Events that the shop has heard of, or will. */
    get heard() {
      return heard;
    },
    get countRefused() {
      return lines.rejected;
    },
    eventsOf: (kind) => kinds[kind].events,
    event(visit, name, at) {
      const { client, page } = visit;
      const kind = kinds[client.kind];
      const day = count(kind, name, at);
      if (client.lastDay === undefined) {
        kind.visitors++;
        if (client.clockOffset) happened.correctedClients++;
      }
      if (client.lastDay !== day) {
        kind.visitorsByDay[day]++;
        client.seenToday = undefined;
      }
      client.lastDay = day;
      visit.events++;
      visit.entryPath ??= page.path;
      visit.exitPath = page.path;
      if (visit.state === 'logged_in') visit.wasSignedIn = true;
      if (name !== 'page_view') return;
      visit.pageViews++;
      kind.pageViewsByDay[day]++;
      kind.pageViewsByPath.add(page.path);
    },
    serverEvent: (name, at) => count(server, name, at),
    productEvent,
    productView(visit, product, soldOut) {
      const { client, now } = visit;
      visit.hasView = true;
      productEvent(visit, product, 'views');
      const kind = kinds[client.kind];
      const where = { product, currency: client.market.currency, day: dayOf(now) };
      if (soldOut) {
        happened.soldOutViews++;
        kind.soldOutViews.add(product.id);
      }
      client.seen ??= new Set();
      if (!client.seen.has(product.index)) kind.products.add('viewers', { ...where, day: undefined });
      client.seen.add(product.index);
      client.seenToday ??= new Set();
      if (!client.seenToday.has(product.index)) kind.products.addDaily('viewers', where);
      client.seenToday.add(product.index);
    },
    session(visit) {
      const day = dayOf(visit.startedAt);
      countSession(kinds[visit.client.kind], visit, day);
      happened.lostEvents += visit.lost;
      if (visit.lost === 0) return;
      lostByBrowser.add(visit.client.agent.browser, visit.lost);
      lostByDay[day] += visit.lost;
    },
    order(order, at) {
      const day = dayOf(at);
      money.order(order, day, iso(at));
      for (const { product, quantity, paid } of order.items) {
        const where = { product, currency: order.currency, day };
        kinds.people.products.add('orders', where);
        kinds.people.products.add('units', { ...where, n: quantity });
        kinds.people.products.add('revenue', { ...where, n: quantity * paid });
      }
    },
    orderAgain(differs) {
      happened.ordersReportedAgain++;
      if (differs) happened.conflicts++;
    },
    refund: (order, amount, at) => money.refund(order, amount, dayOf(at)),
    cart: carts.add,
    search: searches.add,
    searchClick: searches.click,
    signIn(client, user) {
      client.known ??= new Set();
      if (client.known.has(user)) return;
      client.known.add(user);
      identities.pairs++;
      if (client.known.size === 2) identities.sharedClients++;
      user.clients++;
      if (user.clients === 1) identities.users++;
      if (user.clients === 2) identities.usersWithSeveralClients++;
      if (identities.pairs > detail) return;
      identities.byId[client.id] ??= [];
      identities.byId[client.id].push(user.id);
    },
    late: (n) => (happened.lateEvents += n),
    suspect: () => happened.suspectEvents++,
    tabs: () => happened.visitsWithTabs++,
    refused(reason) {
      refused.add(reason);
      lines.rejected++;
    },
    sent(n, copies) {
      lines.events += n * copies;
      if (copies > 1) happened.repeatedEvents += n;
    },
    toJSON: () =>
      JSON.parse(
        JSON.stringify({
          options: publicOptions(options),
          start: iso(start),
          end: iso(end),
          days,
          events: heard,
          lines: { ...lines, duplicates: lines.events - heard },
          refused,
          happened,
          lost: { byBrowser: lostByBrowser, byDay: lostByDay },
          kinds,
          server: {
            events: server.events,
            eventsByName: server.eventsByName,
            eventsByHour: server.eventsByHour,
            eventsByDay: server.eventsByDay,
          },
          orders: money,
          carts,
          searches,
          identities,
        }),
      ),
  };
}

/** Without what depends on where it was written to, and without keys. */
function publicOptions({ key, serverKey, origin, truth, to, ...options }) {
  return { ...options, to: { kind: to.kind } };
}
