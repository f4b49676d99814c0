import { type ColumnValue, type EventRow, LAYOUT } from '../events/columns.js';

const PARTS = Object.keys(LAYOUT) as (keyof EventRow)[];

/**
 * An event's columns in the text format of COPY. https://www.postgresql.org/docs/current/sql-copy.html
 * Each part has its columns in LAYOUT's order, so that V8 walks through them without looking any of them up by its name.
 */
export function copyText(row: EventRow): string {
  let text = '';
  for (const name of PARTS) {
    const part = row[name] as Record<string, ColumnValue>;
    for (const column in part) text += copyValue(part[column] as ColumnValue);
  }
  return text.slice(1);
}

/** A value behind its tab. */
function copyValue(value: ColumnValue): string {
  if (value === null) return '\t\\N';
  if (typeof value === 'string') return `\t${SPECIAL.test(value) ? escaped(storable(value)) : value}`;
  return `\t${typeof value === 'object' ? escaped(storableJson(value)) : value}`;
}

/** PostgreSQL stores neither NUL nor half a surrogate pair. What is nothing but NUL must not become empty: it is no lack of a text. */
export function storable(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '') || '\ufffd' : whole;
}

/** What JSON's writer escapes and jsonb refuses, and `null`, which it also writes for numbers that are not finite. */
const DOUBTFUL = /\\u(?:0000|d[89a-f])|null/;

/** JSON that jsonb takes. */
function storableJson(value: object): string {
  const json = JSON.stringify(value);
  return DOUBTFUL.test(json) ? JSON.stringify(value, storableFields) : json;
}

/** What jsonb refuses has to go before it is JSON, in names too. A number too large for a double was read as infinite. */
function storableFields(_name: string, value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const names = Object.keys(value);
  if (names.every((name) => storable(name) === name)) return value;
  return withStorableNames(value as Record<string, unknown>, names);
}

/** Two names that become the same are told apart by a U+FFFD. */
function withStorableNames(value: Record<string, unknown>, names: string[]): object {
  const taken = new Set(names.filter((name) => storable(name) === name));
  const free = (name: string) => {
    let wanted = storable(name);
    if (wanted === name) return name;
    while (taken.has(wanted)) wanted += '\ufffd';
    taken.add(wanted);
    return wanted;
  };
  return Object.fromEntries(names.map((name) => [free(name), value[name]]));
}

/** What COPY has other signs for, and what PostgreSQL cannot store. */
const SPECIAL = /[\\\n\r\t\0\ud800-\udfff]/;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(text: string): string {
  return text.replace(/[\\\n\r\t]/g, (char) => ESCAPES[char] as string);
}
