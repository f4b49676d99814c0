import {
  MAX_ELEMENT_TEXT_CHARS,
  MAX_EVENT_BYTES,
  MAX_EVENT_NAME_CHARS,
  MAX_ID_CHARS,
  MAX_PRODUCTS,
  MAX_PROPERTIES_BYTES,
  MAX_PROPERTIES_DEPTH,
  MAX_TEXT_CHARS,
  MAX_TITLE_CHARS,
  MAX_URL_CHARS,
} from '@footfall/contract';
import { PROPERTY_TEXT_CHARS } from './limits.js';
import type { FootfallEvent } from './types.js';

/** Room in `properties` for what the tracker itself adds: the count of dropped events. */
const OWN_PROPERTIES_BYTES = 512;

// What each field must be. A positive number is the longest text; the others are named here.
const AMOUNT = 0;
const COUNT = -1;
const FLAG = -2;
const CURRENCY = -3;
const SIZE = -4;
type Rule = number | Shape | [Shape];
interface Shape {
  [field: string]: Rule;
}

const T = MAX_TEXT_CHARS;
const PRODUCT: Shape = {
  id: T,
  name: T,
  category: T,
  brand: T,
  price: AMOUNT,
  discountPrice: AMOUNT,
  currency: CURRENCY,
  quantity: SIZE,
  urlPath: MAX_URL_CHARS,
  position: COUNT,
  list: T,
};
const CART: Shape = { id: T, currency: CURRENCY, total: AMOUNT, items: [PRODUCT] };
const EVENT: Shape = {
  eventName: MAX_EVENT_NAME_CHARS,
  pageViewId: MAX_ID_CHARS,
  sequence: COUNT,
  isFirstVisit: FLAG,
  site: MAX_ID_CHARS,
  userId: T,
  userLoginState: MAX_ID_CHARS,
  identitySource: MAX_ID_CHARS,
  pageUrl: MAX_URL_CHARS,
  pageTitle: MAX_TITLE_CHARS,
  referrer: MAX_URL_CHARS,
  product: PRODUCT,
  products: [PRODUCT],
  cart: CART,
  order: { ...CART, number: T, tax: AMOUNT, shipping: AMOUNT, coupon: T },
  search: { query: T, results: COUNT },
  element: { tag: T, id: T, role: T, text: MAX_ELEMENT_TEXT_CHARS, dataset: {} },
  page: { engagedMs: SIZE, scrollDepth: SIZE },
  vitals: { name: T, value: AMOUNT, rating: T },
  context: { language: T, timezone: T, viewport: T, screen: T, connection: T },
};

/** Cuts a text without leaving half of a surrogate pair, which PostgreSQL's JSON does not take. */
const clip = (text: string, chars: number): string =>
  text.length > chars ? text.slice(0, chars).replace(/[\ud800-\udbff]$/, '') : text;

const byteLength = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

function fitValue(rule: Rule, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(rule)) {
    return Array.isArray(value) ? value.slice(0, MAX_PRODUCTS).map((item) => fitShape(rule[0], item)) : undefined;
  }
  if (typeof rule === 'object') return typeof value === 'object' ? fitShape(rule, value) : undefined;
  if (rule === FLAG) return !!value;
  if (typeof value === 'object') return undefined;
  if (rule > 0) return clip(String(value), rule);
  if (rule === CURRENCY) return /^[a-z]{3}$/i.test(String(value)) ? String(value).toUpperCase() : undefined;
  const number = Number(value);
  if (value === '' || !Number.isFinite(number)) return undefined;
  if (rule === AMOUNT) return number;
  return Math.max(0, rule === COUNT ? Math.round(number) : number);
}

function fitShape(shape: Shape, value: unknown): Record<string, unknown> {
  const fitted: Record<string, unknown> = { ...(value as object) };
  for (const field in shape) {
    if (field in fitted) fitted[field] = fitValue(shape[field] as Rule, fitted[field]);
  }
  return fitted;
}

/** A copy with texts cut and what lies too deep left out. Cuts cycles as well. */
function prune(value: unknown, levels: number): unknown {
  if (typeof value === 'string') return clip(value, PROPERTY_TEXT_CHARS);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (!levels) return undefined;
  if (Array.isArray(value)) return value.slice(0, MAX_PRODUCTS).map((item) => prune(item, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, prune(item, levels - 1)]));
}

function fitProperties(properties: unknown, limit: number): Record<string, unknown> {
  const fitted = prune(properties, MAX_PROPERTIES_DEPTH) as Record<string, unknown>;
  for (const key of Object.keys(fitted).reverse()) {
    if (byteLength(fitted) <= limit) break;
    delete fitted[key];
  }
  return fitted;
}

/**
 * A copy of the event that the collector does not refuse: texts cut to the contract's limits, numbers made numbers,
 * fields of a wrong type left out, lists and properties shortened. The caller's objects stay as they are.
 */
export function fit(event: Partial<FootfallEvent>): Partial<FootfallEvent> {
  const fitted = fitShape(EVENT, event) as Partial<FootfallEvent>;
  if (fitted.element?.dataset) fitted.element.dataset = fitProperties(fitted.element.dataset, MAX_PROPERTIES_BYTES);
  if (fitted.properties) {
    fitted.properties = fitProperties(fitted.properties, MAX_PROPERTIES_BYTES - OWN_PROPERTIES_BYTES);
  }
  const lists = [fitted.products, fitted.cart?.items, fitted.order?.items].filter((list) => !!list?.length);
  // 4 KiB stay for the part that the batch's events share.
  while (lists.some((list) => list?.length) && byteLength(fitted) > MAX_EVENT_BYTES - 4096) {
    for (const list of lists) if (list) list.length >>= 1;
  }
  return fitted;
}
