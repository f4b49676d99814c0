/** What a shop's wrong code sends, and why the collector refuses it, in its words. */
export const REFUSED = [
  {
    reason: 'product.price: must be a number',
    event: { eventName: 'product_view', product: { id: 'p-1', price: '12,99', currency: 'EUR' } },
  },
  { reason: 'eventName: must NOT have fewer than 1 characters', event: { eventName: '' } },
  { reason: 'eventName: is required', event: { pageUrl: 'https://www.shop.example/' } },
  {
    reason: 'eventTimestamp: must be an ISO 8601 time, as 2026-11-22T15:04:05.000Z',
    event: { eventName: 'page_view', eventTimestamp: '25.11.2026 10:00' },
  },
  {
    reason: 'order.currency: must be an ISO 4217 code in capitals, as EUR',
    event: { eventName: 'checkout_complete', order: { id: 'o-x', total: 5, currency: 'eur' } },
  },
  { reason: 'page.scrollDepth: must be <= 100', event: { eventName: 'page_leave', page: { scrollDepth: 140 } } },
  { reason: 'sequence: must be >= 0', event: { eventName: 'page_view', sequence: -1 } },
  { reason: 'eventId: must be a UUID', event: { eventName: 'click', eventId: '42' } },
  { reason: 'event: must be an object', event: 'page_view' },
];

/** Somebody's broken code sends an event that breaks the contract. */
export function sendRefused(shop, at) {
  const { random, truth } = shop;
  const { reason, event } = random.pick(REFUSED);
  truth.refused(reason);
  shop.deliver({
    at,
    sentAt: at,
    clockOffset: 0,
    agent: 'shop-app/0.9',
    ip: '192.0.2.0',
    sdk: 'shop-app/0.9',
    reason,
    events: [JSON.stringify(event)],
  });
}

/** A line of the quarantine, as the collector writes it. */
export const refusedLine = ({ reason, events }, ingest) =>
  `{"reason":${JSON.stringify(reason)},"event":${events[0]}${ingest}`;
