import { type ColumnValue, type EventRow, LAYOUT } from './columns.js';

const PARTS = Object.entries(LAYOUT) as [keyof EventRow, readonly string[]][];

/** An event's columns in the text format of COPY. https://www.postgresql.org/docs/current/sql-copy.html */
export function copyText(row: EventRow): string {
  const values: string[] = [];
  for (const [part, columns] of PARTS) {
    const from = row[part] as Record<string, ColumnValue>;
    for (const column of columns) values.push(copyValue(from[column]));
  }
  return values.join('\t');
}

function copyValue(value: ColumnValue | undefined): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'string') return escaped(storable(value));
  if (typeof value === 'object') return escaped(JSON.stringify(value, storableFields));
  return String(value);
}

/** PostgreSQL stores neither NUL nor half a surrogate pair. What is nothing but NUL must not become empty: it is no lack of a text. */
export function storable(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '') || '\ufffd' : whole;
}

/** JSON escapes what PostgreSQL cannot store, and jsonb then refuses the escape: it has to go before, in names too. */
function storableFields(_name: string, value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const names = Object.keys(value);
  if (names.every((name) => storable(name) === name)) return value;
  return Object.fromEntries(names.map((name) => [storable(name), (value as Record<string, unknown>)[name]]));
}

const SPECIAL = /[\\\n\r\t]/;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(text: string): string {
  return SPECIAL.test(text) ? text.replace(/[\\\n\r\t]/g, (char) => ESCAPES[char] as string) : text;
}
