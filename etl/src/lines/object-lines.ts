import { Readable } from 'node:stream';
import { type LakeObject, type Manifest, rawLines } from '@footfall/lake';
import { parseLine, type ReadLine } from './parse-line.js';
import { readLines } from './read-lines.js';

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
 * An object's lines, some at a time; of a compacted one those of the parts that are not loaded.
 * @throws where the lake does not give it, or a compacted object is not what its manifest says
 */
export async function* objectLines(
  object: LakeObject,
  body: Readable | Buffer,
  parts?: KnownParts,
): AsyncGenerator<PlacedLine[]> {
  if (parts) return yield* compactedLines(object, body, parts);
  const { key, modifiedAt } = object;
  let count = 0;
  for await (const lines of readLines(key, body))
    yield lines.map((line) => ({ line, lineNumber: ++count, origin: { key, line: count, modifiedAt } }));
}

async function* compactedLines(
  { key }: LakeObject,
  body: Readable | Buffer,
  { manifest: { parts }, loaded }: KnownParts,
): AsyncGenerator<PlacedLine[]> {
  let lineNumber = 0;
  let index = -1;
  let lineOfPart = 0;
  let modifiedAt = new Date(0);
  let isWanted = false;
  const stream = Buffer.isBuffer(body) ? Readable.from([body]) : body;
  for await (const lines of rawLines(key, stream)) {
    const placed: PlacedLine[] = [];
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
      const line = parseLine(raw.toString());
      const origin = { key: (parts[index] as { key: string }).key, line: lineOfPart, modifiedAt };
      if (line) placed.push({ line, lineNumber, origin });
    }
    yield placed;
  }
  const wanted = parts.reduce((sum, { lines }) => sum + lines, 0);
  if (lineNumber !== wanted) throw new Error(`it has ${lineNumber} lines, and its manifest says ${wanted}`);
}
