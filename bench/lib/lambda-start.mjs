// Run as a program with a handler's URL: starts it as Lambda does, gives it batches of 10, and says what that took. The lake
// is a folder in memory where there is one, so that neither S3 nor a disk is measured.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const BATCHES = 300;
const WARM_UP = 100;

const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'footfall-lambda-'));
process.env.FOOTFALL_LAKE = pathToFileURL(folder).href;
process.env.FOOTFALL_LOG_LEVEL = 'silent';
const cpuMs = (since) => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

const start = performance.now();
const startCpu = process.cpuUsage();
const { handler } = await import(process.argv[2]);
const initMs = performance.now() - start;
const initCpuMs = cpuMs(startCpu);

const { envelope } = await import('./collector-load.mjs');
const events = Array.from({ length: BATCHES }, () => ({
  version: '2.0',
  rawPath: '/clickstream',
  rawQueryString: '',
  headers: { 'content-type': 'application/json' },
  requestContext: {
    http: { method: 'POST', path: '/clickstream', sourceIp: '203.0.113.77' },
    requestId: 'r',
    apiId: 'a',
    stage: '$default',
  },
  body: envelope(10),
  isBase64Encoded: false,
}));
for (const event of events.slice(0, WARM_UP)) await handler(event);
const before = process.cpuUsage();
for (const event of events.slice(WARM_UP)) {
  const { statusCode } = await handler(event);
  if (statusCode !== 200) throw new Error(`The handler answered ${statusCode}`);
}
const batchCpuMs = cpuMs(before) / (BATCHES - WARM_UP);
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ initMs, initCpuMs, batchCpuMs }));
