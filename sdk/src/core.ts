import { HAS_EXTRAS } from './build.js';
import { now } from './clock.js';
import { readContext } from './context.js';
import { countDrop } from './drops.js';
import type { Note } from './feature.js';
import { fit } from './fit.js';
import { guarded, type Listen } from './guard.js';
import { createVisits, type Visit } from './identity.js';
import { createUuidSource, newId, uuidOf } from './ids.js';
import { laneOf } from './lanes.js';
import type { LastWord } from './last-word.js';
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
  /** Has the last word; does not throw. */
  beforeSend?: LastWord | undefined;
  /** Each is told of what is stored and answered. */
  observers?: ((note: Note) => void)[];
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
  { ids, receipts, amend, beforeSend, observers }: Extras = {},
): Core {
  const notify = (note: Note) => {
    for (const observer of observers ?? []) guarded(observer)(note);
  };
  const visits = createVisits((HAS_EXTRAS && ids) || store, newId, queueMicrotask);
  const queue = createQueue(store, (reason, count) => countDrop(store, reason, count));
  const uuid = createUuidSource((words) => crypto.getRandomValues(words));
  const page = createPage(HAS_EXTRAS ? options.scrubParameters : undefined);
  const url = new URL(options.endpoint, location.href);
  if (options.writeKey) url.searchParams.set('key', options.writeKey);
  const sender = createSender(
    { url: url.href, queue, store },
    HAS_EXTRAS ? { signal, receipts, onDelivery: (delivery) => notify({ delivery }) } : undefined,
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
  let sharedBy: PageFields | undefined;
  let sharedFor = '';

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
      visits.forgetVisit();
      for (const key of store.keys(PREFIX)) store.remove(key);
    }
    if (state === 'granted') {
      if (HAS_EXTRAS) {
        // Taken out first: what the shop's code does in a job, as to consent again, must not repeat them, and a job that
        // fails must not cost those behind it.
        const jobs = held;
        held = [];
        for (const job of jobs) guarded(job)();
      } else for (const job of held) job();
      sender.start();
    }
    if (state !== 'pending') held = [];
  };

  const forgetShared = () => {
    sharedBy = undefined;
  };
  const contextOf = (visit: Visit, view: PageFields) => ({
    ...visit,
    sequence: undefined,
    ...(JSON.parse(store.get(USER_KEY) || '{"userLoginState":"anonymous"}') as UserFields),
    site: options.site,
    ...view,
    context: device,
  });

  const record = (json: string, eventName: string, view: PageFields, at: number) => {
    const eventId = uuid(at);
    // What the shop drops gets no number: a gap in them reads as an event that was lost.
    const visit = visits.at(at, HAS_EXTRAS && beforeSend ? 0 : 1);
    const { sequence, sessionId } = visit;
    if (HAS_EXTRAS && (beforeSend || observers?.length)) {
      const eventTimestamp = new Date(at).toISOString();
      const event = { eventId, eventTimestamp, ...contextOf(visit, view), sequence, ...JSON.parse(json) };
      const said: FootfallEvent | null = beforeSend ? beforeSend(event) : event;
      if (!said) return;
      if (beforeSend) {
        visits.at(at, 1);
        json = serialize(said);
      }
      notify({ event: said });
    }
    // What an event shares with the others of its page and visit is looked at once in a task.
    if (sharedBy !== view || sharedFor !== sessionId) {
      if (!sharedBy) queueMicrotask(forgetShared);
      sharedBy = view;
      sharedFor = sessionId;
      const context = HAS_EXTRAS && beforeSend ? '{}' : JSON.stringify(contextOf(visit, view));
      if (context !== shared) contextId = uuid(at);
      shared = context;
      // Another tab may have cleared away the context of a page that was silent for long.
      queue.shareContext(contextId, context);
    }
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
      const event = { eventName: name, ...fields };
      let json = serialize(orderId ? { ...event, eventId: uuidOf(`order ${orderId}`) } : event);
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
      // After what is held: it is still the last shopper's.
      whenGranted(visits.forgetVisit);
      core.setUser(null);
    },
  };
  if (HAS_EXTRAS) Object.assign(core, { whenGranted, state: () => state });
  return core;
}
