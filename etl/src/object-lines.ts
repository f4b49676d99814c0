import { type Lake, type LakeObject, type Manifest, rawLines } from '@footfall/lake';
import { parseLine, type ReadLine, readLines } from './read-lines.js';

/** Where a line was written first: what an event without an id has its own from. */
export interface Origin {
  key: string;
  /** 1 for the first. */
  line: number;
  modifiedAt: Date;
}

/** A line with its number in the object that holds it now. */
export interface PlacedLine {
  line: ReadLine;
  lineNumber: number;
  origin: Origin;
}

/** A compacted object's manifest, and the parts of it that are loaded already. */
export interface KnownParts {
  manifest: Manifest;
  loaded: ReadonlySet<string>;
}

/**
 * An object's lines; of a compacted one those of the parts that are not loaded.
 * @throws where the lake does not give it, or a compacted object is not what its manifest says
 */
export async function* objectLines(lake: Lake, object: LakeObject, parts?: KnownParts): AsyncGenerator<PlacedLine> {
  if (parts) return yield* compactedLines(lake, object, parts);
  let lineNumber = 0;
  for await (const line of readLines(object.key, await lake.get(object.key))) {
    lineNumber++;
    yield { line, lineNumber, origin: { key: object.key, line: lineNumber, modifiedAt: object.modifiedAt } };
  }
}

async function* compactedLines(
  lake: Lake,
  { key }: LakeObject,
  { manifest: { parts }, loaded }: KnownParts,
): AsyncGenerator<PlacedLine> {
  let lineNumber = 0;
  let index = -1;
  let lineOfPart = 0;
  let modifiedAt = new Date(0);
  let isWanted = false;
  for await (const lines of rawLines(key, await lake.get(key)))
    for (const raw of lines) {
      while (lineOfPart === (parts[index]?.lines ?? 0)) {
        const part = parts[++index];
        if (!part) throw new Error('it has more lines than its manifest');
        lineOfPart = 0;
        modifiedAt = new Date(part.modifiedAt);
        isWanted = !loaded.has(part.key);
      }
      lineNumber++;
      lineOfPart++;
      if (!isWanted) continue;
      const [line] = parseLine(raw.toString());
      const origin = { key: (parts[index] as { key: string }).key, line: lineOfPart, modifiedAt };
      if (line) yield { line, lineNumber, origin };
    }
  const wanted = parts.reduce((sum, { lines }) => sum + lines, 0);
  if (lineNumber !== wanted) throw new Error(`it has ${lineNumber} lines, and its manifest says ${wanted}`);
}
