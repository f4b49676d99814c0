import type { Static } from 'typebox';
import type { EventSchema, ProductSchema } from './schema.js';

/** An event as a client sends it; only `eventName` is required. */
export type FootfallEvent = Static<typeof EventSchema>;

/** A product, or a line of a cart or an order. */
export type Product = Static<typeof ProductSchema>;

type Part<K extends keyof FootfallEvent> = NonNullable<FootfallEvent[K]>;

/** A cart as it is after the event; money in major units. */
export type Cart = Part<'cart'>;
/** An order; money in major units. */
export type Order = Part<'order'>;
/** A search in the shop and how much it found. */
export type Search = Part<'search'>;
/** The element that was clicked. */
export type ClickedElement = Part<'element'>;
/** Engaged time and scroll depth of a page view. */
export type PageEngagement = Part<'page'>;
/** Language, time zone and screen of the browser. */
export type BrowserContext = Part<'context'>;

/** What a client sends as one request: events with what they share said once in `common`. */
export interface Envelope {
  /** The client's clock when it sent, ISO 8601. */
  sentAt?: string;
  sdk?: { name: string; version: string };
  /** Put under every event by the collector; an event's own fields win. */
  common?: Partial<FootfallEvent>;
  events: Partial<FootfallEvent>[];
}

/** The collector's 200 answer. */
export interface CollectAnswer {
  success: true;
  accepted: number;
  rejected: { index: number; eventId?: string; reason: string }[];
}

/** What the collector adds to each line of the lake. Absent where it is not known. */
export interface Ingest {
  /** ISO 8601 UTC by the collector's clock. */
  receivedAt: string;
  /** The client's clock when it sent the batch, if it said. */
  sentAt?: string;
  /** The address of the client, cut to /24 (IPv4) or /48 (IPv6) unless told otherwise. */
  sourceIp?: string;
  userAgent?: string;
  country?: string;
  method: string;
  path: string;
  requestId: string;
  apiId?: string;
  stage?: string;
  traceId?: string;
  sdk?: string;
  /** The request carried a server key: the shop's own server vouches for its events. */
  trusted?: boolean;
  /** The request carried a signed-in shopper's token, and the event's `userId` is the one that the token proves. */
  userVerified?: boolean;
}

/** A line below `events/` in the lake. */
export type LakeEvent = FootfallEvent & { _ingest: Ingest };

/** A line below `rejected/` in the lake. */
export interface RejectedLine {
  reason: string;
  event: unknown;
  _ingest: Ingest;
}
