import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Lake, LakeObject } from './lake.js';

/** So many small objects are fetched at the same time: S3 answers each after some 20 ms, however small it is. */
const REQUESTS = 16;
/** A larger object is streamed when its turn comes, so that REQUESTS of them never fill the memory. */
const MAX_SMALL_BYTES = 1024 * 1024;

/** An object and its content. */
export interface OpenObject {
  object: LakeObject;
  body: Readable;
}

/** Opens objects one after the other, and fetches the small ones among the next few meanwhile. */
export async function* readAhead(lake: Lake, objects: readonly LakeObject[]): AsyncGenerator<OpenObject> {
  const fetching = new Map<number, Promise<Buffer>>();
  let next = 0;
  for (const [i, object] of objects.entries()) {
    for (; next < objects.length && next < i + REQUESTS; next++) {
      const { key, bytes } = objects[next] as LakeObject;
      if (bytes > MAX_SMALL_BYTES) continue;
      const content = lake.get(key).then(buffer);
      content.catch(() => {}); // told when its turn comes, which may never be
      fetching.set(next, content);
    }
    const content = fetching.get(i);
    fetching.delete(i);
    yield { object, body: content ? Readable.from([await content]) : await lake.get(object.key) };
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
