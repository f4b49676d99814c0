import { isCompacted, type Lake, type LakeObject, rewriteObject } from '@footfall/lake';
import { type Erasing, listObjects, search, stopped } from './erasing.js';
import { withTime } from './keep-time.js';
import { placeholder } from './placeholder.js';
import { MAX_SEARCHED_LINE_BYTES } from './search-lake.js';

/** Rewrites what was found, and then what has come since the listing: a collector may have been writing it. */
export async function rewriteFound(erasing: Erasing, erasureId: string): Promise<void> {
  const { lake, known, found, onProgress, shouldStop } = erasing;
  const rewritten = new Set<LakeObject>();
  for (const isSweep of [false, true]) {
    if (isSweep)
      await search(
        erasing,
        (await listObjects(lake)).filter(({ key }) => !known.has(key)),
      );
    for (const [object, numbers] of found.objects) {
      if (rewritten.has(object)) continue;
      if (shouldStop?.()) throw stopped('it is out of the warehouse, and the lake is not finished');
      await replaceLines(lake, object, new Map([...numbers].map((number) => [number, erasureId])));
      rewritten.add(object);
      onProgress?.({ step: 'rewrite', objects: rewritten.size, lines: found.searched.lines });
    }
  }
}

/**
 * Puts placeholders in the place of lines. Killed anywhere, each object is as it was or as it shall be.
 *
 * @param erased the erasures of lines by their numbers, the first is 1; what is behind an object's damage goes with the last
 */
export async function replaceLines(
  lake: Lake,
  { key, modifiedAt }: LakeObject,
  erased: ReadonlyMap<number, string>,
): Promise<void> {
  const gone = (erasure: string) => Buffer.from(placeholder(erasure));
  // The manifest of a compacted object has the times of what it is made of.
  const keep = isCompacted(key) ? (line: Buffer) => line : (line: Buffer) => withTime(line, modifiedAt);
  await rewriteObject(lake, key, {
    replaceLine: (line, number) => {
      const erasure = erased.get(number);
      return erasure === undefined ? keep(line) : gone(erasure);
    },
    restLine: gone([...erased.values()].at(-1) ?? ''),
    maxLineBytes: MAX_SEARCHED_LINE_BYTES,
  });
}
