import { checkProperties, type StandardSchema } from './check.js';
import { type Commerce, createCommerce } from './commerce.js';
import { createCookieStore } from './cookie-store.js';
import type { AnyEvents, EventName, TrackArguments } from './events.js';
import type { Feature, Note } from './feature.js';
import { attribution } from './features/attribution.js';
import { type CartSync, createCartSync } from './features/cart.js';
import { debug } from './features/debug.js';
import { guarded } from './guard.js';
import { IDENTITY_NAME } from './identity.js';
import { guardLastWord } from './last-word.js';
import type { TrackerOptions } from './options.js';
import { connectReceipts } from './receipts.js';
import { createStore, PREFIX } from './store.js';
import { type CoreTracker, createCoreTracker } from './tracker.js';
import type { EventFields, FootfallEvent } from './types.js';

/** The tracker of the npm package: knows the shop's own events, compares carts, and carries list and search along. */
export interface ShopTracker<E extends object = AnyEvents> extends Omit<CoreTracker, 'track'>, Commerce {
  /**
   * Reports an event under a name of the catalogue or of the shop's map. It is on the device when the call returns.
   *
   * @example
   * const tracker = createTracker<{ coupon_opened: { code: string } }>({ endpoint: '/clickstream' });
   * tracker.track('coupon_opened', { properties: { code: 'X5' } });
   */
  track<N extends EventName<E>>(name: N, ...fields: TrackArguments<E, N>): void;
  cart: CartSync;
  /** Calls back with each event that is stored and each batch that is answered, for debugging. */
  observe(listener: (note: Note) => void): void;
}

/** How the npm package's tracker works. Only `endpoint` is required. */
export interface ShopTrackerOptions extends TrackerOptions {
  /**
   * Where client and session are kept: `cookie` shares them among subdomains, `memory` keeps nothing beyond the page,
   * waiting events included. Default: localStorage.
   */
  storage?: 'localStorage' | 'cookie' | 'memory';
  /** The cookie's domain, as `shop.example` for all its subdomains. Default: the page's host alone. */
  cookieDomain?: string;
  /**
   * Where the shop serves `footfall-worker.js`, on its own domain: a closing page hands its events to it, and the next
   * page learns that they arrived instead of sending them again.
   */
  workerUrl?: string;
  /** May change an event, or drop it with `null`, before it is stored. Where it throws, that event is dropped and counted. */
  beforeSend?: (event: FootfallEvent) => FootfallEvent | null;
  /** Additions, as `[errors(), webVitals()]`. */
  features?: Feature[];
  /** Logs what is stored, sent and refused in the browser's console. */
  debug?: boolean;
  /** Schemas of the shop's own events' properties; checked in development builds, where a breach is a warning. */
  schemas?: Record<string, StandardSchema>;
}

declare const process: { env: { NODE_ENV?: string } };

/** Bundlers put a text in for `process.env.NODE_ENV`; without one there is no `process` in a browser. */
function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV !== 'production';
  } catch {
    return false;
  }
}

/**
 * Starts tracking this page.
 *
 * @example
 * const tracker = createTracker({ endpoint: '/clickstream' });
 * tracker.addToCart({ id: 'p-1', name: 'Laptop', price: 999, currency: 'EUR' });
 * @returns a tracker; on a server, in a worker or where starting fails, one whose methods do nothing
 */
export function createTracker<E extends object = AnyEvents>(options: ShopTrackerOptions): ShopTracker<E> {
  const observers: ((note: Note) => void)[] = [];
  let cart: CartSync | undefined;
  const features: Feature[] = [
    (host) => {
      cart = createCartSync(host);
    },
    attribution(),
    ...(options.debug ? [debug()] : []),
    ...(options.features ?? []),
  ];
  const tracker = typeof document === 'undefined' ? createCoreTracker(options) : extend(options, features, observers);
  const { track } = tracker;
  if (isDevelopment() && options.schemas) {
    tracker.track = (name: string, fields?: EventFields) => {
      checkProperties(name, fields?.properties, options.schemas?.[name]);
      track(name, fields);
    };
  }
  for (const [name, call] of Object.entries(createCommerce(tracker))) Object.assign(tracker, { [name]: guarded(call) });
  return Object.assign(tracker, {
    cart: { sync: guarded((...args: Parameters<CartSync['sync']>) => cart?.sync(...args)) },
    observe: (listener: (note: Note) => void) => void observers.push(listener),
  }) as unknown as ShopTracker<E>;
}

/** Builds the core tracker with everything that the npm package adds to it. */
function extend(options: ShopTrackerOptions, features: Feature[], observers: ((note: Note) => void)[]): CoreTracker {
  const { storage, cookieDomain, workerUrl, beforeSend, debug: isDebugged } = options;
  const changes: ((event: Partial<FootfallEvent>) => void)[] = [];
  const remembered: Record<string, string> = {};
  const resets: (() => void)[] = [];
  const store = createStore(() => (storage === 'memory' ? undefined : localStorage));
  const ids = storage === 'cookie' ? createCookieStore(document, cookieDomain) : store;
  const warn = (error: unknown) => {
    if (isDebugged) console.warn('footfall: beforeSend threw. Events on which it throws are dropped.', error);
  };
  const placeOf = (key: string) => (key === IDENTITY_NAME ? ids : store);
  const tracker = createCoreTracker(options, {
    store,
    extras: {
      ids,
      receipts: workerUrl ? connectReceipts(new URL(workerUrl, location.href).href) : undefined,
      beforeSend: beforeSend && guardLastWord(beforeSend, store, warn),
      amend: (event) => {
        for (const change of changes) guarded(change)(event);
      },
      observers,
    },
    onStart({ core, report }, signal) {
      const host = {
        window,
        signal,
        report,
        amend: (change: (event: Partial<FootfallEvent>) => void) => void changes.push(change),
        onReset: (forget: () => void) => void resets.push(forget),
        observe: (observer: (note: Note) => void) => void observers.push(observer),
        remember(key: string, text: string) {
          remembered[key] = text;
          core.whenGranted?.(() => (text ? placeOf(key).set(PREFIX + key, text) : placeOf(key).remove(PREFIX + key)));
        },
        recall(key: string) {
          if (core.state?.() === 'granted') return placeOf(key).get(PREFIX + key);
          return core.state?.() === 'pending' ? (remembered[key] ?? '') : '';
        },
      };
      for (const feature of features) guarded(feature)(host);
    },
  });
  const { reset } = tracker;
  tracker.reset = () => {
    reset();
    for (const forget of resets) guarded(forget)();
  };
  return tracker;
}
