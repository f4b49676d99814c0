/**
 * The tracker of a shop's server, for what a browser cannot be trusted with.
 *
 * @module @footfall/sdk/server
 */

import { backoff } from '../backoff.js';
import { VERSION } from '../build.js';
import { type Commerce, createCommerce } from '../commerce.js';
import { fit } from '../fit.js';
import { createUuidSource, uuidOf } from '../ids.js';
import { BATCH_EVENTS, SERVER_EVENTS } from '../limits.js';
import { outcomeOf } from '../outcome.js';
import type { EventFields, FootfallEvent } from '../types.js';
import { type Answer, request } from './request.js';
import { createWaiting } from './waiting.js';

/** How a server's tracker works. */
export interface ServerTrackerOptions {
  /** Where the collector listens; a full address. */
  endpoint: string;
  /** One of the collector's server keys: its events are marked as the shop's own word. */
  serverKey?: string;
  site?: string;
  /** Tries per `flush`, the first included. Default: 5. */
  tries?: number;
  /** Replaces `fetch`, clock and waiting, as in tests. */
  fetch?: typeof globalThis.fetch;
  now?: () => number;
  wait?: (ms: number) => Promise<void>;
}

/**
 * Who an event belongs to: `tracker.clientId` and `tracker.sessionId` of the shopper's browser. A report that a shop kept
 * until it could be sent brings its own id and time along: with the same id it counts once, however often it is sent.
 */
export type Shopper = Pick<
  FootfallEvent,
  'clientId' | 'sessionId' | 'userId' | 'userLoginState' | 'identitySource' | 'site' | 'eventId' | 'eventTimestamp'
>;

type ServerCalls = Omit<Commerce, 'loginSuccess' | 'logout'>;

/** A server's tracker. Nothing throws but `flush`. */
export interface ServerTracker {
  track(name: string, fields?: EventFields, shopper?: Shopper): void;
  /** The typed helpers on behalf of a shopper. */
  as(shopper: Shopper): ServerCalls;
  /**
   * Sends what waits, with retries. A request that is not answered within 30 seconds has failed.
   *
   * @throws when the collector did not take all of it. What it did not take waits for the next call, but for what it will
   * never take, a single event that it refused for one, which must not hold up the rest: a caller that keeps its reports
   * until they arrive keeps such a one, and knows why. Also when so many events waited (10,000) that some were given up,
   * those of least worth first
   */
  flush(): Promise<void>;
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function refusalIn([first, ...more]: Answer['rejected'], events: Partial<FootfallEvent>[]): string | undefined {
  if (!first) return undefined;
  const name = events[first.index]?.eventName;
  return `The collector refused ${more.length + 1} of ${events.length} events, as ${name}: ${first.reason}`;
}

/**
 * Reports from the shop's server what no blocker can drop, an order above all. The order's id is the browser's, and
 * the event's own id is derived from it, so that the same order reported again counts once.
 *
 * @example
 * const tracker = createServerTracker({ endpoint: 'https://collector.example/clickstream', serverKey });
 * tracker.as({ clientId }).checkoutComplete(order);
 * await tracker.flush();
 */
export function createServerTracker(options: ServerTrackerOptions): ServerTracker {
  const { endpoint, serverKey, site, tries = 5, now = Date.now, wait = sleep } = options;
  const uuid = createUuidSource((words) => crypto.getRandomValues(words));
  const waiting = createWaiting();

  const track: ServerTracker['track'] = (eventName, fields, shopper) => {
    const at = now();
    const orderId = eventName === 'checkout_complete' && fields?.order?.id;
    // Not the browser's id: both reports are kept, and the warehouse takes the trusted one for the order.
    const eventId = orderId ? uuidOf(`server order ${orderId}`) : (shopper?.eventId ?? uuid(at));
    const eventTimestamp = shopper?.eventTimestamp ?? new Date(at).toISOString();
    waiting.add({ ...fit({ eventName, site, ...shopper, ...fields }), eventId, eventTimestamp });
  };

  const send = (events: Partial<FootfallEvent>[]) => {
    const body = { sentAt: new Date(now()), sdk: { name: '@footfall/sdk/server', version: VERSION }, events };
    const headers = {
      'content-type': 'application/json',
      ...(serverKey && { authorization: `Bearer ${serverKey}` }),
    };
    return request(options.fetch ?? fetch, endpoint, { body, headers });
  };

  let running: Promise<void> | undefined;

  /** @returns why the first of those that the collector took and refused was refused */
  const sendAll = async (): Promise<string | undefined> => {
    let most = BATCH_EVENTS;
    let refusal: string | undefined;
    try {
      for (let failures = 0, events = waiting.first(most); events.length; events = waiting.first(most)) {
        const { status, rejected } = await send(events);
        const outcome = outcomeOf(status, events.length);
        if (outcome === 'done' || outcome === 'drop') waiting.remove(events);
        if (outcome === 'split') most = events.length >> 1;
        if (outcome === 'drop' || (outcome === 'retry' && ++failures >= tries)) {
          throw new Error(`The collector did not take events: ${status}`);
        }
        if (outcome === 'retry') await wait(backoff(failures, Math.random()));
        if (outcome === 'done') refusal ??= refusalIn(rejected, events);
      }
      return refusal;
    } finally {
      // At once: whoever comes after the last look at what waits must not wait for this run.
      running = undefined;
    }
  };

  const drain = async () => {
    const refusal = await sendAll();
    const lost = waiting.takeGivenUp();
    if (refusal) throw new Error(refusal);
    if (lost) throw new Error(`${lost} events were given up: more than ${SERVER_EVENTS} waited`);
  };

  return {
    track,
    as: (shopper) => createCommerce({ track: (name, fields) => track(name, fields, shopper), identify: () => {} }),
    async flush() {
      // Requests of several shoppers flush at once: one of them sends for all, or each event would go out twice.
      if (!waiting.first(1)[0]) return;
      running ??= drain();
      await running;
    },
  };
}
