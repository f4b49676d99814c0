import { createConsentGate, hasObjection } from './consent.js';
import { readContext } from './context.js';
import { createDropCounter } from './drops.js';
import { fit } from './fit.js';
import { createIdentity } from './identity.js';
import { createUuidSource, newId, uuidOf } from './ids.js';
import { whenReady } from './lifecycle.js';
import type { Consent, TrackerOptions } from './options.js';
import { createPage, type Page, type PageFields } from './page.js';
import { contextIdOf, createQueue } from './queue.js';
import { scrubUrl } from './scrub.js';
import { createSender, type Sender } from './sender.js';
import { createStore } from './store.js';
import { createPost } from './transport.js';
import { createTurn } from './turn.js';
import type { EventFields, FootfallEvent } from './types.js';
import { createUser, type UserFields } from './user.js';
import { VERSION } from './version.js';

type BrowserWindow = Window & typeof globalThis;

/** From a call to a stored event, and from there to the collector. */
export interface Core {
  page: Page;
  sender: Sender;
  /** Begins to record once the page is more than a prerendering. */
  start(): void;
  emit(name: string, fields?: EventFields): void;
  setUser(user: UserFields | null): void;
  decide(consent: Consent): void;
  ids(): { clientId: string; sessionId: string };
  reset(): void;
}

/** Puts the tracker's parts together; the only place that knows them all. */
export function createCore(options: TrackerOptions, window: BrowserWindow, signal: AbortSignal): Core {
  const { document, navigator, location } = window;
  const now = () => Date.now();
  const store = createStore(() => window.localStorage);
  const drops = createDropCounter(store);
  const identity = createIdentity({ store, newId });
  const user = createUser(store);
  const queue = createQueue({ store, onDrop: drops.add });
  const uuid = createUuidSource((bytes) => window.crypto.getRandomValues(bytes));
  const page = createPage(window, { newId, scrub: (url) => scrubUrl(url, options.scrubParameters) });
  const url = new URL(options.endpoint, location.href);
  if (options.writeKey) url.searchParams.set('key', options.writeKey);
  const sender = createSender({
    queue,
    drops,
    now,
    post: createPost(url.href, window),
    turn: createTurn({ store, locks: navigator.locks, tabId: newId(), now }),
    head: () => ({ sentAt: new Date(now()).toISOString(), sdk: { name: '@footfall/sdk', version: VERSION } }),
    random: Math.random,
    isOnline: () => navigator.onLine !== false,
  });
  const gate = createConsentGate('pending', {
    isObjected: hasObjection(navigator, options),
    onDenied: queue.clear,
  });
  const browser = readContext(window);
  let wanted = options.consent ?? 'granted';
  let activatedAt: number | undefined;
  let context = { id: '', json: '' };
  let contextSource = '';

  const decide = (decision = wanted) => {
    wanted = decision;
    if (activatedAt === undefined) return;
    gate.decide(wanted);
    if (gate.isGranted()) sender.start();
  };

  /** What the events of a page share, stored once for all of them. */
  const contextOf = (shared: Partial<FootfallEvent>, at: number) => {
    const source = JSON.stringify(shared);
    if (source !== contextSource) {
      contextSource = source;
      context = { id: contextIdOf(at, newId().slice(0, 6)), json: JSON.stringify(fit(shared)) };
    }
    return context;
  };

  const record = (event: Partial<FootfallEvent>, page: PageFields, at: number) => {
    const name = event.eventName as string;
    const { sequence, ...visit } = identity.touch(at);
    const shared = { ...visit, ...user.fields(), site: options.site, ...page, context: browser };
    const isPurchase = name === 'checkout_complete' && event.order?.id;
    const eventId = isPurchase ? uuidOf(`order ${event.order?.id}`) : uuid(at);
    const own = { eventTimestamp: new Date(at).toISOString(), ...event, sequence };
    if (options.beforeSend) {
      const changed = options.beforeSend({ ...shared, ...own, eventName: name, eventId });
      if (!changed) return;
      const { eventId: _, ...rest } = fit(changed);
      queue.add({ eventId, name, at, json: JSON.stringify(rest), context: { id: '', json: '' } });
    } else queue.add({ eventId, name, at, json: JSON.stringify(own), context: contextOf(shared, at) });
    sender.wake();
  };

  return {
    page,
    sender,
    start: () =>
      whenReady(
        document,
        () => !(document as { prerendering?: boolean }).prerendering,
        signal,
        () => {
          activatedAt = now();
          decide();
        },
      ),
    emit(name, fields) {
      const at = now();
      // Copied at once: the shop's objects may change before consent comes.
      const event = fit({ eventName: name, ...fields });
      const view = { ...page.fields() };
      // What a prerendered page reports happens when the shopper comes to see it.
      gate.pass(() => record(event, view, Math.max(at, activatedAt ?? at)));
    },
    setUser: (next) => gate.pass(() => user.set(next)),
    decide,
    ids: () => (gate.isGranted() ? identity.peek(now()) : { clientId: '', sessionId: '' }),
    reset() {
      identity.reset();
      user.set(null);
    },
  };
}
