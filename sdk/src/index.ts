/**
 * The tracker for storefronts.
 *
 * @module @footfall/sdk
 */

export { VERSION } from './build.js';
export type { StandardSchema } from './check.js';
export type { Commerce } from './commerce.js';
export type { AnyEvents, CatalogueName, EventName, TrackArguments } from './events.js';
export type { Feature, FeatureHost, Note } from './feature.js';
export type { CartSync } from './features/cart.js';
export { errors } from './features/errors.js';
export { ga4 } from './features/ga4.js';
export { linker } from './features/linker.js';
export { webVitals } from './features/vitals.js';
export type { Consent, TrackerOptions } from './options.js';
export type { Delivery } from './sender.js';
export { createTracker, type ShopTracker as Tracker, type ShopTrackerOptions } from './shop-tracker.js';
export type { Cart, ClickedElement, EventFields, FootfallEvent, Order, Product, Search } from './types.js';
