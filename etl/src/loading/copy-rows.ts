import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { COLUMNS } from '../events/columns.js';
import type { LoadRow } from './load-row.js';
import type { Reason } from './touched.js';

/** Rows are handed to COPY in pieces of about this many bytes, a size that a socket likes. */
const COPY_CHUNK_BYTES = 64 * 1024;
/** What follows a row: a tab, its object's number and the line's end. */
const MAX_TAIL_BYTES = 32;

/** A row and the object that it comes from, with the object's counts. */
export interface PlacedRow {
  row: LoadRow;
  object: { id: number; loaded: number; duplicate: number; reason: Reason };
}

/** Copies rows into a table of the facts' columns. */
export async function copyRows(client: pg.Client, table: string, rows: Iterable<PlacedRow>): Promise<void> {
  const copy = client.query(copyFrom(`copy ${table} (${COLUMNS.join(', ')}) from stdin`));
  await pipeline(pieces(rows), copy);
}

function* pieces(rows: Iterable<PlacedRow>): Generator<Buffer> {
  let piece = Buffer.alloc(0);
  let used = 0;
  for (const { row, object } of rows) {
    const most = row.content.length + MAX_TAIL_BYTES;
    if (piece.length - used < most) {
      if (used > 0) yield piece.subarray(0, used);
      piece = Buffer.allocUnsafeSlow(Math.max(COPY_CHUNK_BYTES, most));
      used = 0;
    }
    piece.set(row.content, used);
    used += row.content.length;
    used += piece.write(`\t${object.id}\n`, used, 'latin1');
  }
  if (used > 0) yield piece.subarray(0, used);
}
