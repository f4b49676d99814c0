import inject from 'light-my-request';
import { serveProvider } from '../../../server/identity/local-provider';

/** More than any form of the provider's has. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * The local identity provider. Its library speaks Node's HTTP, this route the web's: the request is handed over as it is.
 */
async function serve(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const body = await readBody(request);
  if (!body) return new Response(`A form may have ${MAX_BODY_BYTES} bytes at most.\n`, { status: 413 });
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
      ...(request.method !== 'GET' && { payload: body }),
    },
  );
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, String(one));
  }
  const isEmpty = answer.statusCode === 204 || answer.statusCode === 304;
  return new Response(isEmpty ? null : new Uint8Array(answer.rawPayload), { status: answer.statusCode, headers });
}

/** The body; undefined where there is more than a form has, of which no more is read. */
async function readBody(request: Request): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export const GET = serve;
export const POST = serve;
