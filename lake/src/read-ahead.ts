import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Lake, LakeObject } from './lake.js';

/** So many small objects are fetched at the same time: S3 answers each after some 20 ms, however small it is. */
const REQUESTS = 16;
/** A larger object is streamed when its turn comes, so that REQUESTS of them never fill the memory. */
const MAX_SMALL_BYTES = 1024 * 1024;

/** An object that is on its way. */
export interface ComingObject {
  object: LakeObject;
  /** Its content: whole where it is small, else as a stream. To be called once. @throws LakeError when the lake does not give it */
  open(): Promise<Buffer | Readable>;
}

/** An object and its content. */
export interface OpenObject {
  object: LakeObject;
  body: Readable;
}

/** Gives objects one after the other, and fetches the small ones among the next few meanwhile. One that fails stops no other. */
export async function* comingObjects(
  lake: Lake,
  objects: Iterable<LakeObject> | AsyncIterable<LakeObject>,
): AsyncGenerator<ComingObject> {
  const coming: ComingObject[] = [];
  for await (const object of objects) {
    coming.push(fetchSoon(lake, object));
    if (coming.length >= REQUESTS) yield coming.shift() as ComingObject;
  }
  yield* coming;
}

function fetchSoon(lake: Lake, object: LakeObject): ComingObject {
  if (object.bytes > MAX_SMALL_BYTES) return { object, open: () => lake.get(object.key) };
  const content = lake.get(object.key).then(buffer);
  content.catch(() => {}); // told when its turn comes, which may never be
  return { object, open: () => content };
}

/** Opens objects one after the other, and fetches the small ones among the next few meanwhile. */
export async function* readAhead(lake: Lake, objects: readonly LakeObject[]): AsyncGenerator<OpenObject> {
  for await (const { object, open } of comingObjects(lake, objects)) {
    const content = await open();
    yield { object, body: Buffer.isBuffer(content) ? Readable.from([content]) : content };
  }
}

/** Runs `work` for each item, some at the same time. */
export async function forEachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: Math.min(REQUESTS, items.length) }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
