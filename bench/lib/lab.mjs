import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { launch } from './browser.mjs';
import { bundle } from './bundle.mjs';

/** Trackers as scripts that define `window.track(product)`. `nothing` is the page itself. */
async function scripts(collector) {
  const tag = (file, call) => {
    const source = readFileSync(new URL(`../../sdk/dist/${file}`, import.meta.url), 'utf8');
    return `document.currentScript.dataset.endpoint = '${collector}/clickstream';${source};window.track = (product) => ${call}`;
  };
  return {
    nothing: 'window.track = () => {}',
    // The least that stores an event: one key, written once.
    bare: "window.track = (product) => localStorage.setItem('bare.' + crypto.randomUUID(), JSON.stringify({ product }))",
    footfall: tag('footfall.js', "footfall.track('add_to_cart_click', { product })"),
    full: tag('footfall.full.js', 'footfall.addToCart(product)'),
    snowplow: `window.benchEndpoint = '${collector}';${await bundle('snowplow')}`,
    openpanel: `window.benchEndpoint = '${collector}';${await bundle('openpanel')}`,
  };
}

/** A page per tracker and a collector beside it on another origin, recording requests. */
export async function openLab() {
  const requests = [];
  let sources = {};
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://lab');
    const name = pathname.slice(1).replace(/\.js$/, '');
    if (request.method === 'GET' && pathname.endsWith('.js') && sources[name]) {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(sources[name]);
      return;
    }
    if (request.method === 'GET' && sources[name]) {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(`<!doctype html><title>A shop</title><link rel="icon" href="data:,"><body>${name}
        <script src="/${name}.js"></script>`);
      return;
    }
    let bytes = 0;
    request.on('data', (chunk) => {
      bytes += chunk.length;
    });
    request.on('end', () => {
      requests.push({ method: request.method, path: pathname, bytes });
      response.writeHead(200, {
        'access-control-allow-origin': request.headers.origin ?? '*',
        'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
        'access-control-allow-credentials': 'true',
        'content-type': 'application/json',
      });
      response.end('{"success":true,"accepted":1,"rejected":[]}');
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  // Another host name is another origin, so CORS applies as it does in a shop.
  sources = await scripts(`http://localhost:${port}`);
  const browser = await launch();
  return {
    browser,
    origin: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

export const PRODUCT = {
  id: 'p-1042',
  name: 'Laptop 14',
  category: 'Laptops',
  brand: 'North',
  price: 999,
  currency: 'EUR',
};

/** Opens a tracker's page in a fresh profile and lets its start settle. */
export async function openTracker(lab, name) {
  const context = await lab.browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await page.goto(`${lab.origin}/${name}`);
  await page.waitForFunction('window.track && performance.now() > 500');
  return { page, session, close: () => context.close() };
}
