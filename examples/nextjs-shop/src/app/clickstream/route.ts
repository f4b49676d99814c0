import { createForwarder } from '@footfall/sdk/next/route';
import { readEnv } from '../../server/env';

/** Events go to the shop's own domain, and on from there: no blocker's list knows it, and no CORS applies. */
export async function POST(request: Request): Promise<Response> {
  const { footfallEndpoint: collector } = readEnv();
  if (!collector) return new Response(null, { status: 404 });
  return createForwarder({ collector }).POST(request);
}
