import { createTracker, errors, ga4, linker, type Tracker, VERSION, webVitals } from '@footfall/sdk';
import { showOverlay } from '@footfall/sdk/overlay';
import { reportOrder } from './server.js';

// The browser's tracker on a server: every call does nothing, and nothing is sent.
const tracker: Tracker<{ coupon_opened: { code: string } }> = createTracker({
  endpoint: '/clickstream',
  features: [errors(), ga4(), linker({ domains: ['shop.example'] }), webVitals()],
});
tracker.track('coupon_opened', { properties: { code: 'X5' } });
tracker.productView({ id: 'p-1', price: 9.5, currency: 'EUR' });
tracker.cart.sync({ items: [{ id: 'p-1', quantity: 1 }] });
await tracker.flush();

await reportOrder(process.argv[2] ?? '');
console.log(JSON.stringify({ clientId: tracker.clientId, version: VERSION, overlay: typeof showOverlay }));
