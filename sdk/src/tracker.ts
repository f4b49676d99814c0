import { watchClicks } from './clicks.js';
import { type Commerce, createCommerce } from './commerce.js';
import { type Core, createCore, type Extras } from './core.js';
import { guarded } from './guard.js';
import type { Consent, TrackerOptions } from './options.js';
import { trackPageViews } from './page-views.js';
import { createStore, type KeyValueStore } from './store.js';
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

/** What a running tracker offers to those who extend it. */
export interface Running {
  core: Core;
  report(name: string, fields?: EventFields): void;
  settle(): void;
  view(fields?: EventFields): void;
}

interface Extension {
  store?: KeyValueStore;
  extras?: Extras;
  /** Runs before the first event. */
  onStart?: (running: Running, signal: AbortSignal) => void;
}

/**
 * Starts tracking this page: the part that the script tag and the npm package share.
 *
 * @returns a tracker; on a server, in a worker or where starting fails, one whose methods do nothing
 */
export function createCoreTracker(options: TrackerOptions, extension: Extension = {}): Tracker {
  const ended = new AbortController();
  const running = typeof document === 'undefined' ? undefined : guarded(run)(options, extension, ended.signal);

  const track: Tracker['track'] = (name, fields) => running?.report(name, fields);
  const identify: Tracker['identify'] = (userId, { source, loginState = 'logged_in' } = {}) =>
    running?.core.setUser(userId === null ? null : { userId, userLoginState: loginState, identitySource: source });
  const methods = {
    ...createCommerce({ track, identify }),
    track,
    identify,
    page: (fields?: EventFields) => running?.view(fields),
    reset: () => running?.core.reset(),
    consent: (decision: Consent) => running?.core.decide(decision),
    async flush() {
      running?.settle();
      await running?.core.sender.flush();
    },
    shutdown() {
      ended.abort();
      running?.core.sender.stop();
    },
  };
  const tracker: Record<string, unknown> = {
    get clientId() {
      return running?.core.visit().clientId ?? '';
    },
    get sessionId() {
      return running?.core.visit().sessionId ?? '';
    },
  };
  for (const [name, method] of Object.entries(methods)) tracker[name] = guarded(method as () => unknown);
  return tracker as unknown as Tracker;
}

function run(options: TrackerOptions, { store, extras = {}, onStart }: Extension, signal: AbortSignal): Running {
  const { autoPageViews = true, autoClicks = true, userId } = options;
  const core = createCore(options, { store: store ?? createStore(() => localStorage), signal, extras });
  if (userId) core.setUser({ userId, userLoginState: 'logged_in' });
  const { settle, view } = trackPageViews({
    now: () => Date.now(),
    isAutomatic: autoPageViews,
    signal,
    emit: core.emit,
    onNext: core.nextPage,
    onLeave: core.sender.leave,
  });
  const report = (name: string, fields?: EventFields) => {
    settle();
    core.emit(name, fields);
  };
  const running = { core, report, settle, view };
  onStart?.(running, signal);
  watchClicks(document, signal, (name, fields) => {
    if (autoClicks || name !== 'click') report(name, fields);
  });
  core.start();
  return running;
}
