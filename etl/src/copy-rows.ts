import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { COLUMNS } from './columns.js';
import type { LoadRow } from './load-row.js';
import type { Reason } from './touched.js';

/** Rows are handed to COPY in pieces of about this many characters, a size that a socket likes. */
const COPY_CHUNK_CHARS = 64 * 1024;

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
  let piece = '';
  for (const { row, object } of rows) {
    piece += `${row.content}\t${object.id}\n`;
    if (piece.length < COPY_CHUNK_CHARS) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  if (piece) yield Buffer.from(piece);
}
