export type { Commerce } from './commerce.js';
export type { Consent, TrackerOptions } from './options.js';
export { createTracker, type Tracker } from './tracker.js';
export type { Cart, ClickedElement, EventFields, FootfallEvent, Order, Product, Search } from './types.js';
export { VERSION } from './version.js';
