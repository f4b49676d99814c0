// Packs and writes a lake's objects in a thread of its own, so that people can go on shopping meanwhile.
// Messages in: `{ key, body }`; out: the bytes of each, or what went wrong.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { GZIP } from '../../../collector/dist/sink.js';
import { openLake } from '../../../lake/dist/index.js';

const put = workerData.url.startsWith('s3://') ? s3Writer(workerData) : folderWriter(workerData);

parentPort.on('message', async ({ key, body }) => {
  try {
    const packed = gzipSync(body, GZIP);
    await put(key, packed);
    parentPort.postMessage({ bytes: packed.length });
  } catch (error) {
    parentPort.postMessage({ error });
  }
});

function s3Writer({ url, s3Endpoint }) {
  const lake = openLake(url, { s3Endpoint });
  return (key, body) => lake.put(key, body);
}

/** Files are not synced one by one, as the collector's are: what a power cut takes can be made again. */
function folderWriter({ url: root }) {
  const known = new Set();
  return (key, body) => {
    const place = join(root, key);
    const folder = dirname(place);
    if (!known.has(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
    known.add(folder);
    writeFileSync(place, body, { mode: 0o600, flag: 'wx' });
  };
}
