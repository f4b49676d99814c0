import { createHash } from 'node:crypto';
import type { ColumnValue } from './columns.js';

/** Longest text of a column in characters; the contract allows 2,048, older objects were never checked. */
const MAX_COLUMN_CHARS = 4096;
/** Longest text of an indexed column in characters: PostgreSQL indexes 2,704 bytes, and a character may take 4. */
const MAX_INDEXED_CHARS = 512;
/** Characters of a digest by which ids are told apart that are too long to be kept whole. */
const DIGEST_CHARS = 16;
const MAX_INTEGER = 2_147_483_647;
/** Largest number of a column: no shop's money is more, and sums of such still fit the doubles that readers compute with. */
const MAX_NUMBER = 1e15;
/** Smallest number beside 0: below it a decimal would have hundreds of digits. */
const MIN_NUMBER = 1e-9;
/** A text of more digits says more than a double can hold. */
const MAX_EXACT_DIGITS = 15;

/** Makes a column's value of what was sent; null where it cannot. */
export type Coercion = (value: unknown) => ColumnValue;

/** Fields of a JSON object, or none. */
export type Fields = Record<string, unknown>;

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `value` as an object's fields; anything else has none. */
export function fields(value: unknown): Fields {
  return isObject(value) ? value : {};
}

/** An object as it is; else null. */
export const object = (value: unknown) => (isObject(value) ? value : null);

/** A list that is not empty; else null. */
export const list = (value: unknown) => (Array.isArray(value) && value.length > 0 ? value : null);

/** Text for a column: cut to what fits; numbers and booleans as text; null for what is empty or no text. */
export function text(value: unknown): string | null {
  if (typeof value !== 'string') return typeof value === 'boolean' || Number.isFinite(value) ? String(value) : null;
  if (value === '') return null;
  return value.length > MAX_COLUMN_CHARS ? value.slice(0, MAX_COLUMN_CHARS) : value;
}

/** Text for an indexed column. Of what is too long the end is a digest of the whole, so that two ids do not become one. */
export function id(value: unknown): string | null {
  if (typeof value !== 'string') return text(value);
  if (value === '') return null;
  if (value.length <= MAX_INDEXED_CHARS) return value;
  const digest = createHash('sha256').update(value).digest('hex').slice(0, DIGEST_CHARS);
  return `${value.slice(0, MAX_INDEXED_CHARS - DIGEST_CHARS - 1)}~${digest}`;
}

/** What an event has of an id that {@link id} gave: of a long one its beginning, since its end is a digest. */
export const idBeginning = (given: string) =>
  given.length < MAX_INDEXED_CHARS ? given : given.slice(0, MAX_INDEXED_CHARS - DIGEST_CHARS - 1);

/** Text without the blanks around it. */
export const trimmed = (value: unknown) => text(typeof value === 'string' ? value.trim() : value);

/** A name; also of an object that has one, as `{"name": "Acme"}` or `{"title": "Acme"}`. */
export const named = (value: unknown) => (isObject(value) ? text(value.name ?? value.title) : text(value));

/** Digits with a point at most: `79,99` or `1.299,00` may be read in two ways, `0x10` and `1e3` are no price of a shop. */
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

/** A number that a column holds, also one that was sent as text; else null. */
export function number(value: unknown): number | null {
  const parsed = typeof value === 'string' ? decimal(value.trim()) : value;
  if (typeof parsed !== 'number') return null;
  const size = Math.abs(parsed);
  return size <= MAX_NUMBER && (size >= MIN_NUMBER || size === 0) ? parsed : null;
}

const decimal = (text: string) => (DECIMAL.test(text) ? Number(text) : null);

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

/** Whether a column's value says all that was given. */
export function isWhole(given: unknown, kept: ColumnValue): boolean {
  if (given === kept) return true;
  if (typeof kept === 'number')
    return typeof given === 'string' && given.length <= MAX_EXACT_DIGITS && Number(given) === kept;
  if (typeof given === 'string') return typeof kept === 'boolean' || given.trim() === kept;
  if (!isObject(given)) return true;
  const [only, ...others] = Object.values(given);
  return others.length === 0 && isWhole(only, kept);
}

/** The first of some names that has a value: the contract's name first, then older ones. */
export function pick(from: Fields, ...names: string[]): unknown {
  for (const name of names) if (from[name] !== undefined && from[name] !== null) return from[name];
  return undefined;
}
