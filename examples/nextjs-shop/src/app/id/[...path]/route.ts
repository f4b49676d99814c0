import inject from 'light-my-request';
import { serveProvider } from '../../../server/identity/local-provider';

/**
 * The local identity provider. Its library speaks Node's HTTP, this route the web's: the request is handed over as it is.
 */
async function serve(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const answer = await inject(
    (incoming, outgoing) => {
      serveProvider(incoming, outgoing).catch((error: unknown) => {
        console.error('shop: sign-in failed', error);
        if (!outgoing.headersSent) outgoing.writeHead(500);
        outgoing.end();
      });
    },
    {
      method: request.method as 'GET',
      url: `${url.pathname}${url.search}`,
      headers: Object.fromEntries(request.headers),
      ...(request.method !== 'GET' && { payload: Buffer.from(await request.arrayBuffer()) }),
    },
  );
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, String(one));
  }
  const isEmpty = answer.statusCode === 204 || answer.statusCode === 304;
  return new Response(isEmpty ? null : new Uint8Array(answer.rawPayload), { status: answer.statusCode, headers });
}

export const GET = serve;
export const POST = serve;
