import type pg from 'pg';
import { settleContested } from './contested-rows.js';
import { copyRows, type PlacedRow } from './copy-rows.js';
import type { Touched } from './touched.js';

/**
 * Adds to the facts each event that is not there yet, and counts it for its object as loaded or as a duplicate. Of an event
 * that was sent with different contents the one received first stays, in whatever order they come.
 * In the loader's transaction: nobody else adds events meanwhile.
 */
export async function mergeRows(client: pg.Client, rows: Iterable<PlacedRow>, touched: Touched): Promise<void> {
  const { fresh, contested } = distinct(rows);
  const known = await receiptsOf(client, [...fresh.keys()]);
  for (const [eventId, receivedAt] of known) {
    const placed = fresh.get(eventId) as PlacedRow;
    fresh.delete(eventId);
    placed.object.duplicate++;
    if (placed.row.receivedAt <= receivedAt) contested.push(placed);
  }
  for (const { row, object } of fresh.values()) {
    object.loaded++;
    touched.came(row.keys, object.reason);
  }
  await copyRows(client, 'clickstream_events', fresh.values());
  if (contested.length > 0) await settleContested(client, contested, touched);
}

/** The first received of each event. Of two at the same time with different contents the database decides. */
function distinct(rows: Iterable<PlacedRow>): { fresh: Map<string, PlacedRow>; contested: PlacedRow[] } {
  const fresh = new Map<string, PlacedRow>();
  const contested: PlacedRow[] = [];
  for (const placed of rows) {
    const { eventId, receivedAt, content } = placed.row;
    const other = fresh.get(eventId);
    if (other && other.row.receivedAt <= receivedAt) {
      placed.object.duplicate++;
      if (other.row.receivedAt === receivedAt && !other.row.content.equals(content)) contested.push(placed);
    } else {
      if (other) other.object.duplicate++;
      fresh.set(eventId, placed);
    }
  }
  return { fresh, contested };
}

/** When those of some events were received that are in the facts already. */
async function receiptsOf(client: pg.Client, eventIds: string[]): Promise<[eventId: string, receivedAt: string][]> {
  if (eventIds.length === 0) return [];
  const { rows } = await client.query<{ event_id: string; received_at: Date }>(
    'select event_id, received_at from receipts_of($1::uuid[])',
    [`{${eventIds.join()}}`], // pg would quote each, and ask each for what a UUID never has
  );
  return rows.map((row) => [row.event_id, row.received_at.toISOString()]);
}
