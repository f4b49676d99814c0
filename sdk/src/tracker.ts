import { watchClicks } from './clicks.js';
import { type Commerce, createCommerce } from './commerce.js';
import { createCore } from './core.js';
import { guarded } from './guard.js';
import type { Consent, TrackerOptions } from './options.js';
import { trackPageViews } from './page-views.js';
import type { EventFields } from './types.js';

/** What a shop's code holds. No method throws; without a browser page each does nothing. */
export interface Tracker extends Commerce {
  /** Reports a page view of the present address. Only needed where `autoPageViews` is off. */
  page(fields?: EventFields): void;
  /** Reports an event under a name of the catalogue or the shop's own. It is on the device when the call returns. */
  track(name: string, fields?: EventFields): void;
  /** Says who the shopper is, from now on and on later pages; `null` is nobody. */
  identify(userId: string | null, details?: { source?: string; loginState?: string }): void;
  /** Forgets shopper and browser: what follows belongs to a new client. */
  reset(): void;
  /** Says what the shopper decided. */
  consent(decision: Consent): void;
  /** Sends what waits. Resolves when it has arrived or the try has failed; never rejects. */
  flush(): Promise<void>;
  /** Ends all listening and sending. What waits stays for the next tracker. */
  shutdown(): void;
  /** The browser's id; empty without consent. */
  readonly clientId: string;
  /** The visit's id; empty without consent. */
  readonly sessionId: string;
}

/**
 * Starts tracking this page.
 *
 * @example
 * const tracker = createTracker({ endpoint: '/clickstream' });
 * tracker.addToCart({ id: 'p-1', name: 'Laptop', price: 999, currency: 'EUR' });
 * @returns a tracker; on a server, in a worker or where starting fails, one whose methods do nothing
 */
export function createTracker(options: TrackerOptions): Tracker {
  const ended = new AbortController();
  const browser = typeof document === 'undefined' ? undefined : guarded(startInBrowser)(options, ended.signal);

  const track: Tracker['track'] = (name, fields) => browser?.report(name, fields);
  const identify: Tracker['identify'] = (userId, { source, loginState = 'logged_in' } = {}) =>
    browser?.core.setUser(userId === null ? null : { userId, userLoginState: loginState, identitySource: source });
  const methods = {
    ...createCommerce({ track, identify }),
    track,
    identify,
    page: (fields?: EventFields) => browser?.views.view(fields),
    reset: () => browser?.core.reset(),
    consent: (decision: Consent) => browser?.core.decide(decision),
    async flush() {
      browser?.views.settle();
      await browser?.core.sender.flush();
    },
    shutdown() {
      ended.abort();
      browser?.core.sender.stop();
    },
  };
  const tracker = {} as Record<string, unknown>;
  for (const [name, method] of Object.entries(methods)) tracker[name] = guarded(method as () => unknown);
  for (const name of ['clientId', 'sessionId'] as const) {
    Object.defineProperty(tracker, name, { get: guarded(() => browser?.core.id(name) ?? '') });
  }
  return tracker as unknown as Tracker;
}

function startInBrowser(options: TrackerOptions, signal: AbortSignal) {
  const core = createCore(options, window, signal);
  const { autoPageViews = true, autoClicks = true, userId } = options;
  if (userId) core.setUser({ userId, userLoginState: 'logged_in' });
  const views = trackPageViews({
    window,
    now: Date.now,
    isAutomatic: autoPageViews,
    signal,
    emit: core.emit,
    onNext: core.nextPage,
    onLeave: core.sender.leave,
  });
  const report = (name: string, fields?: EventFields) => {
    views.settle();
    core.emit(name, fields);
  };
  if (autoClicks) watchClicks(document, signal, (_element, fields) => report('click', fields));
  core.start();
  return { core, views, report };
}
