import type { Delivery } from './sender.js';
import type { EventFields, FootfallEvent } from './types.js';

/** What the tracker did, for debugging: an event that was stored, or a batch that was answered. */
export type Note = { event: FootfallEvent; delivery?: undefined } | { delivery: Delivery; event?: undefined };

/** What a feature may use. */
export interface FeatureHost {
  window: Window & typeof globalThis;
  /** Aborted when the tracker is shut down. */
  signal: AbortSignal;
  report(name: string, fields?: EventFields): void;
  /** Changes each event before it is stored; the event is a copy of the shop's. */
  amend(change: (event: Partial<FootfallEvent>) => void): void;
  /** Keeps a text beyond the page, as far as the shopper agreed; '' removes it. */
  remember(key: string, text: string): void;
  /** Reads it; '' where there is none. */
  recall(key: string): string;
  observe(listener: (note: Note) => void): void;
  /** Calls when the tracker forgets the shopper, so that what was remembered of one is not said of the next. */
  onReset(forget: () => void): void;
}

/** An addition to the tracker: `createTracker({ features: [errors()] })`. What is not imported is not loaded. */
export type Feature = (host: FeatureHost) => void;
