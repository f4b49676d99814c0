import type pg from 'pg';
import { fields } from '../events/coerce.js';
import { resolveTimes } from '../events/event-time.js';
import type { PlacedLine } from '../lines/object-lines.js';
import { storable } from './copy-text.js';

const MAX_RAW_CHARS = 2000;
/** Refused lines are written so many at a time: a hostile hour may hold a hundred thousand. */
const REJECTIONS_A_STATEMENT = 1000;

/** A refused line, as the ledger keeps it. */
export interface Rejection {
  lineNumber: number;
  /** Where it was written first; null where that is this object. */
  originKey: string | null;
  originLine: number | null;
  reason: string;
  eventName: string | null;
  raw: string;
  receivedAt: string;
}

/** A line of the quarantine carries the collector's reason. */
export function refusalReason(line: unknown): string {
  const { reason } = (line ?? {}) as { reason?: unknown };
  return typeof reason === 'string' ? reason : 'unknown';
}

/** Makes a refused line's row. */
export function rejection(reason: string, { line, lineNumber, origin }: PlacedLine, objectKey: string): Rejection {
  const whole = fields('value' in line ? line.value : undefined);
  const event = 'event' in whole ? fields(whole.event) : whole;
  const { receivedAt } = fields(whole._ingest);
  const hasMoved = origin.key !== objectKey;
  return {
    lineNumber,
    originKey: hasMoved ? origin.key : null,
    originLine: hasMoved ? origin.line : null,
    reason: storable(reason.slice(0, 500)),
    eventName: typeof event.eventName === 'string' ? storable(event.eventName.slice(0, 64)) : null,
    raw: storable(line.text.slice(0, MAX_RAW_CHARS)),
    receivedAt: resolveTimes({
      eventTimestamp: undefined,
      sentAt: undefined,
      receivedAt,
      modifiedAt: origin.modifiedAt,
    }).receivedAt,
  };
}

/** Puts an object's refused lines aside until the ledger knows it. */
export async function stageRejections(client: pg.Client, objectId: number, rejections: Rejection[]): Promise<void> {
  if (rejections.length === 0) return;
  await client.query(
    `create temporary table if not exists etl_refused (object_id bigint, line_number integer, origin_key text,
       origin_line integer, reason text, event_name text, raw text, received_at timestamptz) on commit delete rows`,
  );
  for (let i = 0; i < rejections.length; i += REJECTIONS_A_STATEMENT)
    await client.query(
      `insert into etl_refused (object_id, line_number, origin_key, origin_line, reason, event_name, raw, received_at)
       select $1, r.* from jsonb_to_recordset($2::jsonb)
         as r ("lineNumber" integer, "originKey" text, "originLine" integer, reason text, "eventName" text, raw text,
           "receivedAt" timestamptz)`,
      [objectId, JSON.stringify(rejections.slice(i, i + REJECTIONS_A_STATEMENT))],
    );
}

/** Writes those put aside to the ledger, which knows their objects now. */
export async function keepRejections(client: pg.Client): Promise<void> {
  await client.query(
    `insert into rejected_events
       (object_id, line_number, origin_key, origin_line, reason, event_name, raw, received_at)
     select object_id, line_number, origin_key, origin_line, reason, event_name, raw, received_at
     from etl_refused`,
  );
}

/** An accepted event of an earlier retry, which names where it was refused first. */
export interface RetriedEvent {
  originKey: string;
  originLine: number;
  eventId: string;
  objectKey: string;
}

/** What a lake line says of its retry, if it came from one. */
export function retriedFrom(value: unknown): { originKey: string; originLine: number } | undefined {
  const { retried } = fields(fields(value)._ingest);
  if (retried === undefined) return undefined;
  const { object, line } = fields(retried);
  return typeof object === 'string' && Number.isInteger(line)
    ? { originKey: object, originLine: line as number }
    : undefined;
}

/** Where the ledger was lost and is made anew, the lake tells it which refused events were mended. */
export async function rememberRetries(client: pg.Client, retries: RetriedEvent[]): Promise<void> {
  if (retries.length === 0) return;
  await client.query(
    `insert into quarantine_retries (object_key, line_number, outcome, event_id, target_key)
     select r."originKey", r."originLine", 'accepted', r."eventId", r."objectKey"
     from jsonb_to_recordset($1::jsonb) as r ("originKey" text, "originLine" integer, "eventId" uuid, "objectKey" text)
     on conflict (object_key, line_number) do nothing`,
    [JSON.stringify(retries)],
  );
}
