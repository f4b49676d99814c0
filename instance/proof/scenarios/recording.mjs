/** So many browsers look at a product, half of them buy it: yesterday, or on many days where there are many. */
export const VISITS = 24;
const MOST_DAYS = 60;
const OPEN_MS = 36_000_000;
const PRODUCT = {
  id: 'p-1',
  name: 'Trail shoe',
  category: 'Shoes',
  brand: 'North',
  price: 79.99,
  currency: 'EUR',
  urlPath: '/p/trail-shoe',
};

/** @param {Date} now @returns {object[]} events as they are sent */
export function recording(now, visits = VISITS) {
  const aDay = Math.max(VISITS, Math.ceil(visits / MOST_DAYS));
  return Array.from({ length: visits }, (_none, visit) => {
    const day = new Date(now.getTime() - (1 + Math.floor(visit / aDay)) * 86_400_000).toISOString().slice(0, 10);
    const start = Date.parse(`${day}T08:00:00Z`) + Math.floor(((visit % aDay) * OPEN_MS) / aDay);
    const buys = visit % 2 === 0;
    const names = [
      'page_view',
      'product_view',
      ...(buys ? ['add_to_cart_click', 'checkout_start', 'checkout_complete'] : []),
    ];
    return names.map((eventName, sequence) => ({
      eventId: `0197a000-0000-7000-8000-${String(visit * 100 + sequence).padStart(12, '0')}`,
      eventName,
      eventTimestamp: new Date(start + sequence * 15_000).toISOString(),
      clientId: `client-${visit}`,
      sessionId: `session-${visit}`,
      sequence,
      pageUrl: `https://shop.example${eventName === 'page_view' ? '/' : PRODUCT.urlPath}`,
      ...(eventName !== 'page_view' && eventName !== 'checkout_complete' && { product: PRODUCT }),
      ...(eventName === 'checkout_complete' && {
        order: { id: `order-${visit}`, currency: 'EUR', total: PRODUCT.price, items: [{ ...PRODUCT, quantity: 1 }] },
      }),
    }));
  }).flat();
}
