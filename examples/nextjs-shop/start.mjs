// Starts the built shop in this process: checks the environment, brings the database up to date (src/instrumentation.ts,
// which Next.js runs before it answers), serves on localhost, and ends promptly on SIGTERM or Ctrl-C.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

/** How long requests under way may take to finish once the shop was told to stop. */
const GRACE_MS = 3_000;
const DEFAULT_PORT = 3000;
const dir = fileURLToPath(new URL('.', import.meta.url));

function fail(message) {
  console.error(`shop: ${message}`);
  process.exit(1);
}

function readPort(value) {
  const port = value ? Number(value) : DEFAULT_PORT;
  if (!Number.isInteger(port) || port < 1 || port > 65535) fail(`PORT is not a port number: ${value}`);
  return port;
}

const port = readPort(process.env.PORT);
// The address and not the name: on some machines `localhost` is IPv6 alone, and 127.0.0.1 would find nobody.
const hostname = process.env.HOST || '127.0.0.1';
if (!existsSync(new URL('.next/BUILD_ID', import.meta.url))) fail('it is not built yet: run `npm run build` first');

// Before Next.js is loaded: it decides by this what it loads.
process.env.NODE_ENV = 'production';
const { default: next } = await import('next');

const server = createServer();
const app = next({ dev: false, dir, hostname, port, httpServer: server });
await app.prepare();
const handle = app.getRequestHandler();
server.on('request', (request, response) => handle(request, response));

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), GRACE_MS).unref();
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

server.on('error', (error) =>
  fail(error.code === 'EADDRINUSE' ? `port ${port} is taken: set PORT to another` : error.message),
);
server.listen(port, hostname, async () => {
  // Next.js prepares the database at the first request, so the first request is ours.
  const health = await fetch(`http://${hostname}:${port}/health`);
  if (!health.ok) fail('its database does not answer');
  console.log(`shop ready on http://${hostname === '127.0.0.1' ? 'localhost' : hostname}:${port}`);
});
