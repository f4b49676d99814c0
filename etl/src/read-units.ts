import { MAX_NESTING } from '@footfall/contract';
import { isDeeperThan } from '@footfall/contract/validate';
import { comingObjects, isCompacted, type Lake, type LakeObject, readManifest } from '@footfall/lake';
import { erasureOfLine } from './erasure/erased-line.js';
import { erasureOfPlaceholder } from './erasure/placeholder.js';
import type { Tombstones } from './erasure/tombstones.js';
import type { EventMapping } from './event-mapping.js';
import { type LoadRow, loadRow } from './load-row.js';
import { mapEvent } from './map-event.js';
import { type KnownParts, objectLines, type PlacedLine } from './object-lines.js';
import { type Rejection, type RetriedEvent, refusalReason, rejection, retriedFrom } from './rejections.js';
import { Turns } from './turns.js';
import type { Device } from './user-agent.js';

/** A unit is one transaction, or a step of one: so many rows, objects or bytes of rows, whichever come first. */
const UNIT_ROWS = 20_000;
const UNIT_OBJECTS = 1000;
const UNIT_BYTES = 12 * 1024 * 1024;
/** So many refused and retried lines are kept in memory: a compacted hour of a hostile day may hold millions. */
const UNIT_NOTES = 5000;
/** A line of the quarantine has two levels around its event. */
const MAX_LINE_NESTING = MAX_NESTING + 2;

export interface ReadParts {
  lake: Lake;
  mapping: EventMapping;
  /** Whose lines are counted and not loaded. */
  tombstones: Tombstones;
  /** Stores user agents that were not met before. It is done before their events are loaded, and stays when those are not. */
  keepUserAgents: (userAgents: Device[]) => Promise<void>;
  /** Those of some objects whose lines are accounted for already. */
  accountedFor: (keys: string[]) => Promise<ReadonlySet<string>>;
}

/** What became of an object's lines. The reader counts what it read and refused, the loader the rest. */
export interface ObjectTally {
  object: LakeObject;
  /** Of a compacted object: what it is made of, and what of it the reader left out. */
  parts: KnownParts | undefined;
  received: number;
  rejected: number;
  erased: number;
  /** Of the erased ones, those that no placeholder stands for yet: the lake has them again, or has them still. */
  returned: number;
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
    const userAgents = parts.mapping.takeUserAgents();
    if (userAgents.length > 0) await parts.keepUserAgents(userAgents);
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
  for await (const { object, open } of comingObjects(parts.lake, objects)) {
    if (isCompacted(object.key) && !isEmpty(unit)) {
      yield unit;
      unit = newUnit();
    }
    let isSplit = false;
    let part: ObjectPart | undefined;
    try {
      const tally = await newTally(object, parts);
      part = newPart(tally);
      for await (const lines of objectLines(object, await open(), tally.parts)) {
        for (const line of lines) addLine(part, line, parts);
        await others.turn();
        if (!isFull([part])) continue;
        if (!isEmpty(unit)) yield unit;
        yield { ...newUnit([part]), isLast: false };
        unit = newUnit();
        part = newPart(tally);
        isSplit = true;
      }
      unit.parts.push(part);
    } catch (error) {
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

const newUnit = (parts: ObjectPart[] = []): Unit => ({ parts, unread: [], isLast: true, isBroken: false });
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

async function newTally(object: LakeObject, { lake, accountedFor }: ReadParts): Promise<ObjectTally> {
  const tally = { object, received: 0, rejected: 0, erased: 0, returned: 0 };
  if (!isCompacted(object.key)) return { ...tally, parts: undefined };
  const manifest = await readManifest(lake, object.key);
  return { ...tally, parts: { manifest, loaded: await accountedFor(manifest.parts.map(({ key }) => key)) } };
}

function addLine(part: ObjectPart, placed: PlacedLine, { mapping, tombstones }: ReadParts): void {
  part.tally.received++;
  if (isErased(placed, part.tally.object, tombstones)) {
    part.tally.erased++;
    if (!('value' in placed.line && erasureOfPlaceholder(placed.line.value))) part.tally.returned++;
    return;
  }
  const read = readRow(placed, part, mapping);
  if (typeof read !== 'string') {
    part.rows.push(read);
    part.bytes += read.content.length;
    return;
  }
  part.tally.rejected++;
  part.rejections.push(rejection(read, placed, part.tally.object.key));
}

function isErased({ line, origin }: PlacedLine, { key }: LakeObject, tombstones: Tombstones): boolean {
  const value = 'value' in line ? line.value : undefined;
  return erasureOfLine(value, { objectKey: key, origin }, tombstones) !== undefined;
}

/** A line as a row, or why it is none. Whatever a line holds, it must not stop the run. */
function readRow(
  { line, origin }: PlacedLine,
  { tally: { object }, retries }: ObjectPart,
  mapping: EventMapping,
): LoadRow | string {
  if ('reason' in line) return line.reason;
  try {
    if (isDeeperThan(line.value, MAX_LINE_NESTING)) return `event: is nested deeper than ${MAX_NESTING}`;
    if (object.key.startsWith('rejected/')) return refusalReason(line.value);
    const place = { objectKey: origin.key, lineNumber: origin.line, modifiedAt: origin.modifiedAt };
    const row = mapEvent(line.value, place, mapping);
    if (typeof row === 'string') return row;
    const retried = retriedFrom(line.value);
    if (retried) retries.push({ ...retried, eventId: String(row.core.event_id), objectKey: object.key });
    return loadRow(row);
  } catch (error) {
    return `event: cannot be mapped (${(error as Error).message})`;
  }
}
