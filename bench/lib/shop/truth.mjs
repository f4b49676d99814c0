import { counter } from './counts.mjs';
import { iso } from './time.mjs';
import { cartCounts } from './truth-carts.mjs';
import { identityCounts } from './truth-identities.mjs';
import { moneyCounts } from './truth-money.mjs';
import { searchCounts } from './truth-searches.mjs';
import { visitCounts } from './truth-visits.mjs';

/** What no kind of visitors is asked for. */
const nothingHappened = () => ({
  lateEvents: 0,
  repeatedEvents: 0,
  suspectEvents: 0,
  correctedClients: 0,
  visitsWithTabs: 0,
  ordersReportedAgain: 0,
  conflicts: 0,
  lostEvents: 0,
  soldOutViews: 0,
});

/**
 * Keeps account of what people do while they do it, and of what can be known of it: an event that was lost counts only as
 * lost. Nothing here reads what was written, and nothing repeats how the warehouse finds its figures.
 */
export function createTruth({ options, start, end, calendar, catalogue }) {
  const { detail, dailyProducts } = options;
  const happened = nothingHappened();
  const lines = { events: 0, rejected: 0 };
  const refused = counter();
  const visits = visitCounts({ start, end, calendar, catalogue, dailyProducts }, happened);
  const money = moneyCounts(calendar.days, detail);
  const carts = cartCounts(end, detail);
  const searches = searchCounts(calendar);
  const { identities, signIn } = identityCounts(detail);
  const { event, serverEvent, productEvent, productView, session } = visits;
  return {
    ...{ event, serverEvent, productEvent, productView, session, signIn },
    ...orderAccounts(money, visits.kinds.people.products, calendar, happened),
    ...lineAccounts(lines, refused, happened),
    /** Events that the shop has heard of, or will. */
    get heard() {
      return heardOf(visits);
    },
    get countRefused() {
      return lines.rejected;
    },
    eventsOf: (kind) => visits.kinds[kind].events,
    cart: carts.add,
    search: searches.add,
    searchClick: searches.click,
    tabs: () => happened.visitsWithTabs++,
    toJSON() {
      const counts = { happened, visits, lines, refused, money, carts, searches, identities };
      return JSON.parse(JSON.stringify({ ...head({ options, start, end, calendar }), ...told(counts) }));
    },
  };
}

const heardOf = ({ kinds, server }) => [...Object.values(kinds), server].reduce((sum, { events }) => sum + events, 0);

/** Orders and refunds, and what they mean for the products in them. */
function orderAccounts(money, products, { dayOf }, happened) {
  return {
    order(order, at) {
      const day = dayOf(at);
      money.order(order, day, iso(at));
      for (const { product, quantity, paid } of order.items) {
        const where = { product, currency: order.currency, day };
        products.add('orders', where);
        products.add('units', { ...where, n: quantity });
        products.add('revenue', { ...where, n: quantity * paid });
      }
    },
    orderAgain(differs) {
      happened.ordersReportedAgain++;
      if (differs) happened.conflicts++;
    },
    refund: (order, amount, at) => money.refund(order, amount, dayOf(at)),
  };
}

/** What happens to lines on their way. */
function lineAccounts(lines, refused, happened) {
  return {
    late: (n) => (happened.lateEvents += n),
    suspect: () => happened.suspectEvents++,
    refused(reason) {
      refused.add(reason);
      lines.rejected++;
    },
    sent(n, copies) {
      lines.events += n * copies;
      if (copies > 1) happened.repeatedEvents += n;
    },
  };
}

const head = ({ options, start, end, calendar }) => ({
  options: publicOptions(options),
  start: iso(start),
  end: iso(end),
  days: calendar.days,
});

/** All that was counted, as it is written. */
function told({ happened, visits, lines, refused, money, carts, searches, identities }) {
  const { kinds, server, lost } = visits;
  const heard = heardOf(visits);
  return {
    events: heard,
    lines: { ...lines, duplicates: lines.events - heard },
    refused,
    happened,
    lost,
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
  };
}

/** Without what depends on where it was written to, and without keys. */
function publicOptions({ key, serverKey, origin, truth, to, ...options }) {
  return { ...options, to: { kind: to.kind } };
}
