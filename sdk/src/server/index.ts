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
import { BATCH_EVENTS } from '../limits.js';
import { outcomeOf } from '../outcome.js';
import type { EventFields, FootfallEvent } from '../types.js';

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
   * Sends what waits, with retries.
   *
   * @throws when the collector did not take it; what was not taken waits for the next call, but for what it will never
   * take, which must not hold up the rest
   */
  flush(): Promise<void>;
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

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
  const waiting: Partial<FootfallEvent>[] = [];

  const track: ServerTracker['track'] = (eventName, fields, shopper) => {
    const at = now();
    const orderId = eventName === 'checkout_complete' && fields?.order?.id;
    // Not the browser's id: both reports are kept, and the warehouse takes the trusted one for the order.
    const eventId = orderId ? uuidOf(`server order ${orderId}`) : (shopper?.eventId ?? uuid(at));
    const eventTimestamp = shopper?.eventTimestamp ?? new Date(at).toISOString();
    waiting.push({ ...fit({ eventName, site, ...shopper, ...fields }), eventId, eventTimestamp });
  };

  const send = async (events: Partial<FootfallEvent>[]): Promise<number> => {
    const body = { sentAt: new Date(now()), sdk: { name: '@footfall/sdk/server', version: VERSION }, events };
    const headers = {
      'content-type': 'application/json',
      ...(serverKey && { authorization: `Bearer ${serverKey}` }),
    };
    const request = (options.fetch ?? fetch)(endpoint, { method: 'POST', headers, body: JSON.stringify(body) });
    return request.then(
      ({ status }) => status,
      () => 0,
    );
  };

  let running: Promise<void> | undefined;

  const drain = async () => {
    let most = BATCH_EVENTS;
    try {
      for (let failures = 0; waiting.length; ) {
        const events = waiting.slice(0, most);
        const status = await send(events);
        const outcome = outcomeOf(status, events.length);
        if (outcome === 'done' || outcome === 'drop') waiting.splice(0, events.length);
        if (outcome === 'split') most = events.length >> 1;
        if (outcome === 'drop' || (outcome === 'retry' && ++failures >= tries)) {
          throw new Error(`The collector did not take events: ${status}`);
        }
        if (outcome === 'retry') await wait(backoff(failures, Math.random()));
      }
    } finally {
      running = undefined;
    }
  };

  return {
    track,
    as: (shopper) => createCommerce({ track: (name, fields) => track(name, fields, shopper), identify: () => {} }),
    async flush() {
      // Requests of several shoppers flush at once: one of them sends for all, or each event would go out twice.
      if (!waiting.length) return;
      running ??= drain();
      await running;
    },
  };
}
