import { readContext } from './context.js';
import { countDrop } from './drops.js';
import { fit } from './fit.js';
import { listen } from './guard.js';
import { IDENTITY_KEY, visitAt } from './identity.js';
import { createUuidSource, newId, uuidOf } from './ids.js';
import { QUEUE_EVENTS } from './limits.js';
import type { Consent, TrackerOptions } from './options.js';
import { createPage } from './page.js';
import { contextIdOf, createQueue } from './queue.js';
import { connectReceipts } from './receipts.js';
import { scrubUrl } from './scrub.js';
import { createSender, type Sender } from './sender.js';
import { createStore, PREFIX } from './store.js';
import { createPost } from './transport.js';
import { createTurn } from './turn.js';
import type { EventFields, FootfallEvent } from './types.js';
import { VERSION } from './version.js';

type BrowserWindow = Window & typeof globalThis;
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
  id(name: 'clientId' | 'sessionId'): string;
  reset(): void;
}

const USER_KEY = `${PREFIX}user`;

/** Puts the tracker's parts together; the only place that knows them all. */
export function createCore(options: TrackerOptions, window: BrowserWindow, signal: AbortSignal): Core {
  const { document, navigator, location } = window;
  const now = () => Date.now();
  const store = createStore(() => window.localStorage);
  const queue = createQueue(store, (reason, count) => countDrop(store, reason, count));
  const uuid = createUuidSource((bytes) => window.crypto.getRandomValues(bytes));
  const page = createPage(window, { newId, scrub: (url) => scrubUrl(url, options.scrubParameters) });
  const { workerUrl } = options;
  const url = new URL(options.endpoint, location.href);
  if (options.writeKey) url.searchParams.set('key', options.writeKey);
  const sender = createSender({
    queue,
    store,
    now,
    url: url.href,
    receipts: workerUrl ? connectReceipts(new URL(workerUrl, location.href).href) : undefined,
    post: createPost(url.href, window),
    turn: createTurn(store, { locks: navigator.locks, tabId: newId(), now }),
    head: () => ({ sentAt: new Date(now()), sdk: { name: '@footfall/sdk', version: VERSION } }),
    random: Math.random,
    isOnline: () => navigator.onLine !== false,
  });
  const context = readContext(window);
  const { respectGpc = true, respectDnt } = options;
  const { globalPrivacyControl } = navigator as { globalPrivacyControl?: boolean };
  const objects = (respectGpc && globalPrivacyControl) || (respectDnt && navigator.doNotTrack === '1');
  let wanted = options.consent ?? 'granted';
  let state: Consent = 'pending';
  let held: (() => void)[] = [];
  let activatedAt = 0;
  let contextSource = '';
  let contextId = '';

  /** Lets a job through, holds it in memory until the shopper decides, or forgets it. */
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
      for (const key of store.keys(PREFIX)) store.remove(key);
      return;
    }
    for (const job of jobs) job();
    sender.start();
  };

  const record = (event: Partial<FootfallEvent>, view: Partial<FootfallEvent>, at: number) => {
    const name = event.eventName as string;
    const orderId = name === 'checkout_complete' && event.order?.id;
    const eventId = orderId ? uuidOf(`order ${orderId}`) : uuid(at);
    const { sequence, ...visit } = visitAt(store, newId, at, 1);
    const user = JSON.parse(store.get(USER_KEY) || '{"userLoginState":"anonymous"}') as UserFields;
    const shared = { ...visit, ...user, site: options.site, ...view, context };
    let own: Partial<FootfallEvent> = { eventTimestamp: new Date(at).toISOString(), sequence, ...event };
    let contextJson = '';
    if (options.beforeSend) {
      const changed = options.beforeSend({ ...shared, ...own, eventName: name, eventId });
      if (!changed) return;
      own = { ...fit(changed), eventId: undefined };
      contextId = contextSource = '';
    } else {
      contextJson = JSON.stringify(shared);
      // What the events of a page share is stored once for all of them.
      if (contextJson !== contextSource) contextId = contextIdOf(at, newId());
      contextSource = contextJson;
    }
    queue.add({ eventId, name, at, json: JSON.stringify(own), contextId, contextJson });
    sender.wake();
  };

  return {
    sender,
    start() {
      const activate = () => {
        if ((document as { prerendering?: boolean }).prerendering) return;
        activatedAt = now();
        decide();
      };
      activate();
      if (!activatedAt) listen(document, ['prerenderingchange'], signal, activate);
      listen(window, ['online'], signal, sender.flush);
    },
    emit(name, fields) {
      const at = now();
      // Copied at once: the shop's objects may change before consent comes.
      const event = fit({ eventName: name, ...fields });
      const view = fit(page.fields());
      // What a prerendered page reports happens when the shopper comes to see it.
      whenGranted(() => record(event, view, Math.max(at, activatedAt)));
    },
    nextPage: page.open,
    setUser: (user) =>
      whenGranted(() => (user ? store.set(USER_KEY, JSON.stringify(fit(user))) : store.remove(USER_KEY))),
    decide,
    id: (name) => (state === 'granted' ? visitAt(store, newId, now(), 0)[name] : ''),
    reset() {
      store.remove(IDENTITY_KEY);
      store.remove(USER_KEY);
    },
  };
}
