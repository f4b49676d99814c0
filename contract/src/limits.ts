/**
 * Every limit of the event contract, each with its unit and why it has this value.
 * Clients (tracker), collector and ETL import them from here, so that they cannot drift apart.
 */

const KIBIBYTE = 1024;

/** Largest request body in bytes, before and after decompression. API Gateway allows 10 MiB; 500 events of 2 KiB fit into 1 MiB. */
export const MAX_BODY_BYTES = 1024 * KIBIBYTE;

/** Largest event in bytes of UTF-8 JSON, with its batch's common part and without `_ingest`. A purchase of 100 full items is about 24 KiB. */
export const MAX_EVENT_BYTES = 32 * KIBIBYTE;

/** Most events in one request: bounds the time one request can hold a worker. */
export const MAX_BATCH_EVENTS = 500;

/** Deepest nesting of arrays and objects in an event, the event itself being level 1. Bounds recursion in every reader of the lake. */
export const MAX_NESTING = 10;

/**
 * Most keys in an event, those of all its objects together. A purchase of 100 full items has 1,150, and `properties` within
 * their size 1,300 at most; 32 KiB of made-up names would be 4,700, each of them work for every reader.
 */
export const MAX_EVENT_KEYS = 2500;

/** Most keys in the part that a batch's events share: it is put under each of them, so 32 KiB of keys would become 2 million. The tracker has below 20. */
export const MAX_COMMON_KEYS = 250;

/**
 * Largest batch in bytes once its common part stands under each event: gzip packs 500 tiny events with a full common part
 * into 150 bytes, which would be 16 MiB in the lake. The largest body with 500 events and a common part of 2 KiB fits.
 * So does whatever the tracker sends: 50 events, each of them 32 KiB at most with the common part.
 */
export const MAX_EXPANDED_BYTES = 2 * 1024 * KIBIBYTE;

/** Largest `properties` in bytes of UTF-8 JSON: a shop's own fields, not a document store. */
export const MAX_PROPERTIES_BYTES = 8 * KIBIBYTE;

/** Deepest nesting inside `properties`, the object itself being level 1. */
export const MAX_PROPERTIES_DEPTH = 5;

/** Longest event name in characters. GA4 allows 40; 64 leaves room for a shop's prefix. */
export const MAX_EVENT_NAME_CHARS = 64;

/** Longest clientId, sessionId, pageViewId and site in characters. Ours have 21; UUIDs have 36. */
export const MAX_ID_CHARS = 64;

/** Longest user, order, cart and product id, name, category and other short text in characters. */
export const MAX_TEXT_CHARS = 512;

/** Longest URL in characters: what browsers, proxies and log systems carry without loss. */
export const MAX_URL_CHARS = 2048;

/** Longest page title in characters. Search engines show about 60. */
export const MAX_TITLE_CHARS = 512;

/** Longest text of a clicked element in characters: enough to recognise a button. */
export const MAX_ELEMENT_TEXT_CHARS = 160;

/** Most products in one list, cart or order. GA4 allows 200; 100 of full size stay below the event's limit. */
export const MAX_PRODUCTS = 100;

/** Client clocks that are off by no more than this many milliseconds are left alone: it is the network's delay. */
export const CLOCK_TOLERANCE_MS = 30_000;

/** An event dated later than this many milliseconds after its receipt has a wrong clock. */
export const MAX_FUTURE_MS = 5 * 60_000;

/** An event dated earlier than this many milliseconds before its receipt has a wrong clock: the tracker keeps events for less. */
export const MAX_AGE_MS = 90 * 24 * 3_600_000;

/** Silence in milliseconds that ends a visit, as in every common analytics tool. */
export const SESSION_IDLE_MS = 30 * 60_000;
