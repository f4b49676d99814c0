import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds that every answer of the collector takes, as it would over a network. */
const LATENCY_MS = 80;
/** Milliseconds of the page that is slow to answer. */
const SLOW_PAGE_MS = 200;

/** A shop with one tracker on its pages, and a collector on another origin, so that CORS applies as in most shops. */
export async function startSite(tracker) {
  const site = {
    origin: '',
    /** Markers of every request that was stored: answered 2xx, or cut afterwards. */
    arrived: [],
    requests: 0,
    lastRequestAt: 0,
    /** Decides an answer: `status`, or `cut` to store and reset the connection. */
    reply: () => ({}),
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
  let script = '';
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://site');
    if (request.method === 'OPTIONS' || request.method === 'POST') return collect(site, tracker, request, response);
    const file = { '/tracker.js': script, '/footfall-worker.js': tracker.worker?.() }[pathname];
    if (file) return response.writeHead(200, { 'content-type': 'text/javascript' }).end(file);
    if (!['/', '/next', '/slow'].includes(pathname)) return response.writeHead(404).end();
    const page = `<!doctype html><title>A shop</title><link rel="icon" href="data:,"><body>${pathname}
      <script src="/tracker.js"></script>`;
    const delay = pathname === '/slow' ? SLOW_PAGE_MS : 0;
    setTimeout(() => response.writeHead(200, { 'content-type': 'text/html' }).end(page), delay);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  site.origin = `http://127.0.0.1:${port}`;
  script = await tracker.script(`http://localhost:${port}`);
  return site;
}

async function collect(site, { decode }, request, response) {
  const cors = {
    'access-control-allow-origin': request.headers.origin ?? '*',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
    'access-control-allow-credentials': 'true',
  };
  const chunks = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    return; // the browser gave the request up half-way, so nothing was stored
  }
  await wait(LATENCY_MS);
  if (request.method === 'OPTIONS') return response.writeHead(204, cors).end();
  const body = Buffer.concat(chunks);
  site.requests++;
  site.lastRequestAt = Date.now();
  const { status = 200, cut = false } = site.reply(body);
  if (status < 300) site.arrived.push(...decode(body.toString()).filter(Boolean));
  if (cut) return request.socket.resetAndDestroy();
  response.writeHead(status, { ...cors, 'content-type': 'application/json' });
  response.end(JSON.stringify({ success: status < 300, accepted: 1, rejected: [], status: 1 }));
}
