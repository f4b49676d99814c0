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
  const seen = visits.filter(({ isBlocked, isBot }) => !isBlocked && !isBot);
  const orders = visits.flatMap((visit) => visit.orders);
  const refunds = visits.flatMap((visit) => visit.refunds);
  const sum = (list) => list.reduce((total, { cents }) => total + cents, 0) / 100;
  return {
    visitors: seen.length,
    phones: seen.filter(({ device }) => device === 'phone').length,
    events,
    productViews,
    searches: seen.flatMap((visit) => visit.searches).length,
    searchesWithoutResult: seen.flatMap((visit) => visit.searches).filter(({ found }) => found === 0).length,
    orders: orders.length,
    revenue: sum(orders),
    refunded: sum(refunds),
    refunds: refunds.length,
  };
}
