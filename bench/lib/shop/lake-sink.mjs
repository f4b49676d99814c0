import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { OptionError } from './options.mjs';
import { randomFrom } from './random.mjs';
import { refusedLine } from './refused.mjs';
import { HOUR, iso } from './time.mjs';

/** Bytes of lines that may wait for the writer: bounded memory, and never an idle writer. */
const MOST_WAITING = 64 * 1024 ** 2;
/** Memory for lines is cut from pieces of this size in bytes. */
const SLAB_BYTES = 1024 ** 2;

/** Writes what was received into a lake, as the collector would have: objects below the hour of receipt. */
export async function lakeSink({ url, objectsPerHour, seed }) {
  if (!url.startsWith('s3://')) await refuseFull(url);
  const random = randomFrom(seed + 1);
  const writer = startWriter(url);
  const pack = byteSlabs();
  return {
    take: (delivery) => ({
      at: delivery.at,
      isRefused: delivery.reason !== undefined,
      bytes: pack(linesOf(delivery, random)),
    }),
    async hour(start, received) {
      for (const part of slices(start, received, objectsPerHour)) {
        const name = objectName(part[0].at, random);
        const refused = part.filter(({ isRefused }) => isRefused);
        const good = refused.length > 0 ? part.filter(({ isRefused }) => !isRefused) : part;
        if (refused.length > 0) await writer.write(`rejected/${name}`, joined(refused));
        if (good.length > 0) await writer.write(`events/${name}`, joined(good));
      }
    },
    end: writer.end,
    written: writer.written,
  };
}

async function refuseFull(folder) {
  for (const name of ['events', 'rejected'])
    if ((await readdir(join(folder, name)).catch(() => [])).length > 0)
      throw new OptionError(`${folder} holds ${name} already: name an empty folder, since a truth is of one shop only`);
}

function startWriter(url) {
  const workerData = { url, s3Endpoint: process.env.FOOTFALL_S3_ENDPOINT };
  const thread = new Worker(new URL('./lake-writer-thread.mjs', import.meta.url), { workerData });
  const under = [];
  let waiting = 0;
  let objects = 0;
  let bytes = 0;
  let failure;
  thread.on('error', (error) => (failure ??= error));
  thread.on('message', (done) => {
    failure ??= done.error;
    waiting -= under.shift();
    objects++;
    bytes += done.bytes ?? 0;
  });
  const settle = async (most) => {
    while (waiting > most && !failure) await once(thread, 'message');
    if (!failure) return;
    await thread.terminate();
    throw failure;
  };
  return {
    async write(key, body) {
      under.push(body.length);
      waiting += body.length;
      thread.postMessage({ key, body }, [body.buffer]);
      await settle(MOST_WAITING);
    },
    async end() {
      await settle(0);
      await thread.terminate();
    },
    written: () => `${objects} objects, ${Math.round(bytes / 1024 ** 2)} MiB`,
  };
}

/** An hour's deliveries in equal spans of time. */
function slices(start, deliveries, count) {
  const parts = [];
  let last = -1;
  for (const delivery of deliveries) {
    const slice = Math.floor(((delivery.at - start) * count) / HOUR);
    if (slice !== last) parts.push([]);
    last = slice;
    parts.at(-1).push(delivery);
  }
  return parts;
}

/** A delivery's lines, as the collector writes them. */
function linesOf(delivery, random) {
  const tail = `,${ingestOf(delivery, random)}}\n`;
  if (delivery.reason) return refusedLine(delivery, tail);
  let lines = '';
  for (const event of delivery.events) lines += event + tail;
  return lines;
}

/** Turns text into bytes outside of the heap, many in one piece of memory: what waits costs the garbage collector nothing. */
function byteSlabs() {
  let slab = Buffer.alloc(0);
  let used = 0;
  return (text) => {
    const most = text.length * 3;
    if (slab.length - used < most) {
      slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, most));
      used = 0;
    }
    const length = slab.write(text, used);
    used += length;
    return slab.subarray(used - length, used);
  };
}

/** Bytes of memory of their own, which can be given to the other thread. */
function joined(parts) {
  const body = Buffer.allocUnsafeSlow(parts.reduce((sum, { bytes }) => sum + bytes.length, 0));
  let at = 0;
  for (const { bytes } of parts) at += bytes.copy(body, at);
  return body;
}

/** What the collector puts beside each event. */
function ingestOf({ at, sentAt, ip, agent, country, sdk, isTrusted }, random) {
  return (
    `"_ingest":{"receivedAt":"${iso(at)}","sentAt":"${iso(sentAt)}","sourceIp":"${ip}","userAgent":${JSON.stringify(agent)},` +
    `${country ? `"country":"${country}",` : ''}"method":"POST","path":"/clickstream","requestId":"${random.uuid(at)}","sdk":"${sdk}"` +
    `${isTrusted ? ',"trusted":true' : ''}}`
  );
}

function objectName(at, random) {
  const name = iso(at);
  return `${name.slice(0, 13).replace(/[-T]/g, '/')}/${name.replace(/[-:.Z]/g, '')}-${random.id()}.ndjson.gz`;
}
