import { pipeline } from 'node:stream/promises';
import { MAX_NESTING } from '@footfall/contract';
import { isDeeperThan } from '@footfall/contract/validate';
import type { Lake, LakeObject, Manifest } from '@footfall/lake';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { COLUMNS } from './columns.js';
import { copyLine } from './copy-text.js';
import { erasureOfLine } from './erasure/erased-line.js';
import type { Tombstones } from './erasure/tombstones.js';
import { mapEvent } from './map-event.js';
import { type KnownParts, objectLines, type PlacedLine } from './object-lines.js';
import {
  type Rejection,
  type RetriedEvent,
  refusalReason,
  rejection,
  rememberRetries,
  retriedFrom,
  stageRejections,
} from './rejections.js';
import type { Device } from './user-agent.js';

/** Rows are handed to COPY in pieces of about this many characters. */
const COPY_CHUNK_CHARS = 64 * 1024;
/** So many refused and retried lines are kept in memory: a compacted hour of a hostile day may hold millions. */
const MAX_NOTES_IN_MEMORY = 5000;
/** A line of the quarantine has two levels around its event. */
const MAX_LINE_NESTING = MAX_NESTING + 2;

export interface StageParts {
  client: pg.Client;
  lake: Lake;
  readUserAgent: (userAgent: unknown) => Device;
  /** Whose lines are counted and not loaded. */
  tombstones: Tombstones;
}

/** An object to be loaded; with what is known of a compacted one's parts. */
export interface ObjectToLoad {
  object: LakeObject;
  parts?: KnownParts;
}

/** How many lines of an object were staged, refused, and erased. */
export interface ObjectTally {
  object: LakeObject;
  manifest: Manifest | undefined;
  id: number;
  received: number;
  rejected: number;
  erased: number;
}

/** An object that the lake did not give, or not all of it. */
export interface Unread {
  key: string;
  id: number;
  why: string;
}

interface Staging extends StageParts {
  tallies: ObjectTally[];
  unread: Unread[];
  rejections: Rejection[];
  retries: RetriedEvent[];
}

/** Reads objects into the tables `etl_staging` and `etl_refused`, which live as long as the transaction. */
export async function stage(
  objects: ObjectToLoad[],
  parts: StageParts,
): Promise<{ tallies: ObjectTally[]; unread: Unread[] }> {
  const { client } = parts;
  await client.query(
    `create temporary table if not exists etl_staging (like clickstream_events) on commit delete rows;
     create temporary table if not exists etl_refused (object_id bigint, line_number integer, origin_key text,
       origin_line integer, reason text, event_name text, raw text, received_at timestamptz) on commit delete rows`,
  );
  const staging: Staging = { ...parts, tallies: [], unread: [], rejections: [], retries: [] };
  const rows = rowsOf(objects, await newObjectIds(client, objects.length), staging);
  try {
    for (let isDone = false; !isDone; ) {
      const copy = client.query(copyFrom(`copy etl_staging (${COLUMNS.join(', ')}) from stdin`));
      await pipeline(async function* () {
        isDone = yield* untilFull(rows, staging);
      }, copy);
      await stageRejections(client, staging.rejections.splice(0));
      await rememberRetries(client, staging.retries.splice(0));
    }
  } finally {
    await rows.return(undefined); // closes what it reads where COPY failed
  }
  await forgetUnread(client, staging.unread);
  return staging;
}

async function newObjectIds(client: pg.Client, count: number): Promise<number[]> {
  const { rows } = await client.query<{ id: string }>(
    `select nextval(pg_get_serial_sequence('etl_objects', 'object_id')) as id from generate_series(1, $1::int)`,
    [count],
  );
  return rows.map((row) => Number(row.id));
}

/** Of an object that broke off in the middle some rows are staged already. */
async function forgetUnread(client: pg.Client, unread: Unread[]): Promise<void> {
  if (unread.length === 0) return;
  const ids = [unread.map(({ id }) => id)];
  await client.query('delete from etl_staging where ingest_object = any($1::bigint[])', ids);
  await client.query('delete from etl_refused where object_id = any($1::bigint[])', ids);
}

/** Rows in pieces of a size that a socket likes, until they end or there is too much to note. @returns whether they ended */
async function* untilFull(rows: AsyncGenerator<string>, notes: Staging): AsyncGenerator<Buffer, boolean> {
  let piece = '';
  for (;;) {
    const { value, done } = await rows.next();
    if (!done) piece += value;
    const isFull = notes.rejections.length + notes.retries.length >= MAX_NOTES_IN_MEMORY;
    if (piece && (done || isFull || piece.length >= COPY_CHUNK_CHARS)) {
      yield Buffer.from(piece);
      piece = '';
    }
    if (done) return true;
    if (isFull) return false;
  }
}

/** Rows for COPY. After a refused line it gives an empty one, so that its reader can look at how many there are. */
async function* rowsOf(objects: ObjectToLoad[], ids: number[], staging: Staging): AsyncGenerator<string> {
  const { lake, tallies, unread, rejections } = staging;
  for (const [i, { object, parts }] of objects.entries()) {
    const tally = { object, manifest: parts?.manifest, id: ids[i] as number, received: 0, rejected: 0, erased: 0 };
    try {
      for await (const placed of objectLines(lake, object, parts)) {
        tally.received++;
        if (isErased(placed, tally, staging)) {
          tally.erased++;
          continue;
        }
        const row = rowOf(placed, tally, staging);
        if (typeof row !== 'string') {
          tally.rejected++;
          rejections.push(row);
        }
        yield typeof row === 'string' ? row : '';
      }
      tallies.push(tally);
    } catch (error) {
      // The lake did not give it, or not all of it: it stays for the next run.
      unread.push({ key: object.key, id: tally.id, why: (error as Error).message });
    }
  }
}

function isErased({ line, origin }: PlacedLine, { object }: ObjectTally, { tombstones }: Staging): boolean {
  const value = 'value' in line ? line.value : undefined;
  return erasureOfLine(value, { objectKey: object.key, origin }, tombstones) !== undefined;
}

/** A line as a row for COPY, or why it is none. Whatever a line holds, it must not stop the run. */
function rowOf(
  placed: PlacedLine,
  { object, id }: ObjectTally,
  { readUserAgent, retries }: Staging,
): string | Rejection {
  const { line, origin } = placed;
  const refused = (reason: string) => rejection(reason, placed, { key: object.key, id });
  if ('reason' in line) return refused(line.reason);
  try {
    if (isDeeperThan(line.value, MAX_LINE_NESTING)) return refused(`event: is nested deeper than ${MAX_NESTING}`);
    if (object.key.startsWith('rejected/')) return refused(refusalReason(line.value));
    const place = { objectKey: origin.key, objectId: id, lineNumber: origin.line, modifiedAt: origin.modifiedAt };
    const row = mapEvent(line.value, place, readUserAgent);
    if (typeof row === 'string') return refused(row);
    const retried = retriedFrom(line.value);
    if (retried) retries.push({ ...retried, eventId: String(row.core.event_id), objectKey: object.key });
    return copyLine(row);
  } catch (error) {
    return refused(`event: cannot be mapped (${(error as Error).message})`);
  }
}
