import {
  isCompacted,
  type Lake,
  LakeError,
  type LakeObject,
  rawLines,
  readAhead,
  readManifest,
  UnsoundObjectError,
} from '@footfall/lake';
import type { Origin } from '../lines/object-lines.js';

/** Longest line that is searched; an object with a longer one counts as damaged from there on. */
export const MAX_SEARCHED_LINE_BYTES = 256 * 1024 * 1024;
/** Progress is told after so many objects, or lines of one. */
const OBJECTS_A_REPORT = 100;

/** A line that may be meant, and where it stands. */
export interface SearchedLine {
  raw: Buffer;
  object: LakeObject;
  lineNumber: number;
  /** Where it stood first. */
  origin: Origin;
}

/** How far a search is. */
export interface SearchProgress {
  objects: number;
  lines: number;
}

export interface SearchOptions {
  /** Which lines are looked at. */
  filter: (line: Buffer) => boolean;
  visit: (line: SearchedLine) => void;
  /** Told of an object that cannot be read behind a line. */
  onDamage: (object: LakeObject, damage: { reason: string; linesBefore: number; origin: Origin }) => void;
  onProgress?: ((done: SearchProgress) => void) | undefined;
  shouldStop?: (() => boolean) | undefined;
}

/**
 * Reads objects of the lake, each for itself: also those whose lines stand in a compacted one, too.
 *
 * @returns how much it read; less than all where it was told to stop
 * @throws LakeError when the lake did not give one
 */
export async function searchLake(
  lake: Lake,
  objects: readonly LakeObject[],
  { filter, visit, onDamage, onProgress, shouldStop }: SearchOptions,
): Promise<SearchProgress> {
  const done: SearchProgress = { objects: 0, lines: 0 };
  for await (const { object, body } of readAhead(lake, objects)) {
    const originOf = await originsOf(lake, object);
    let lineNumber = 0;
    try {
      for await (const lines of rawLines(object.key, body, MAX_SEARCHED_LINE_BYTES))
        for (const raw of lines) {
          lineNumber++;
          if (filter(raw)) visit({ raw, object, lineNumber, origin: originOf(lineNumber) });
        }
    } catch (error) {
      if (!(error instanceof UnsoundObjectError)) throw error;
      const reason = error.message;
      onDamage(object, { reason, linesBefore: lineNumber, origin: originOf(lineNumber + 1) });
    }
    done.objects++;
    done.lines += lineNumber;
    if (done.objects % OBJECTS_A_REPORT === 0 || lineNumber > OBJECTS_A_REPORT) onProgress?.(done);
    if (shouldStop?.()) break;
  }
  return done;
}

/** Tells where lines of an object stood first, if they are asked for in their order. */
async function originsOf(lake: Lake, { key, modifiedAt }: LakeObject): Promise<(lineNumber: number) => Origin> {
  const own = (line: number) => ({ key, line, modifiedAt });
  if (!isCompacted(key)) return own;
  const manifest = await readManifest(lake, key).catch((error: unknown) => {
    if (error instanceof LakeError) return undefined;
    throw error;
  });
  if (!manifest) return own;
  let index = 0;
  let before = 0;
  return (lineNumber) => {
    for (let part = manifest.parts[index]; part && lineNumber > before + part.lines; part = manifest.parts[++index])
      before += part.lines;
    const part = manifest.parts[index];
    if (!part) return own(lineNumber);
    return { key: part.key, line: lineNumber - before, modifiedAt: new Date(part.modifiedAt) };
  };
}
