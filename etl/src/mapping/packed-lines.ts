import type { LoadRow, RowKeys } from '../loading/load-row.js';
import type { MappedLines } from './map-lines.js';

/** Rows by column: a copy from thread to thread names an object's properties anew for each object, a column's once. */
type Columns = Pick<LoadRow, 'eventId' | 'receivedAt'> & RowKeys;
const NAMES = [
  ...(['eventId', 'receivedAt', 'eventName', 'clientId', 'sessionId'] as const),
  ...(['orderId', 'cartId', 'happenedAt', 'isBot'] as const),
] satisfies (keyof Columns)[];

/** {@link MappedLines} on the way from one thread to another. */
export interface PackedLines extends Omit<MappedLines, 'rows'> {
  columns: { [C in keyof Columns]: Columns[C][] };
  /** The rows' contents, one behind the other; handed over, not copied. */
  contents: Uint8Array<ArrayBuffer>;
  /** Where each row's content ends. */
  ends: Uint32Array<ArrayBuffer>;
}

export function packLines({ rows, ...others }: MappedLines): PackedLines {
  const columns = Object.fromEntries(NAMES.map((name) => [name, new Array(rows.length)])) as PackedLines['columns'];
  const contents = new Uint8Array(others.bytes);
  const ends = new Uint32Array(rows.length);
  let end = 0;
  for (const [i, { eventId, receivedAt, keys, content }] of rows.entries()) {
    columns.eventId[i] = eventId;
    columns.receivedAt[i] = receivedAt;
    columns.eventName[i] = keys.eventName;
    columns.clientId[i] = keys.clientId;
    columns.sessionId[i] = keys.sessionId;
    columns.orderId[i] = keys.orderId;
    columns.cartId[i] = keys.cartId;
    columns.happenedAt[i] = keys.happenedAt;
    columns.isBot[i] = keys.isBot;
    contents.set(content, end);
    end += content.length;
    ends[i] = end;
  }
  return { ...others, columns, contents, ends };
}

export function unpackLines({ columns, contents, ends, ...others }: PackedLines): MappedLines {
  const bytes = Buffer.from(contents.buffer, contents.byteOffset, contents.byteLength);
  const rows: LoadRow[] = [];
  for (let i = 0, start = 0; i < ends.length; i++) {
    const end = ends[i] as number;
    rows.push({
      eventId: columns.eventId[i] as string,
      receivedAt: columns.receivedAt[i] as string,
      keys: {
        eventName: columns.eventName[i] as string,
        clientId: columns.clientId[i] as RowKeys['clientId'],
        sessionId: columns.sessionId[i] as RowKeys['sessionId'],
        orderId: columns.orderId[i] as RowKeys['orderId'],
        cartId: columns.cartId[i] as RowKeys['cartId'],
        happenedAt: columns.happenedAt[i] as string,
        isBot: columns.isBot[i] as boolean,
      },
      content: bytes.subarray(start, end),
    });
    start = end;
  }
  return { ...others, rows };
}
