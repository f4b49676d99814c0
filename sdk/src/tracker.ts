import { HAS_EXTRAS } from './build.js';
import { watchClicks } from './clicks.js';
import { type Core, createCore, type Extras } from './core.js';
import { guarded, listenUntil } from './guard.js';
import type { Consent, TrackerOptions } from './options.js';
import { trackPageViews } from './page-views.js';
import { createStore, type KeyValueStore } from './store.js';
import type { EventFields } from './types.js';

/** What a shop's code holds. No method throws; without a browser page each does nothing. */
export interface CoreTracker {
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
export function createCoreTracker(options: TrackerOptions, extension: Extension = {}): CoreTracker {
  const ended = HAS_EXTRAS ? new AbortController() : undefined;
  const running =
    HAS_EXTRAS && typeof document === 'undefined' ? undefined : guarded(run)(options, extension, ended?.signal);
  const core = running?.core;

  const track: CoreTracker['track'] = (name, fields) => running?.report(name, fields);
  const identify: CoreTracker['identify'] = (userId, { source, loginState = 'logged_in' } = {}) =>
    core?.setUser(
      userId === null ? null : { userId: userId && `${userId}`, userLoginState: loginState, identitySource: source },
    );
  const methods = {
    track,
    identify,
    page: (fields?: EventFields) => running?.view(fields),
    reset: () => core?.reset(),
    consent: (decision: Consent) => core?.decide(decision),
    async flush() {
      running?.settle();
      await core?.sender.flush();
    },
  };
  const tracker: Record<string, unknown> = {
    get clientId() {
      return core?.visit()?.clientId ?? '';
    },
    get sessionId() {
      return core?.visit()?.sessionId ?? '';
    },
  };
  if (HAS_EXTRAS) tracker.shutdown = () => ended?.abort();
  for (const [name, method] of Object.entries(methods)) tracker[name] = guarded(method as () => unknown);
  return tracker as unknown as CoreTracker;
}

function run(options: TrackerOptions, { store, extras, onStart }: Extension, signal?: AbortSignal): Running {
  const on = listenUntil(signal);
  const core = createCore(
    options,
    { store: (HAS_EXTRAS && store) || createStore(() => localStorage), on, signal },
    HAS_EXTRAS ? extras : undefined,
  );
  if (options.userId) core.setUser({ userId: options.userId, userLoginState: 'logged_in' });
  const { settle, view, sendLate } = trackPageViews({
    isAutomatic: options.autoPageViews !== false,
    on,
    emit: core.emit,
    onNext: core.nextPage,
    onLeave: core.sender.leave,
  });
  const report = (name: string, fields?: EventFields) => {
    settle();
    core.emit(name, fields);
    if (HAS_EXTRAS && document.hidden) sendLate?.();
  };
  const running = { core, report, settle, view };
  if (HAS_EXTRAS && signal) onStart?.(running, signal);
  watchClicks(on, (name, fields) => {
    if (options.autoClicks !== false || name !== 'click') report(name, fields);
  });
  core.start();
  return running;
}
