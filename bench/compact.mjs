// What compaction does to reading the lake and to making the warehouse again from it: a folder lake and an S3 lake (a local
// compatible server, so without the network's delay, which small objects pay for each), the same events before and after.
//   node compact.mjs [objects] [events in each]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { compactLake, runEtl } from '../etl/dist/index.js';
import { listFolders, openLake, rawLines, readAhead } from '../lake/dist/index.js';
import { report, round } from './lib/report.mjs';
import { startS3 } from './lib/s3.mjs';
import { startWarehouse } from './lib/warehouse.mjs';

const OBJECTS = Number(process.argv[2] ?? 6000);
const EVENTS = Number(process.argv[3] ?? 10);
const TARGET_BYTES = 64 * 1024 ** 2;
const HOURS = 3;
const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

const quiet = () => {};
const logger = { debug: quiet, info: quiet, warn: console.warn, error: console.error };
const seconds = async (work) => {
  const started = performance.now();
  const result = await work();
  return [(performance.now() - started) / 1000, result];
};

/** A collector's objects: a batch of a visit each. */
async function fill(lake) {
  let done = 0;
  const write = async () => {
    for (let i = done++; i < OBJECTS; i = done++) {
      const hour = 12 + (i % HOURS);
      const receivedAt = `2026-11-22T${hour}:${String(i % 60).padStart(2, '0')}:00.000Z`;
      const ingest = { receivedAt, sentAt: receivedAt, userAgent: AGENT, method: 'POST', path: '/clickstream' };
      const lines = Array.from({ length: EVENTS }, (_, n) =>
        JSON.stringify({
          eventId: `0199c0de-0000-7000-8000-${String(i * EVENTS + n).padStart(12, '0')}`,
          eventName: n % 3 ? 'page_view' : 'product_view',
          eventTimestamp: receivedAt,
          clientId: `client-${i % 997}`,
          sessionId: `session-${i % 1999}`,
          sequence: n,
          pageUrl: `https://shop.example/laptops/p-${(i * 31 + n) % 500}`,
          product: {
            id: `p-${(i * 31 + n) % 500}`,
            name: 'Laptop 14',
            category: 'Laptops',
            price: 999,
            currency: 'EUR',
          },
          _ingest: ingest,
        }),
      );
      const name = `20261122T${hour}${String(i).padStart(9, '0')}`;
      await lake.put(`events/2026/11/22/${hour}/${name}.ndjson.gz`, gzipSync(`${lines.join('\n')}\n`));
    }
  };
  await Promise.all(Array.from({ length: 8 }, write));
}

async function readAll(lake) {
  let lines = 0;
  for await (const { objects } of listFolders(lake, 'events/'))
    for await (const { object, body } of readAhead(lake, objects))
      for await (const some of rawLines(object.key, body)) lines += some.length;
  return lines;
}

async function content(lake) {
  let objects = 0;
  let bytes = 0;
  for await (const object of lake.list('events/')) {
    objects++;
    bytes += object.bytes;
  }
  return { objects, bytes };
}

async function measure(name, lake, warehouse) {
  const rebuild = async () => {
    await warehouse.empty();
    const { loaded, duplicate } = await runEtl({ lake, databaseUrl: warehouse.url('footfall_etl'), logger });
    if (loaded !== OBJECTS * EVENTS || duplicate > 0) throw new Error(`${loaded} of ${OBJECTS * EVENTS} events loaded`);
  };
  await fill(lake);
  const before = await content(lake);
  const [readBefore] = await seconds(() => readAll(lake));
  const [rebuildBefore] = await seconds(rebuild);
  const prefixes = [''];
  const [compaction] = await seconds(() =>
    compactLake({ lake, databaseUrl: warehouse.url('footfall_etl'), logger, prefixes, targetBytes: TARGET_BYTES }),
  );
  const after = await content(lake);
  const [readAfter, lines] = await seconds(() => readAll(lake));
  const [rebuildAfter] = await seconds(rebuild);
  if (lines !== OBJECTS * EVENTS) throw new Error(`${lines} lines after compaction`);
  const size = (bytes) => `${round(bytes / 1024 ** 2)} MiB`;
  console.log(
    `${name}: ${OBJECTS * EVENTS} events, ${before.objects} objects (${size(before.bytes)}) -> ${after.objects} (${size(after.bytes)}), ` +
      `compacted in ${round(compaction)} s`,
  );
  const against = 'before compaction';
  report({ figure: `${name}, read`, value: readAfter, unit: 's', against, limit: readBefore });
  report({ figure: `${name}, rebuild`, value: rebuildAfter, unit: 's', against, limit: rebuildBefore });
}

const folder = mkdtempSync(join(tmpdir(), 'footfall-bench-'));
const warehouse = await startWarehouse(folder);
const s3 = await startS3(join(folder, 's3'));
try {
  await measure('folder', openLake(pathToFileURL(join(folder, 'lake')).href), warehouse);
  await measure('S3', openLake('s3://raw/lake', { s3Endpoint: s3.endpoint }), warehouse);
} finally {
  s3.stop();
  await warehouse.stop();
  rmSync(folder, { recursive: true, force: true });
}
