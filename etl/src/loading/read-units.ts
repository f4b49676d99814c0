import type { Readable } from 'node:stream';
import { comingObjects, isCompacted, type Lake, type LakeObject, readManifest } from '@footfall/lake';
import type { Device } from '../events/user-agent.js';
import type { KnownParts } from '../lines/object-lines.js';
import type { LineCounts, MappedLines } from '../mapping/map-lines.js';
import type { ObjectMapper } from '../mapping/object-mapper.js';
import { MappingThreadError } from '../mapping/thread.js';
import type { LoadRow } from './load-row.js';
import type { Rejection, RetriedEvent } from './rejections.js';
import { Turns } from './turns.js';

/** A unit is one transaction, or a step of one: so many rows, objects or bytes of rows, whichever come first. */
const UNIT_ROWS = 10_000;
const UNIT_OBJECTS = 1000;
const UNIT_BYTES = 6 * 1024 * 1024;
/** So many refused and retried lines are kept in memory: a compacted hour of a hostile day may hold millions. */
const UNIT_NOTES = 5000;
/** So many objects, or so many bytes of them, are given to the mapper before the first one's rows are asked for. */
const OBJECTS_AHEAD = 64;
const BYTES_AHEAD = 1024 * 1024;

export interface ReadParts {
  lake: Lake;
  mapper: ObjectMapper;
  /** Stores user agents that were not met before. It is done before their events are loaded, and stays when those are not. */
  keepUserAgents: (userAgents: Device[]) => Promise<void>;
  /** Those of some objects whose lines are accounted for already. */
  accountedFor: (keys: string[]) => Promise<ReadonlySet<string>>;
}

/** What became of an object's lines. The reader counts what it read and refused, the loader the rest. */
export interface ObjectTally extends LineCounts {
  object: LakeObject;
  /** Of a compacted object: what it is made of, and what of it the reader left out. */
  parts: KnownParts | undefined;
}

/** Lines of an object: all of them, or some of a large one. */
export interface ObjectPart {
  tally: ObjectTally;
  rows: LoadRow[];
  /** Of the rows. */
  bytes: number;
  rejections: Rejection[];
  retries: RetriedEvent[];
}

/** An object that the lake did not give, or not all of. */
export interface Unread {
  key: string;
  reason: string;
}

/** What is loaded at once. */
export interface Unit {
  parts: ObjectPart[];
  /** Objects that could not be read, and why; they stay unloaded. */
  unread: Unread[];
  /** Those that the rows name, by id. */
  userAgents: Map<string | null, Device>;
  /** False where the last object goes on in the next unit: then both are one transaction. */
  isLast: boolean;
  /** The object that went on in this unit broke off: what was loaded of it must go. */
  isBroken: boolean;
}

/** Reads objects and makes rows of their lines; what is told of user agents is kept before a unit is given. */
export async function* readUnits(
  objects: Iterable<LakeObject> | AsyncIterable<LakeObject>,
  parts: ReadParts,
): AsyncGenerator<Unit> {
  for await (const unit of mappedUnits(objects, parts)) {
    if (unit.userAgents.size > 0) await parts.keepUserAgents([...unit.userAgents.values()]);
    yield unit;
  }
}

/**
 * Reads objects and makes rows of their lines. An object that is larger than a unit has units of its own, so that nothing else
 * is undone where it breaks off; so has a compacted one, since what is missing of it depends on what was loaded before.
 */
async function* mappedUnits(
  objects: Iterable<LakeObject> | AsyncIterable<LakeObject>,
  parts: ReadParts,
): AsyncGenerator<Unit> {
  const others = new Turns();
  let unit = newUnit();
  for await (const { object, tally, mapped } of begunObjects(objects, parts)) {
    if (isCompacted(object.key) && !isEmpty(unit)) {
      yield unit;
      unit = newUnit();
    }
    let isSplit = false;
    let part = newPart(tally);
    try {
      for await (const lines of mapped) {
        addLines(unit, part, lines);
        await others.turn();
        if (!isFull([part])) continue;
        const { userAgents } = unit;
        if (!isEmpty(unit)) yield unit;
        yield { ...newUnit([part]), userAgents, isLast: false };
        unit = newUnit();
        part = newPart(tally);
        isSplit = true;
      }
      unit.parts.push(part);
    } catch (error) {
      if (error instanceof MappingThreadError) throw error;
      // The lake did not give it, or not all of it: it stays for the next run.
      unit.unread.push({ key: object.key, reason: (error as Error).message });
      unit.isBroken = isSplit;
    }
    if (!isSplit && !isCompacted(object.key) && !isFull(unit.parts)) continue;
    yield unit;
    unit = newUnit();
  }
  if (!isEmpty(unit)) yield unit;
}

/** An object whose rows are coming. */
interface BegunObject {
  object: LakeObject;
  tally: ObjectTally;
  /** Throws where the lake did not give it. */
  mapped: AsyncIterable<MappedLines>;
}

/**
 * Opens objects and gives them to the mapper: some ahead where it begins with them at once. A large one waits for those before it,
 * since its rows alone fill the memory; so does a compacted one, of which those before it may be parts.
 */
async function* begunObjects(
  objects: Iterable<LakeObject> | AsyncIterable<LakeObject>,
  parts: ReadParts,
): AsyncGenerator<BegunObject> {
  const begun: BegunObject[] = [];
  let bytes = 0;
  for await (const { object, open } of comingObjects(parts.lake, objects)) {
    if (isCompacted(object.key) || object.bytes > BYTES_AHEAD) yield* begun.splice(0);
    const next = await begin(object, open, parts);
    begun.push(next);
    bytes = begun.reduce((sum, { object }) => sum + object.bytes, 0);
    while (begun.length > 0 && (!parts.mapper.isAhead || begun.length > OBJECTS_AHEAD || bytes > BYTES_AHEAD)) {
      const first = begun.shift() as BegunObject;
      bytes -= first.object.bytes;
      yield first;
    }
  }
  yield* begun;
}

async function begin(
  object: LakeObject,
  open: () => Promise<Buffer | Readable>,
  { lake, mapper, accountedFor }: ReadParts,
): Promise<BegunObject> {
  const tally: ObjectTally = { object, parts: undefined, received: 0, rejected: 0, erased: 0, returned: 0 };
  let body: Buffer | Readable;
  try {
    if (isCompacted(object.key)) {
      const manifest = await readManifest(lake, object.key);
      tally.parts = { manifest, loaded: await accountedFor(manifest.parts.map(({ key }) => key)) };
    }
    body = await open();
  } catch (error) {
    return { object, tally, mapped: notGiven(error) };
  }
  return { object, tally, mapped: mapper.map({ object, body, parts: tally.parts }) };
}

// biome-ignore lint/correctness/useYield: it has nothing to give
async function* notGiven(error: unknown): AsyncGenerator<MappedLines> {
  throw error;
}

const newUnit = (parts: ObjectPart[] = []): Unit => ({
  parts,
  unread: [],
  userAgents: new Map(),
  isLast: true,
  isBroken: false,
});
const newPart = (tally: ObjectTally): ObjectPart => ({ tally, rows: [], bytes: 0, rejections: [], retries: [] });
const isEmpty = ({ parts, unread }: Unit) => parts.length + unread.length === 0;

function isFull(parts: ObjectPart[]): boolean {
  if (parts.length >= UNIT_OBJECTS) return true;
  let rows = 0;
  let notes = 0;
  let bytes = 0;
  for (const part of parts) {
    rows += part.rows.length;
    notes += part.rejections.length + part.retries.length;
    bytes += part.bytes;
  }
  return rows >= UNIT_ROWS || notes >= UNIT_NOTES || bytes >= UNIT_BYTES;
}

function addLines({ userAgents }: Unit, part: ObjectPart, lines: MappedLines): void {
  const { tally } = part;
  for (const count of ['received', 'rejected', 'erased', 'returned'] as const) tally[count] += lines[count];
  for (const row of lines.rows) part.rows.push(row);
  part.bytes += lines.bytes;
  for (const refused of lines.rejections) part.rejections.push(refused);
  for (const retried of lines.retries) part.retries.push(retried);
  for (const userAgent of lines.userAgents) userAgents.set(userAgent.id, userAgent);
}
