import { isCompacted, type Lake, type LakeObject, rewriteObject } from '@footfall/lake';
import { withTime } from './keep-time.js';
import { placeholder } from './placeholder.js';
import { MAX_SEARCHED_LINE_BYTES } from './search-lake.js';

/** Puts placeholders in the place of lines. Killed anywhere, each object is as it was or as it shall be. */
export async function replaceLines(
  lake: Lake,
  { key, modifiedAt }: LakeObject,
  { numbers, erasureId }: { numbers: ReadonlySet<number>; erasureId: string },
): Promise<void> {
  const gone = Buffer.from(placeholder(erasureId));
  // The manifest of a compacted object has the times of what it is made of.
  const keep = isCompacted(key) ? (line: Buffer) => line : (line: Buffer) => withTime(line, modifiedAt);
  await rewriteObject(lake, key, {
    replaceLine: (line, number) => (numbers.has(number) ? gone : keep(line)),
    restLine: gone,
    maxLineBytes: MAX_SEARCHED_LINE_BYTES,
  });
}
