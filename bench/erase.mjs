// What it takes to erase one visitor, and one user, from a lake and a warehouse of a million events: beside the limit that we set
// ourselves, and with the lines searched in a second.
//   node erase.mjs [objects] [events in each]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { erasePerson, runEtl } from '../etl/dist/index.js';
import { openLake } from '../lake/dist/index.js';
import { report, round } from './lib/report.mjs';
import { startWarehouse } from './lib/warehouse.mjs';

const OBJECTS = Number(process.argv[2] ?? 2000);
const EVENTS = Number(process.argv[3] ?? 500);
/** A person who waits for a certificate should not have to come back for it. */
const LIMIT_SECONDS = 60;
const VISITORS = 20_000;
const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

const quiet = () => {};
const logger = { debug: quiet, info: quiet, warn: console.warn, error: console.error };

/** A day of visitors, a tenth of whom sign in on the way. */
async function fill(lake) {
  for (let i = 0; i < OBJECTS; i++) {
    const hour = String(i % 24).padStart(2, '0');
    const receivedAt = `2026-11-22T${hour}:${String(i % 60).padStart(2, '0')}:00.000Z`;
    const lines = Array.from({ length: EVENTS }, (_, n) => {
      const number = i * EVENTS + n;
      const visitor = (number * 7919) % VISITORS;
      return JSON.stringify({
        eventId: `0199c0de-0000-7000-8000-${String(number).padStart(12, '0')}`,
        eventName: n % 3 ? 'page_view' : 'product_view',
        eventTimestamp: receivedAt,
        clientId: `client-${visitor}`,
        sessionId: `session-${visitor}-${hour}`,
        ...(visitor % 10 === 0 && n % 3 === 0 && { userId: `user-${visitor}` }),
        sequence: n,
        pageUrl: `https://shop.example/laptops/p-${number % 500}`,
        product: { id: `p-${number % 500}`, name: 'Laptop 14', category: 'Laptops', price: 999, currency: 'EUR' },
        _ingest: { receivedAt, sentAt: receivedAt, userAgent: AGENT, method: 'POST', path: '/clickstream' },
      });
    });
    await lake.put(
      `events/2026/11/22/${hour}/${String(i).padStart(9, '0')}.ndjson.gz`,
      gzipSync(`${lines.join('\n')}\n`),
    );
  }
}

async function measure(name, person, parts) {
  const started = performance.now();
  const { searched, removed } = await erasePerson({ ...parts, person, ranBy: 'bench' });
  const seconds = (performance.now() - started) / 1000;
  if (removed.events === 0 || removed.events !== removed.facts) throw new Error(`${name}: ${JSON.stringify(removed)}`);
  report({ figure: `erase ${name}`, value: seconds, unit: 's', against: 'at most', limit: LIMIT_SECONDS });
  console.log(
    `  ${searched.lines} lines in ${searched.objects} objects, ${round(searched.lines / seconds)} a second in all; ` +
      `${removed.events} erased, ${removed.objects} objects rewritten`,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'footfall-bench-erase-'));
const warehouse = await startWarehouse(folder);
try {
  const parts = {
    lake: openLake(pathToFileURL(join(folder, 'lake')).href),
    databaseUrl: warehouse.url('footfall_etl'),
    logger,
  };
  await fill(parts.lake);
  await runEtl(parts);
  await measure('a client', { kind: 'client', id: 'client-4711' }, parts);
  await measure('a user', { kind: 'user', id: 'user-4710' }, parts);
} finally {
  await warehouse.stop();
  rmSync(folder, { recursive: true, force: true });
}
