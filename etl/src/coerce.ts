/** Longest text of a column in characters; the contract allows 2,048, older objects were never checked. */
const MAX_COLUMN_CHARS = 4096;
/** Longest text of an indexed column in characters: PostgreSQL indexes 2,704 bytes, and a character may take 4. */
const MAX_INDEXED_CHARS = 512;
const MAX_INTEGER = 2_147_483_647;

/** Fields of a JSON object, or none. */
export type Fields = Record<string, unknown>;

/** `value` as an object's fields; anything else has none. */
export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** Text for a column: trimmed to what fits; numbers and booleans as text; null for what is empty or no text. */
export function text(value: unknown, maxChars = MAX_COLUMN_CHARS): string | null {
  const plain = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  return typeof plain === 'string' && plain !== '' ? plain.slice(0, maxChars) : null;
}

/** Text for an indexed column. */
export const id = (value: unknown) => text(value, MAX_INDEXED_CHARS);

/** A finite number, also one that was sent as text; else null. */
export function number(value: unknown): number | null {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : null;
}

/** A whole number that PostgreSQL's integer holds, rounded; else null. */
export function integer(value: unknown): number | null {
  const parsed = number(value);
  return parsed !== null && Math.abs(parsed) <= MAX_INTEGER ? Math.round(parsed) : null;
}

/** True or false, also as text; else null. */
export function flag(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : null;
}

/** The first of some names that has a value: the contract's name first, then older ones. */
export function pick(from: Fields, ...names: string[]): unknown {
  for (const name of names) if (from[name] !== undefined && from[name] !== null) return from[name];
  return undefined;
}
