/**
 * What tracker, collector and ETL have agreed on: the wire format, its limits, the catalogue of events.
 *
 * @module @footfall/contract
 */

export { type CatalogueEventName, EVENT_NAMES } from './event-names.js';
export * from './limits.js';
export type {
  BrowserContext,
  Cart,
  ClickedElement,
  CollectAnswer,
  Envelope,
  FootfallEvent,
  Ingest,
  LakeEvent,
  Order,
  PageEngagement,
  Product,
  RejectedLine,
  Search,
} from './types.js';
