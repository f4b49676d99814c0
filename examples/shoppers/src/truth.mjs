/** Adds a number to a count. */
const count = (counts, name, by = 1) => {
  counts[name] = (counts[name] ?? 0) + by;
};

/**
 * What the analytics must say of these visits. Of a blocked browser nothing arrives but what the shop's server reports;
 * bots are in no figure, but orders count whoever placed them.
 */
export function addUp(visits) {
  const [events, productViews] = [{}, {}];
  for (const visit of visits.filter(({ isBlocked, isBot }) => !isBlocked && !isBot)) {
    for (const [name, times] of Object.entries(visit.events)) count(events, name, times);
    for (const [id, times] of Object.entries(visit.productViews)) count(productViews, id, times);
  }
  // The server's report of an order names the browser it came from: a blocked one is known by it, and by nothing else.
  const seen = visits.filter(({ isBlocked, isBot, orders }) => !isBot && (!isBlocked || orders.length > 0));
  const searches = visits.filter(({ isBlocked, isBot }) => !isBot && !isBlocked).flatMap((visit) => visit.searches);
  const orders = visits.flatMap((visit) => visit.orders);
  const refunds = visits.flatMap((visit) => visit.refunds);
  const sum = (list) => list.reduce((total, { cents }) => total + cents, 0) / 100;
  return {
    visitors: seen.length,
    phones: seen.filter(({ device, isBlocked }) => device === 'phone' && !isBlocked).length,
    bots: visits.filter(({ isBot }) => isBot).length,
    events,
    productViews,
    searches: searches.length,
    searchesWithoutResult: searches.filter(({ found }) => found === 0).length,
    orders: orders.length,
    revenue: sum(orders),
    refunded: sum(refunds),
    refunds: refunds.length,
  };
}
