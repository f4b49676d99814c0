import { readContext } from './context.js';
import { countDrop } from './drops.js';
import type { Note } from './feature.js';
import { fit } from './fit.js';
import { listen } from './guard.js';
import { IDENTITY_KEY, visitAt } from './identity.js';
import { createUuidSource, newId, uuidOf } from './ids.js';
import { QUEUE_EVENTS } from './limits.js';
import type { Consent, TrackerOptions } from './options.js';
import { createPage } from './page.js';
import { contextIdOf, createQueue } from './queue.js';
import type { Receipts } from './receipts.js';
import { createSender, type Sender } from './sender.js';
import { type KeyValueStore, PREFIX, writeOncePerTask } from './store.js';
import { createPost } from './transport.js';
import { createTurn } from './turn.js';
import type { EventFields, FootfallEvent } from './types.js';
import { VERSION } from './version.js';

type UserFields = Pick<FootfallEvent, 'userId' | 'userLoginState' | 'identitySource'>;

/** From a call to a stored event, and from there to the collector. */
export interface Core {
  sender: Sender;
  /** Begins to record once the page is more than a prerendering. */
  start(): void;
  emit(name: string, fields?: EventFields): void;
  nextPage(): void;
  setUser(user: UserFields | null): void;
  decide(consent?: Consent): void;
  /** Lets a job through, holds it in memory until the shopper decides, or forgets it. */
  whenGranted(job: () => void): void;
  isGranted(): boolean;
  visit(): { clientId: string; sessionId: string };
  reset(): void;
}

/** What the npm package's tracker adds; the script tag does without, and without its bytes. */
export interface Extras {
  /** Where client and session are kept, if not with the rest. */
  ids?: KeyValueStore;
  receipts?: Receipts;
  /** Changes an event before it is stored. */
  amend?: (event: Partial<FootfallEvent>) => void;
  /** Has the last word: the event, changed or not, or null to drop it. */
  beforeSend?: (event: FootfallEvent) => FootfallEvent | null;
  notify?: (note: Note) => void;
}

const USER_KEY = `${PREFIX}user`;

/** Puts the tracker's parts together; the only place that knows them all. */
export function createCore(
  options: TrackerOptions,
  { store, signal, extras }: { store: KeyValueStore; signal: AbortSignal; extras: Extras },
): Core {
  const { navigator } = window;
  const now = () => Date.now();
  const { amend, beforeSend, notify } = extras;
  const ids = writeOncePerTask(extras.ids ?? store);
  const queue = createQueue(store, (reason, count) => countDrop(store, reason, count));
  const uuid = createUuidSource((bytes) => crypto.getRandomValues(bytes));
  const page = createPage(options.scrubParameters);
  const { href } = new URL(options.endpoint, location.href);
  const key = options.writeKey ? `${href.includes('?') ? '&' : '?'}key=${encodeURIComponent(options.writeKey)}` : '';
  const sender = createSender({
    queue,
    store,
    now,
    url: href + key,
    receipts: extras.receipts,
    post: createPost(href + key, window),
    turn: createTurn(store, { locks: navigator.locks, tabId: newId(), now }),
    head: () => ({ sentAt: new Date(), sdk: { name: '@footfall/sdk', version: VERSION } }),
    random: Math.random,
    isOnline: () => navigator.onLine !== false,
    onDelivery: notify && ((delivery) => notify({ delivery })),
  });
  const context = readContext(window);
  const { globalPrivacyControl } = navigator as { globalPrivacyControl?: boolean };
  const objects =
    (options.respectGpc !== false && globalPrivacyControl) || (options.respectDnt && navigator.doNotTrack === '1');
  let wanted = options.consent ?? 'granted';
  let state: Consent = 'pending';
  let held: (() => void)[] = [];
  let activatedAt = 0;
  let contextSource = '';
  let contextId = '';

  const whenGranted = (job: () => void) => {
    if (state === 'granted') job();
    else if (state === 'pending' && held.length < QUEUE_EVENTS) held.push(job);
  };

  const decide = (decision = wanted) => {
    wanted = decision;
    if (!activatedAt) return;
    // What the browser says for the shopper overrules what the shop says.
    state = objects ? 'denied' : wanted;
    if (state === 'pending') return;
    const jobs = held;
    held = [];
    if (state === 'denied') {
      ids.remove(IDENTITY_KEY);
      for (const key of store.keys(PREFIX)) store.remove(key);
    } else {
      for (const job of jobs) job();
      sender.start();
    }
  };

  const record = (event: Partial<FootfallEvent>, view: Partial<FootfallEvent>, at: number) => {
    const eventName = event.eventName as string;
    const orderId = eventName === 'checkout_complete' && event.order?.id;
    const eventId = orderId ? uuidOf(`order ${orderId}`) : uuid(at);
    const { sequence, ...visit } = visitAt(ids, newId, at, 1);
    const user = JSON.parse(store.get(USER_KEY) || '{"userLoginState":"anonymous"}') as UserFields;
    let shared: Partial<FootfallEvent> = { ...visit, ...user, site: options.site, ...view, context };
    let own: Partial<FootfallEvent> = { eventTimestamp: new Date(at).toISOString(), sequence, ...event };
    if (beforeSend) {
      const changed = beforeSend({ ...shared, ...own, eventName, eventId });
      if (!changed) return;
      own = { ...fit(changed), eventId: undefined };
      shared = {};
    }
    notify?.({ event: { ...shared, ...own, eventName, eventId } });
    const contextJson = JSON.stringify(shared);
    // What the events of a page share is stored once for all of them.
    if (contextJson !== contextSource) contextId = contextIdOf(at, newId());
    contextSource = contextJson;
    queue.add({ eventId, name: eventName, at, json: JSON.stringify(own), contextId, contextJson });
    sender.wake();
  };

  const activate = () => {
    if (activatedAt || (document as { prerendering?: boolean }).prerendering) return;
    activatedAt = now();
    decide();
  };

  return {
    sender,
    start() {
      activate();
      listen(document, ['prerenderingchange'], signal, activate);
      listen(window, ['online'], signal, sender.flush);
    },
    emit(name, fields) {
      const at = now();
      // Copied at once: the shop's objects may change before consent comes.
      const event = fit({ eventName: name, ...fields });
      amend?.(event);
      const view = fit(page.fields());
      // What a prerendered page reports happens when the shopper comes to see it.
      whenGranted(() => record(event, view, Math.max(at, activatedAt)));
    },
    nextPage: page.open,
    setUser: (user) =>
      whenGranted(() => (user ? store.set(USER_KEY, JSON.stringify(fit(user))) : store.remove(USER_KEY))),
    decide,
    whenGranted,
    isGranted: () => state === 'granted',
    visit: () => (state === 'granted' ? visitAt(ids, newId, now(), 0) : { clientId: '', sessionId: '' }),
    reset() {
      ids.remove(IDENTITY_KEY);
      store.remove(USER_KEY);
    },
  };
}
