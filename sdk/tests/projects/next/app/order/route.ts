import { createTracker, VERSION } from '@footfall/sdk';
import { createServerTracker } from '@footfall/sdk/server';

// The browser's tracker may be imported and called on the server, where it does nothing.
createTracker({ endpoint: '/clickstream' }).homeView();

const tracker = createServerTracker({ endpoint: process.env.COLLECTOR ?? '', serverKey: 's3' });

export async function POST(request: Request) {
  const { clientId, sessionId, id } = (await request.json()) as { clientId: string; sessionId: string; id: string };
  tracker.as({ clientId, sessionId }).checkoutComplete({ id: `o-${id}`, total: 9.5, currency: 'EUR' });
  await tracker.flush();
  return Response.json({ version: VERSION });
}
