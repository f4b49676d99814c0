import { type Static, type TSchema, Type } from 'typebox';
import {
  MAX_ELEMENT_TEXT_CHARS,
  MAX_EVENT_NAME_CHARS,
  MAX_ID_CHARS,
  MAX_PRODUCTS,
  MAX_TEXT_CHARS,
  MAX_TITLE_CHARS,
  MAX_URL_CHARS,
} from './limits.js';

// The one source of the contract. `Static` gives the TypeScript types, `scripts/generate.mjs` the JSON Schema and the
// compiled validator. Every optional field may also be null: many clients send null for "not known".
// Unknown fields are allowed everywhere: the lake keeps them.

const UUID = '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$';
const ISO_8601 =
  '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})$';
const CURRENCY = '^[A-Z]{3}$';

/** An optional field whose type also admits null. */
const optional = <T>(type: string, options: Record<string, unknown> = {}) =>
  Type.Optional(Type.Unsafe<T | null>({ type: [type, 'null'], ...options }));
const text = (maxLength = MAX_TEXT_CHARS, description?: string) =>
  optional<string>('string', { maxLength, ...(description && { description }) });
const number = (options: Record<string, unknown> = {}) => optional<number>('number', options);
const integer = (options: Record<string, unknown> = {}) => optional<number>('integer', options);
const flag = () => optional<boolean>('boolean');
const currency = () =>
  optional<string>('string', { pattern: CURRENCY, description: 'ISO 4217 code in capitals, as EUR' });
const part = <T extends TSchema>(schema: T, description: string) =>
  Type.Optional(Type.Unsafe<Static<T> | null>({ ...schema, type: ['object', 'null'], description }));
const productList = () => optional<ProductFields[]>('array', { maxItems: MAX_PRODUCTS, items: ProductSchema });

export const ProductSchema = Type.Object(
  {
    id: text(),
    name: text(),
    category: text(),
    brand: text(),
    price: number({ description: 'Money in major units of currency, as 79.99' }),
    discountPrice: number(),
    currency: currency(),
    quantity: number({ minimum: 0 }),
    urlPath: text(MAX_URL_CHARS),
    position: integer({ minimum: 0 }),
    list: text(),
  },
  { description: 'A product, or a line of a cart or an order' },
);
type ProductFields = Static<typeof ProductSchema>;

const CartSchema = Type.Object({ id: text(), currency: currency(), total: number(), items: productList() });

const OrderSchema = Type.Object({
  id: text(),
  number: text(),
  currency: currency(),
  total: number(),
  tax: number(),
  shipping: number(),
  coupon: text(),
  items: productList(),
});

const SearchSchema = Type.Object({ query: text(), results: integer({ minimum: 0 }) });

const ElementSchema = Type.Object({
  tag: text(),
  id: text(),
  role: text(),
  text: text(MAX_ELEMENT_TEXT_CHARS, 'Never the text of an input'),
  dataset: optional<Record<string, unknown>>('object'),
});

const PageSchema = Type.Object({
  engagedMs: number({ minimum: 0, description: 'Milliseconds in which the page was visible and used' }),
  scrollDepth: number({ minimum: 0, maximum: 100, description: 'Deepest point seen, in percent of the page' }),
});

const VitalsSchema = Type.Object({ name: text(), value: number(), rating: text() });

const ContextSchema = Type.Object({
  language: text(),
  timezone: text(),
  viewport: text(),
  screen: text(),
  connection: text(),
});

export const EventSchema = Type.Object(
  {
    eventId: optional<string>('string', { pattern: UUID, description: 'UUID; version 7 from our tracker' }),
    eventName: Type.String({ minLength: 1, maxLength: MAX_EVENT_NAME_CHARS }),
    eventTimestamp: optional<string>('string', {
      pattern: ISO_8601,
      description: 'ISO 8601 by the client clock, when it happened',
    }),
    clientId: text(MAX_ID_CHARS, 'The browser'),
    sessionId: text(MAX_ID_CHARS, 'The visit'),
    pageViewId: text(MAX_ID_CHARS, 'The page view'),
    sequence: integer({ minimum: 0, maximum: 2_147_483_647, description: 'Position in the session' }),
    isFirstVisit: flag(),
    site: text(MAX_ID_CHARS, "The storefront; default: the page's host"),
    userId: text(),
    userLoginState: text(MAX_ID_CHARS, 'logged_in, anonymous or guest'),
    identitySource: text(MAX_ID_CHARS, 'Where the identity came from, as cognito'),
    pageUrl: text(MAX_URL_CHARS),
    pageTitle: text(MAX_TITLE_CHARS),
    referrer: text(MAX_URL_CHARS),
    product: part(ProductSchema, 'The product that the event is about'),
    products: productList(),
    cart: part(CartSchema, 'The cart after the event'),
    order: part(OrderSchema, 'The order'),
    search: part(SearchSchema, 'A search in the shop'),
    element: part(ElementSchema, 'The element that was clicked'),
    page: part(PageSchema, 'What happened on the page, at its end'),
    vitals: part(VitalsSchema, 'A web vital'),
    context: part(ContextSchema, 'The browser'),
    properties: optional<Record<string, unknown>>('object', { description: "The shop's own fields" }),
  },
  {
    $id: 'urn:footfall:schema:event:1',
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Footfall event',
    description: 'One event as a client sends it. Only eventName is required; unknown fields are kept.',
  },
);
