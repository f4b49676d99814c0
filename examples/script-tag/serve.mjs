// Serves this folder and the built tracker, and passes events on to the collector, as the web server of a real shop
// would: `/clickstream` is first-party, so the page names no other host.
import { createReadStream } from 'node:fs';
import { createServer, request as sendRequest } from 'node:http';
import { fileURLToPath } from 'node:url';

const PORT = Number(process.env.PORT || 3001);
const COLLECTOR = readCollector(process.env.FOOTFALL_ENDPOINT || 'http://localhost:8787/clickstream');

/** All that is served; nothing else in the folder can be asked for. */
const FILES = {
  '/': ['category.html', 'text/html; charset=utf-8'],
  '/product/tapwell-glide': ['product.html', 'text/html; charset=utf-8'],
  '/cart': ['cart.html', 'text/html; charset=utf-8'],
  '/thanks': ['thanks.html', 'text/html; charset=utf-8'],
  '/ga4': ['ga4.html', 'text/html; charset=utf-8'],
  '/style.css': ['style.css', 'text/css; charset=utf-8'],
  '/shop.js': ['shop.js', 'text/javascript; charset=utf-8'],
  '/ga4-shop.js': ['ga4-shop.js', 'text/javascript; charset=utf-8'],
  '/tapwell-glide.svg': ['tapwell-glide.svg', 'image/svg+xml'],
  '/tapwell-upright.svg': ['tapwell-upright.svg', 'image/svg+xml'],
  '/footfall.full.js': [import.meta.resolve('@footfall/sdk/footfall.full.js'), 'text/javascript; charset=utf-8'],
};

function fail(message) {
  console.error(`script-tag example: ${message}`);
  process.exit(1);
}

function readCollector(value) {
  if (URL.canParse(value) && new URL(value).protocol === 'http:') return new URL(value);
  return fail(`FOOTFALL_ENDPOINT is not an http URL: ${value}; give it as http://localhost:8787/clickstream`);
}

function sendFile(response, [file, type]) {
  const stream = createReadStream(fileURLToPath(new URL(file, import.meta.url)));
  stream.on('open', () => response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' }));
  stream.on('error', () => response.writeHead(404).end(`${file} is missing: run \`npm run build\` first\n`));
  stream.pipe(response);
}

function passOn(request, response) {
  const url = new URL(COLLECTOR);
  // The write key may stand in the query.
  if (request.url.includes('?')) url.search = request.url.slice(request.url.indexOf('?'));
  const headers = { ...request.headers, host: url.host, 'x-forwarded-for': request.socket.remoteAddress };
  const passed = sendRequest(url, { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  // The tracker keeps its events and tries again later.
  passed.on('error', () => response.headersSent || response.writeHead(502).end());
  request.pipe(passed);
}

const server = createServer((request, response) => {
  const path = request.url.split('?')[0];
  if (path === '/clickstream') return passOn(request, response);
  const file = FILES[path];
  if (!file) return response.writeHead(404).end('Not found\n');
  return sendFile(response, file);
});

server.on('error', (error) =>
  fail(error.code === 'EADDRINUSE' ? `port ${PORT} is taken: set PORT to another` : error.message),
);
server.listen(PORT, '127.0.0.1', () => console.log(`script-tag example ready on http://localhost:${PORT}`));

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    // Connections kept open to the collector would hold the process.
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}
