import type { Readable } from 'node:stream';
import { MAX_NESTING } from '@footfall/contract';
import { isDeeperThan } from '@footfall/contract/validate';
import type { LakeObject } from '@footfall/lake';
import { erasureOfLine } from '../erasure/erased-line.js';
import { erasureOfPlaceholder } from '../erasure/placeholder.js';
import type { Tombstones } from '../erasure/tombstones.js';
import { EtlError } from '../errors.js';
import type { EventMapping } from '../events/event-mapping.js';
import { mapEvent } from '../events/map-event.js';
import type { Device } from '../events/user-agent.js';
import { type KnownParts, objectLines, type PlacedLine } from '../lines/object-lines.js';
import { type LoadRow, loadRow } from '../loading/load-row.js';
import { type Rejection, type RetriedEvent, refusalReason, rejection, retriedFrom } from '../loading/rejections.js';

/** A line of the quarantine has two levels around its event. */
const MAX_LINE_NESTING = MAX_NESTING + 2;

/** An object whose lines are wanted as rows. */
export interface OpenedObject {
  object: LakeObject;
  body: Readable | Buffer;
  /** Of a compacted object: what it is made of, and what of it is loaded already. */
  parts: KnownParts | undefined;
}

/** What lines are mapped by, and held against. */
export interface LineRules {
  mapping: EventMapping;
  /** Whose lines are counted and not loaded. */
  tombstones: Tombstones;
}

/** How many lines became what. */
export interface LineCounts {
  received: number;
  rejected: number;
  erased: number;
  /** Of the erased ones, those that no placeholder stands for yet: the lake has them again, or has them still. */
  returned: number;
}

/** What became of some lines of an object. */
export interface MappedLines extends LineCounts {
  rows: LoadRow[];
  /** Of the rows. */
  bytes: number;
  rejections: Rejection[];
  retries: RetriedEvent[];
  /** Those that the lines name, each once. */
  userAgents: Device[];
}

/** An object's lines as rows, some at a time. @throws what {@link objectLines} throws */
export async function* mapObject({ object, body, parts }: OpenedObject, rules: LineRules): AsyncGenerator<MappedLines> {
  for await (const lines of objectLines(object, body, parts)) yield mapLines(lines, object, rules);
}

function mapLines(lines: readonly PlacedLine[], object: LakeObject, { mapping, tombstones }: LineRules): MappedLines {
  const mapped: MappedLines = {
    ...{ received: 0, rejected: 0, erased: 0, returned: 0, bytes: 0 },
    ...{ rows: [], rejections: [], retries: [], userAgents: [] },
  };
  for (const placed of lines) {
    mapped.received++;
    if (isErased(placed, object, tombstones)) {
      mapped.erased++;
      if (!('value' in placed.line && erasureOfPlaceholder(placed.line.value))) mapped.returned++;
      continue;
    }
    const read = readRow(placed, object, { mapping, mapped });
    if (typeof read === 'string') {
      mapped.rejected++;
      mapped.rejections.push(rejection(read, placed, object.key));
    } else {
      mapped.rows.push(read);
      mapped.bytes += read.content.length;
    }
  }
  mapped.userAgents = mapping.takeUserAgents();
  return mapped;
}

function isErased({ line, origin }: PlacedLine, { key }: LakeObject, tombstones: Tombstones): boolean {
  const value = 'value' in line ? line.value : undefined;
  return erasureOfLine(value, { objectKey: key, origin }, tombstones) !== undefined;
}

/** A line as a row, or why it is none. Whatever a line holds, it must not stop the run. */
function readRow(
  { line, origin }: PlacedLine,
  { key }: LakeObject,
  { mapping, mapped: { retries } }: { mapping: EventMapping; mapped: MappedLines },
): LoadRow | string {
  if ('reason' in line) return line.reason;
  try {
    if (isDeeperThan(line.value, MAX_LINE_NESTING)) return `event: is nested deeper than ${MAX_NESTING}`;
    if (key.startsWith('rejected/')) return refusalReason(line.value);
    const place = { objectKey: origin.key, lineNumber: origin.line, modifiedAt: origin.modifiedAt };
    const row = mapEvent(line.value, place, mapping);
    if (typeof row === 'string') return row;
    const retried = retriedFrom(line.value);
    if (retried) retries.push({ ...retried, eventId: String(row.core.event_id), objectKey: key });
    return loadRow(row);
  } catch (error) {
    if (error instanceof EtlError) throw error;
    return `event: cannot be mapped (${(error as Error).message})`;
  }
}
