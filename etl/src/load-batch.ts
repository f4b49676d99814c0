import { pipeline } from 'node:stream/promises';
import { MAX_NESTING } from '@footfall/contract';
import { isDeeperThan } from '@footfall/contract/validate';
import type { Lake, LakeObject } from '@footfall/lake';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { fields } from './coerce.js';
import { COLUMNS } from './columns.js';
import { copyLine, storable } from './copy-text.js';
import { resolveTimes } from './event-time.js';
import { type LinePlace, mapEvent } from './map-event.js';
import { type ReadLine, readLines } from './read-lines.js';
import type { Device } from './user-agent.js';

/** Any number will do, as long as every loader takes the same: their transactions go one after the other. */
const LOADER_LOCK = 0x4c6f6164;
/** Rows are handed to COPY in pieces of about this many characters. */
const COPY_CHUNK_CHARS = 64 * 1024;
const MAX_RAW_CHARS = 2000;
/** A line of the quarantine has two levels around its event. */
const MAX_LINE_NESTING = MAX_NESTING + 2;
/** Refused lines are written so many at a time: a hostile hour may hold a hundred thousand. */
const REJECTIONS_A_STATEMENT = 1000;

/** What became of the lines of some objects. received = loaded + duplicate + rejected + erased. */
export interface Counts {
  objects: number;
  received: number;
  loaded: number;
  duplicate: number;
  rejected: number;
  erased: number;
}

/** No objects, no lines. */
export const NOTHING: Counts = { objects: 0, received: 0, loaded: 0, duplicate: 0, rejected: 0, erased: 0 };

export interface BatchParts {
  client: pg.Client;
  lake: Lake;
  runId: string;
  readUserAgent: (userAgent: unknown) => Device;
}

interface ObjectTally {
  object: LakeObject;
  id: number;
  received: number;
  rejected: Rejection[];
}

interface Unread {
  key: string;
  id: number;
  why: string;
}

interface Rejection {
  lineNumber: number;
  reason: string;
  eventName: string | null;
  raw: string;
  receivedAt: string;
}

/**
 * Loads some objects in one transaction: lines to a staging table, from there each event that is not in the facts yet,
 * and the ledger. Killed anywhere, it leaves nothing behind; run again, it finds the ledger and does nothing.
 *
 * @returns what became of the lines, and the objects that could not be opened (they stay unloaded)
 */
export async function loadBatch(
  objects: LakeObject[],
  parts: BatchParts,
): Promise<{ counts: Counts; unread: string[] }> {
  const { client } = parts;
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [LOADER_LOCK]);
    const pending = await notLoadedYet(client, objects);
    const { tallies, unread } = await stage(pending, parts);
    // Of an object that broke off in the middle some rows are staged already.
    if (unread.length > 0)
      await client.query('delete from etl_staging where ingest_object = any($1::bigint[])', [
        unread.map(({ id }) => id),
      ]);
    const loaded = await merge(client);
    const counts = await writeLedger(tallies, loaded, parts);
    await client.query('commit');
    return { counts, unread: unread.map(({ key, why }) => `${key}: ${why}`) };
  } catch (error) {
    await client.query('rollback').catch(() => {}); // a broken connection has rolled back already
    throw error;
  }
}

/** Brings the models up to date with all that was loaded, also by runs that were killed before they came to it. */
export async function refreshModels(client: pg.Client): Promise<void> {
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [LOADER_LOCK]);
    await client.query('select public.refresh_models()');
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

/** Those that the ledger does not list. */
export async function notLoadedYet(client: pg.Client, objects: LakeObject[]): Promise<LakeObject[]> {
  const { rows } = await client.query<{ object_key: string }>(
    'select object_key from public.etl_objects where object_key = any($1::text[])',
    [objects.map(({ key }) => key)],
  );
  const loaded = new Set(rows.map((row) => row.object_key));
  return objects.filter(({ key }) => !loaded.has(key));
}

async function stage(objects: LakeObject[], parts: BatchParts): Promise<{ tallies: ObjectTally[]; unread: Unread[] }> {
  const { client } = parts;
  await client.query(
    `create temporary table if not exists etl_staging (like public.clickstream_events) on commit delete rows`,
  );
  const { rows } = await client.query<{ id: string }>(
    `select nextval(pg_get_serial_sequence('public.etl_objects', 'object_id')) as id from generate_series(1, $1::int)`,
    [objects.length],
  );
  const ids = rows.map((row) => Number(row.id));
  const tallies: ObjectTally[] = [];
  const unread: Unread[] = [];
  const copy = client.query(copyFrom(`copy etl_staging (${COLUMNS.join(', ')}) from stdin`));
  await pipeline(rowsOf(objects, ids, { ...parts, tallies, unread }), chunked, copy);
  return { tallies, unread };
}

async function* rowsOf(
  objects: LakeObject[],
  ids: number[],
  { lake, readUserAgent, tallies, unread }: BatchParts & { tallies: ObjectTally[]; unread: Unread[] },
): AsyncGenerator<string> {
  for (const [i, object] of objects.entries()) {
    const tally: ObjectTally = { object, id: ids[i] as number, received: 0, rejected: [] };
    try {
      for await (const line of readLines(object.key, await lake.get(object.key))) {
        tally.received++;
        const row = rowOf(line, tally, readUserAgent);
        if (typeof row === 'string') yield row;
        else tally.rejected.push(row);
      }
      tallies.push(tally);
    } catch (error) {
      // The lake did not give it, or not all of it: it stays for the next run.
      unread.push({ key: object.key, id: tally.id, why: (error as Error).message });
    }
  }
}

/** A line as a row for COPY, or why it is none. Whatever a line holds, it must not stop the run. */
function rowOf(
  line: ReadLine,
  { object, id, received }: ObjectTally,
  readUserAgent: BatchParts['readUserAgent'],
): string | Rejection {
  const place = { objectKey: object.key, objectId: id, lineNumber: received, modifiedAt: object.modifiedAt };
  if ('reason' in line) return rejection(line.reason, line, place);
  try {
    if (isDeeperThan(line.value, MAX_LINE_NESTING))
      return rejection(`event: is nested deeper than ${MAX_NESTING}`, line, place);
    const row = object.key.startsWith('rejected/') ? reasonOf(line.value) : mapEvent(line.value, place, readUserAgent);
    return typeof row === 'string' ? rejection(row, line, place) : copyLine(row);
  } catch (error) {
    return rejection(`event: cannot be mapped (${(error as Error).message})`, line, place);
  }
}

/** Joins rows to pieces of a size that a socket likes. */
async function* chunked(rows: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let piece = '';
  for await (const row of rows) {
    piece += row;
    if (piece.length < COPY_CHUNK_CHARS) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  if (piece) yield Buffer.from(piece);
}

/** A line of the quarantine carries the collector's reason. */
function reasonOf(line: unknown): string {
  const { reason } = (line ?? {}) as { reason?: unknown };
  return typeof reason === 'string' ? reason : 'unknown';
}

function rejection(reason: string, line: ReadLine, place: LinePlace): Rejection {
  const whole = fields('value' in line ? line.value : undefined);
  const event = 'event' in whole ? fields(whole.event) : whole;
  const { receivedAt } = fields(whole._ingest);
  return {
    lineNumber: place.lineNumber,
    reason: storable(reason.slice(0, 500)),
    eventName: typeof event.eventName === 'string' ? storable(event.eventName.slice(0, 64)) : null,
    raw: storable(line.text.slice(0, MAX_RAW_CHARS)),
    receivedAt: resolveTimes({ eventTimestamp: undefined, sentAt: undefined, receivedAt, modifiedAt: place.modifiedAt })
      .receivedAt,
  };
}

/** Moves staged events that are new into the facts, remembers what the models must rebuild, and counts by object. */
async function merge(client: pg.Client): Promise<Map<number, number>> {
  const columns = COLUMNS.join(', ');
  const { rows } = await client.query<{ object: string; loaded: string }>(`
    with merged as (
      insert into public.clickstream_events (${columns})
      select ${columns} from etl_staging
      on conflict (event_id) do nothing
      returning ingest_object, event_name, client_id, session_id, order_id
    ),
    touched as (
      insert into public.etl_touched (kind, key)
      select distinct 'session', session_id from merged where session_id is not null
      union all
      select distinct 'client', client_id from merged where session_id is null and client_id is not null
      union all
      select distinct 'order', order_id from merged
      where order_id is not null and event_name in ('checkout_complete', 'refund')
    )
    select ingest_object as object, count(*) as loaded from merged group by ingest_object`);
  return new Map(rows.map((row) => [Number(row.object), Number(row.loaded)]));
}

async function writeLedger(
  tallies: ObjectTally[],
  loaded: Map<number, number>,
  { client, runId }: BatchParts,
): Promise<Counts> {
  const rows = tallies.map(({ object, id, received, rejected }) => {
    const isNew = loaded.get(id) ?? 0;
    return {
      id,
      key: object.key,
      bytes: object.bytes,
      received,
      loaded: isNew,
      duplicate: received - isNew - rejected.length,
      rejected: rejected.length,
      hour: hourOf(object.key),
    };
  });
  await client.query(
    `insert into public.etl_objects (object_id, object_key, run_id, object_bytes, received, loaded, duplicate, rejected, hour)
     overriding system value
     select r.id, r.key, $2::bigint, r.bytes, r.received, r.loaded, r.duplicate, r.rejected, r.hour
     from jsonb_to_recordset($1::jsonb) as r (id bigint, key text, bytes bigint, received bigint, loaded bigint,
       duplicate bigint, rejected bigint, hour timestamptz)`,
    [JSON.stringify(rows), runId],
  );
  const rejections = tallies.flatMap(({ id, rejected }) => rejected.map((r) => ({ ...r, objectId: id })));
  for (let i = 0; i < rejections.length; i += REJECTIONS_A_STATEMENT)
    await client.query(
      `insert into public.rejected_events (object_id, line_number, reason, event_name, raw, received_at)
       select r.* from jsonb_to_recordset($1::jsonb)
         as r ("objectId" bigint, "lineNumber" integer, reason text, "eventName" text, raw text, "receivedAt" timestamptz)`,
      [JSON.stringify(rejections.slice(i, i + REJECTIONS_A_STATEMENT))],
    );
  const sum = (name: 'received' | 'loaded' | 'duplicate' | 'rejected') =>
    rows.reduce((total, row) => total + row[name], 0);
  return {
    objects: rows.length,
    received: sum('received'),
    loaded: sum('loaded'),
    duplicate: sum('duplicate'),
    rejected: sum('rejected'),
    erased: 0,
  };
}

/** The UTC hour that a key's folders name. */
function hourOf(key: string): string | null {
  const match = /^(?:events|rejected)\/(\d{4})\/(\d{2})\/(\d{2})\/(\d{2})\//.exec(key);
  const hour = match && `${match[1]}-${match[2]}-${match[3]}T${match[4]}:00:00Z`;
  return hour && !Number.isNaN(Date.parse(hour)) ? hour : null;
}
