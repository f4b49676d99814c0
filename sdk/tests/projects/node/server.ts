import { createForwarder } from '@footfall/sdk/next/route';
import { createServerTracker, type ServerTracker } from '@footfall/sdk/server';

/** Reports an order as a shop's server does, first to the collector, then through the shop's own domain. */
export async function reportOrder(collector: string): Promise<void> {
  const { POST } = createForwarder({ collector });
  const tracker: ServerTracker = createServerTracker({ endpoint: collector, serverKey: 's3' });
  tracker
    .as({ clientId: 'c-1', sessionId: 's-1' })
    .checkoutComplete({ id: 'o-1', total: 9.5, currency: 'EUR', items: [{ id: 'p-1', quantity: 1 }] });
  await tracker.flush();
  const body = JSON.stringify({ events: [{ eventName: 'forwarded' }] });
  await POST(new Request('https://shop.example/clickstream', { method: 'POST', body }));
}
