import { HAS_EXTRAS } from './build.js';
import { now } from './clock.js';
import { readContext } from './context.js';
import { countDrop } from './drops.js';
import type { Note } from './feature.js';
import { fit } from './fit.js';
import type { Listen } from './guard.js';
import { createVisits, type Visit } from './identity.js';
import { createUuidSource, newId, uuidOf } from './ids.js';
import { laneOf } from './lanes.js';
import { PLAIN_CHARS, QUEUE_EVENTS } from './limits.js';
import type { Consent, TrackerOptions } from './options.js';
import { createPage, type PageFields } from './page.js';
import { createQueue } from './queue.js';
import type { Receipts } from './receipts.js';
import { createSender, type Sender } from './sender.js';
import { type KeyValueStore, PREFIX } from './store.js';
import type { EventFields, FootfallEvent } from './types.js';

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
  whenGranted?(job: () => void): void;
  state?(): Consent;
  visit(): Visit | undefined;
  reset(): void;
}

/** What the npm package's tracker adds; the script tag does without, and without its bytes. */
export interface Extras {
  /** Where client and session are kept, if not with the rest. */
  ids?: KeyValueStore;
  receipts?: Receipts;
  /** Changes an event, a copy of the shop's, before it is stored. */
  amend?: (event: Partial<FootfallEvent>) => void;
  /** Has the last word: the event, changed or not, or null to drop it. */
  beforeSend?: (event: FootfallEvent) => FootfallEvent | null;
  notify?: (note: Note) => void;
}

const USER_KEY = `${PREFIX}user`;

/** An event as JSON: the shop's objects may change before it is sent, and may be anything. */
function serialize(event: Partial<FootfallEvent>): string {
  if (!HAS_EXTRAS) return JSON.stringify(event);
  let json = '';
  try {
    json = JSON.stringify(event);
  } catch {
    // A cycle or a BigInt.
  }
  // What is short is made to fit when it is sent: here every microsecond is the shopper's.
  return json && json.length < PLAIN_CHARS ? json : JSON.stringify(fit(event));
}

/** Puts the tracker's parts together; the only place that knows them all. */
export function createCore(
  options: TrackerOptions,
  { store, on, signal }: { store: KeyValueStore; on: Listen; signal?: AbortSignal | undefined },
  { ids, receipts, amend, beforeSend, notify }: Extras = {},
): Core {
  const visits = createVisits((HAS_EXTRAS && ids) || store, newId, queueMicrotask);
  const queue = createQueue(store, (reason, count) => countDrop(store, reason, count));
  const uuid = createUuidSource((words) => crypto.getRandomValues(words));
  const page = createPage(HAS_EXTRAS ? options.scrubParameters : undefined);
  const url = new URL(options.endpoint, location.href);
  if (options.writeKey) url.searchParams.set('key', options.writeKey);
  const sender = createSender(
    { url: url.href, queue, store },
    HAS_EXTRAS ? { signal, receipts, onDelivery: (delivery) => notify?.({ delivery }) } : undefined,
  );
  const device = readContext();
  const { globalPrivacyControl, doNotTrack } = navigator as Navigator & { globalPrivacyControl?: boolean };
  const objects = (options.respectGpc !== false && globalPrivacyControl) || (options.respectDnt && doNotTrack === '1');
  let wanted = options.consent ?? 'granted';
  let state: Consent = 'pending';
  let held: (() => void)[] = [];
  let activatedAt = 0;
  let shared = '';
  let contextId = '';
  let sharedBy = '';

  const whenGranted = (job: () => void) => {
    if (state === 'granted') job();
    else if (state === 'pending' && held.length < QUEUE_EVENTS) held.push(job);
  };

  const decide = (decision = wanted) => {
    wanted = decision;
    if (!activatedAt) return;
    // What the browser says for the shopper overrules what the shop says.
    state = objects ? 'denied' : wanted;
    if (state === 'denied') {
      visits.forget();
      for (const key of store.keys(PREFIX)) store.remove(key);
    }
    if (state === 'granted') {
      for (const job of held) job();
      sender.start();
    }
    if (state !== 'pending') held = [];
  };

  /** Stores what an event shares with the others of its page and visit; looked at once in a task. */
  const share = (source: string, context: () => object, at: number) => {
    if (source === sharedBy) return;
    if (!sharedBy) queueMicrotask(forgetShared);
    sharedBy = source;
    const json = JSON.stringify(context());
    if (json !== shared) contextId = uuid(at);
    shared = json;
    // Another tab may have cleared away the context of a page that was silent for long.
    queue.share(contextId, json);
  };
  const forgetShared = () => {
    sharedBy = '';
  };

  const record = (json: string, eventName: string, view: PageFields, at: number) => {
    const eventId = uuid(at);
    const visit = visits.at(at, 1);
    const { sequence, sessionId } = visit;
    const context = () => ({
      ...visit,
      sequence: undefined,
      ...(JSON.parse(store.get(USER_KEY) || '{"userLoginState":"anonymous"}') as UserFields),
      site: options.site,
      ...view,
      context: device,
    });
    if (HAS_EXTRAS && notify) {
      const eventTimestamp = new Date(at).toISOString();
      const event = { eventId, eventTimestamp, ...context(), sequence, ...JSON.parse(json) } as FootfallEvent;
      const said = beforeSend ? beforeSend(event) : event;
      if (!said) return;
      notify({ event: said });
      if (beforeSend) json = serialize(said);
    }
    if (HAS_EXTRAS && beforeSend) share('all', () => ({}), at);
    else share(view.pageViewId + sessionId, context, at);
    queue.add({ eventId, lane: laneOf(eventName), contextId, sequence, json });
    sender.wake();
  };

  const activate = () => {
    if (activatedAt || (document as { prerendering?: boolean }).prerendering) return;
    activatedAt = now();
    decide();
  };

  const core: Core = {
    sender,
    start() {
      activate();
      on(document, 'prerenderingchange', activate);
      on(window, 'online', sender.flush);
    },
    emit(name, fields) {
      if (HAS_EXTRAS && signal?.aborted) return;
      const at = now();
      const orderId = HAS_EXTRAS && name === 'checkout_complete' && fields?.order?.id;
      const eventId = orderId ? uuidOf(`order ${orderId}`) : undefined;
      let json = serialize({ eventName: name, ...fields, eventId });
      if (HAS_EXTRAS && amend) {
        const copy = JSON.parse(json) as Partial<FootfallEvent>;
        amend(copy);
        json = serialize(copy);
      }
      const view = page.fields();
      // What a prerendered page reports happens when the shopper comes to see it.
      whenGranted(() => record(json, name, view, Math.max(at, activatedAt)));
    },
    nextPage: page.open,
    setUser: (user) =>
      whenGranted(() => {
        forgetShared();
        if (user) store.set(USER_KEY, JSON.stringify(user));
        else store.remove(USER_KEY);
      }),
    decide,
    visit: () => (state === 'granted' ? visits.at(now(), 0) : undefined),
    reset() {
      visits.forget();
      forgetShared();
      store.remove(USER_KEY);
    },
  };
  if (HAS_EXTRAS) Object.assign(core, { whenGranted, state: () => state });
  return core;
}
