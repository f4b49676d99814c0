import {
  MAX_ELEMENT_TEXT_CHARS,
  MAX_EVENT_BYTES,
  MAX_ID_CHARS,
  MAX_NESTING,
  MAX_PRODUCTS,
  MAX_PROPERTIES_BYTES,
  MAX_PROPERTIES_DEPTH,
  MAX_TEXT_CHARS,
  MAX_URL_CHARS,
} from '@footfall/contract';
import { HAS_EXTRAS } from './build.js';
import { COMMON_BYTES, OWN_PROPERTIES_BYTES } from './limits.js';
import type { FootfallEvent } from './types.js';

// The contract as far as a shop's code can break it, by the names of fields: they mean the same wherever they stand.
// `tests/unit/fit.test.ts` holds this against the contract's own validator.
const NUMBER = /rice$|^(total|tax|shipping|value|quantity|position|results)$/;
const WHOLE = /^(position|results)$/;
/** Numbers that are not below nothing. Money may be: a discount as a line of its own. */
const POSITIVE = /^(quantity|position|results)$/;
const ADDRESS = /url|referrer/i;
const SHORT = /^(eventName|site|userLoginState|identitySource|clientId|sessionId|pageViewId)$/;
/** Ids and codes above all, which many shops keep as numbers. */
const TEXT = /^(id|name|category|brand|list|number|coupon|query|userId|pageTitle)$/;
/** The shop's own data: any names and types. */
const FREE = /^(properties|dataset)$/;

/** Most characters of a field. */
const longest = (name: string) =>
  ADDRESS.test(name)
    ? MAX_URL_CHARS
    : SHORT.test(name)
      ? MAX_ID_CHARS
      : name === 'text'
        ? MAX_ELEMENT_TEXT_CHARS
        : MAX_TEXT_CHARS;

/** Length of a text in bytes of UTF-8. */
export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** A copy of a value that keeps the contract; what lies too deep is left out, which ends cycles as well. */
function fitValue(value: unknown, name: string, levels: number, isFree: boolean): unknown {
  if (!isFree && value != null) {
    if (NUMBER.test(name)) {
      // What is not a number becomes NaN, which JSON writes as null: not known.
      const parsed = Number.parseFloat(value as string);
      const number = WHOLE.test(name) ? Math.round(parsed) : parsed;
      return POSITIVE.test(name) ? Math.max(0, number) : number;
    }
    const isText = TEXT.test(name) || SHORT.test(name) || ADDRESS.test(name);
    if (isText && (typeof value === 'boolean' || Number.isFinite(value))) value = `${value}`;
    if (name === 'currency') return typeof value === 'string' && /^[a-z]{3}$/i.test(value) ? value.toUpperCase() : null;
  }
  // A cut may leave half of a surrogate pair, which PostgreSQL's JSON does not take.
  if (typeof value === 'string') return value.slice(0, longest(name)).replace(/[\ud800-\udbff]$/, '');
  if (typeof value === 'bigint') return `${value}`;
  if (typeof value !== 'object' || !value) return value;
  if (!levels) return undefined;
  if (Array.isArray(value)) return value.slice(0, MAX_PRODUCTS).map((item) => fitValue(item, '', levels - 1, isFree));
  const fitted: Record<string, unknown> = {};
  const names = Object.keys(value);
  for (const field of names) {
    const isOpen = isFree || FREE.test(field);
    const below = isOpen && !isFree ? MAX_PROPERTIES_DEPTH : levels - 1;
    fitted[field] = fitValue((value as Record<string, unknown>)[field], field, below, isOpen);
  }
  if (FREE.test(name)) while (jsonBytes(fitted) > FREE_BYTES) delete fitted[names.pop() as string];
  return fitted;
}

const FREE_BYTES = MAX_PROPERTIES_BYTES - OWN_PROPERTIES_BYTES;
const jsonBytes = (value: unknown) => bytesOf(JSON.stringify(value));

/**
 * A copy of the event that the collector does not refuse for what shops get wrong: texts cut to the contract's limits,
 * numbers made numbers and texts made texts, lists and properties shortened. What is of another form altogether, as an
 * object for a name, the collector refuses and keeps. The caller's objects stay as they are.
 */
export function fit<T extends Partial<FootfallEvent>>(event: T): T {
  const fitted = fitValue(event, '', MAX_NESTING, false) as T;
  const lists = [fitted.products, fitted.cart?.items, fitted.order?.items];
  while (lists.some((list) => list?.length) && jsonBytes(fitted) > MAX_EVENT_BYTES - COMMON_BYTES) {
    for (const list of lists) if (list) list.length >>= 1;
  }
  return fitted;
}

/**
 * A stored event or context, as it is sent. The small script tag only cuts texts; what else breaks the contract, the
 * collector refuses one by one and keeps.
 *
 * @throws SyntaxError when something else has spoilt it
 */
export const parseFitting = (json: string): Partial<FootfallEvent> =>
  HAS_EXTRAS
    ? fit(JSON.parse(json) as Partial<FootfallEvent>)
    : JSON.parse(json, (name, value) =>
        typeof value === 'string' ? value.slice(0, ADDRESS.test(name) ? MAX_URL_CHARS : MAX_TEXT_CHARS) : value,
      );
