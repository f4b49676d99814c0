import { type Lake, LakeError, rawLines, UnsoundObjectError } from '@footfall/lake';
import type pg from 'pg';
import { groupBy } from './group-by.js';
import { placesNow } from './ledger.js';
import { parseRefused, type RefusedEvent, type RefusedLine } from './refused.js';

/** So often a line is looked for again that a compaction has moved meanwhile. */
const ATTEMPTS = 5;

/** Reads refused lines from the lake; the ledger keeps only the beginning of each. In the order of their ids; those in damaged objects are left out. */
export async function readRefused(client: pg.Client, lake: Lake, lines: RefusedLine[]): Promise<RefusedEvent[]> {
  const found: RefusedEvent[] = [];
  let missing = lines;
  for (let attempt = 1; missing.length > 0; attempt++) {
    const moved: RefusedLine[] = [];
    for (const [key, wanted] of groupBy(missing, ({ objectKey }) => objectKey)) {
      try {
        found.push(...(await readObject(lake, key, wanted)));
      } catch (error) {
        if (!(error instanceof LakeError) || attempt === ATTEMPTS) throw error;
        moved.push(...wanted);
      }
    }
    missing =
      moved.length > 0
        ? await placesNow(
            client,
            moved.map(({ id }) => id),
          )
        : [];
  }
  return found.sort((a, b) => Number(a.id) - Number(b.id));
}

async function readObject(lake: Lake, key: string, wanted: RefusedLine[]): Promise<RefusedEvent[]> {
  const byNumber = new Map(wanted.map((line) => [line.lineNumber, line]));
  const found: RefusedEvent[] = [];
  let number = 0;
  try {
    for await (const lines of rawLines(key, await lake.get(key)))
      for (const raw of lines) {
        const line = byNumber.get(++number);
        if (line) found.push(parseRefused(line, raw.toString()));
      }
  } catch (error) {
    if (!(error instanceof UnsoundObjectError)) throw error; // what stands before the damage is found
  }
  return found;
}
