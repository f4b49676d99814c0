import { type Coercion, type Fields, isWhole } from './coerce.js';
import type { ColumnValue } from './columns.js';

interface Slot<S extends string> {
  slot: S;
  coerce: Coercion;
  names: string[];
}

/** Which names of an object fill which slot. */
export type Names<S extends string> = ReadonlyMap<string, Slot<S>>;

/** Slots of a row, or of a part of it, that names fill. */
export type Slots<S extends string> = Record<S, ColumnValue>;

/**
 * Says which names fill which slots.
 *
 * @param slots by slot: how a value becomes a column's, and the names that it may have, the contract's first
 * @example namesOf({ cart_id: [id, 'id cartId cart_id'] })
 */
export function namesOf<S extends string>(slots: Record<S, [Coercion, string]>): Names<S> {
  const known = new Map<string, Slot<S>>();
  for (const [slot, [coerce, text]] of Object.entries(slots) as [S, [Coercion, string]][]) {
    const names = text.split(' ');
    for (const name of names) known.set(name, { slot, coerce, names });
  }
  return known;
}

/**
 * Puts an object's fields into the slots that their names stand for. A slot that is filled already stays as it is; of two
 * names for one slot in the same object the contract's counts.
 *
 * @returns what is left: fields that have no slot, do not fit its type or not whole, or say something else than what fills
 *   it; null for nothing. Nulls, empty texts, lists and objects say nothing and are not left over.
 */
export function takeFields<S extends string>(names: Names<S>, from: Fields, into: Slots<S>): Fields | null {
  let rest: Fields | null = null;
  for (const name in from) {
    const value = from[name];
    if (value === null || value === undefined || value === '') continue;
    const field = names.get(name);
    const kept = field === undefined ? null : field.coerce(value);
    if (field === undefined || kept === null) {
      if (!isEmpty(value)) rest = put(rest, name, value);
      continue;
    }
    const before = into[field.slot];
    if (before !== null && before !== kept) {
      const loser = overruled(field, name, from, before);
      rest = put(rest, loser ?? name, from[loser ?? name]);
      if (loser === undefined) continue;
    }
    into[field.slot] = kept;
    if (!isWhole(value, kept)) rest = put(rest, name, value);
  }
  return rest;
}

/** The name in the same object that filled the slot although `name` goes before it. */
function overruled<S extends string>({ names, coerce }: Slot<S>, name: string, from: Fields, before: ColumnValue) {
  return names
    .slice(names.indexOf(name) + 1)
    .find((other) => Object.hasOwn(from, other) && coerce(from[other]) === before);
}

const isEmpty = (value: unknown) => typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/** Adds a field to what is left. Its object has no prototype: a shopper may name a field `__proto__`. */
export function put(rest: Fields | null, name: string, value: unknown): Fields {
  const all = rest ?? (Object.create(null) as Fields);
  all[name] = value;
  return all;
}

/**
 * What is left of an object beside its own `properties`. Those keep their names; a name that they have already gets `event.`
 * before it, so that nothing covers anything.
 */
export function withRest(own: Fields | null, rest: Fields | null): Fields | null {
  if (rest === null) return own === null || isEmpty(own) ? null : own;
  if (own === null) return rest;
  const all: Fields = Object.assign(Object.create(null), own);
  for (const name in rest) putBeside(all, name, rest[name]);
  return all;
}

/** Adds a field under a name of its own: a name that is taken gets `event.` before it. */
export function putBeside(rest: Fields | null, name: string, value: unknown): Fields {
  let free = name;
  while (rest !== null && free in rest) free = `event.${free}`;
  return put(rest, free, value);
}
