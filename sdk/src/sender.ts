import { backoff } from './backoff.js';
import { type Batch, buildBatch } from './batch.js';
import { HAS_EXTRAS, VERSION } from './build.js';
import { now } from './clock.js';
import { countDrop, pendingDrops } from './drops.js';
import {
  BACKLOG_DELAY_MS,
  BATCH_CHARS,
  BATCH_EVENTS,
  FLUSH_AT_CHARS,
  FLUSH_INTERVAL_MS,
  KEEPALIVE_BYTES,
  RETRY_AFTER_CAP_MS,
} from './limits.js';
import { type Outcome, outcomeOf } from './outcome.js';
import type { Queue } from './queue.js';
import type { Receipts } from './receipts.js';
import { type KeyValueStore, PREFIX } from './store.js';
import { post } from './transport.js';
import { createTurn } from './turn.js';

/** What became of a batch, for debugging. */
export interface Delivery {
  status: number;
  outcome: Outcome;
  body: string;
  refused: number;
}

export interface Sender {
  /** Sends at the next interval, or at once when much waits. */
  wake(): void;
  /** Sends soon what earlier pages left. */
  start(): void;
  /** Sends all that waits; resolves when it is delivered or a try has failed. */
  flush(): Promise<void>;
  /** Sends synchronously what a page that is hidden, or ends, can still hand over. */
  leave(isEnding: boolean): void;
}

/** What the sender of the npm package adds. */
export interface SenderExtras {
  /** Aborted when the tracker is shut down. */
  signal?: AbortSignal | undefined;
  receipts?: Receipts | undefined;
  onDelivery?: (delivery: Delivery) => void;
}

interface Options {
  url: string;
  queue: Queue;
  store: KeyValueStore;
}

/** When the collector wants to hear from this browser again: for all tabs and later pages. */
const NOT_BEFORE = `${PREFIX}after`;

/** Moves events from the queue to the collector, and takes them off the device once they arrived. */
export function createSender(
  { url, queue, store }: Options,
  { signal, receipts, onDelivery }: SenderExtras = {},
): Sender {
  const turn = createTurn(store);
  const underWay = new Set<string>();
  let handed: string[] = [];
  let mostEvents = BATCH_EVENTS;
  let failures = 0;
  /** Not before this time, after a failure. */
  let notBefore = 0;
  let wakesAt = Number.POSITIVE_INFINITY;
  let running: Promise<void> | undefined;

  /** Milliseconds until the next try, as the collector or the backoff asked; a clock set back does not lengthen it. */
  const pause = () => {
    const until = HAS_EXTRAS ? Math.max(notBefore, Number(store.get(NOT_BEFORE))) : notBefore;
    return Math.min(until - now(), RETRY_AFTER_CAP_MS);
  };

  const wakeIn = (ms: number) => {
    if (wakesAt <= now() + ms) return;
    const delay = Math.max(ms, pause());
    wakesAt = now() + delay;
    // A timer set before this one goes on: to send a little sooner does no harm, but where the collector asked to wait.
    setTimeout(() => {
      wakesAt = Number.POSITIVE_INFINITY;
      if (pause() > 0) wakeIn(0);
      else flush();
    }, delay);
  };

  const nextBatch = (keys: string[]): Batch | undefined => {
    const waiting = keys.filter((key) => !underWay.has(key));
    const head = { sentAt: new Date(), sdk: { name: '@footfall/sdk', version: VERSION } };
    for (let most = mostEvents; ; most >>= 1) {
      const batch = buildBatch(waiting, { queue, most, head, dropped: pendingDrops(store) });
      if (!batch || most < 2 || batch.body.length <= BATCH_CHARS) return batch;
    }
  };

  /** Sends one batch and settles it; true when the next may follow at once. */
  const deliver = async ({ keys, body, dropped }: Batch, isLeaving: boolean): Promise<boolean> => {
    for (const key of keys) underWay.add(key);
    const { status, refused, retryAfterMs } = await post(url, body, isLeaving);
    for (const key of keys) underWay.delete(key);
    const outcome = outcomeOf(status, keys.length);
    if (HAS_EXTRAS) onDelivery?.({ status, outcome, body, refused });
    if (outcome === 'retry') {
      const delay = retryAfterMs || backoff(++failures, Math.random());
      notBefore = now() + delay;
      if (HAS_EXTRAS && retryAfterMs) store.set(NOT_BEFORE, `${notBefore}`);
      wakeIn(delay);
      return false;
    }
    failures = notBefore = 0;
    if (HAS_EXTRAS) store.remove(NOT_BEFORE);
    if (outcome === 'split') {
      mostEvents = keys.length >> 1;
      return true;
    }
    queue.remove(keys);
    if (outcome === 'drop') countDrop(store, `http_${status}`, keys.length);
    else for (const reason in dropped) countDrop(store, reason, -(dropped[reason] as number));
    if (refused) countDrop(store, 'refused', refused);
    return true;
  };

  const drain = async () => {
    if (HAS_EXTRAS && receipts) {
      const arrived = await receipts.collect();
      queue.remove(arrived);
      receipts.settle(arrived);
      // What was handed over and has not arrived by now is sent again.
      for (const key of handed) underWay.delete(key);
      handed = [];
    }
    queue.tidy();
    while (!(HAS_EXTRAS && signal?.aborted) && navigator.onLine !== false) {
      const batch = nextBatch(queue.keys());
      if (!batch || !(await deliver(batch, false))) return;
    }
  };

  const flush = () => {
    wakesAt = Number.POSITIVE_INFINITY;
    running ??= turn.take(drain).finally(() => {
      running = undefined;
    });
    return running;
  };

  return {
    wake: () => wakeIn(queue.chars() > FLUSH_AT_CHARS ? 0 : FLUSH_INTERVAL_MS),
    start() {
      if (queue.keys()[0]) wakeIn(BACKLOG_DELAY_MS);
    },
    flush,
    leave(isEnding) {
      // A page that ends cannot say later that its turn is over.
      if (isEnding) turn.end();
      if (navigator.onLine === false || pause() > 0) return;
      // Most worth first: the browser's budget for a page that ends is 64 KiB. What earlier pages left may have been
      // handed over by them, which can only be asked while there is time.
      const keys = queue.ownKeys();
      let left = KEEPALIVE_BYTES;
      for (let batch = nextBatch(keys); batch && turn.takeLeaving(isEnding); batch = nextBatch(keys)) {
        if (HAS_EXTRAS && isEnding && receipts?.hand(url, batch.body, batch.keys)) {
          handed.push(...batch.keys);
          for (const key of batch.keys) underWay.add(key);
        } else {
          left -= batch.body.length;
          if (left < 0) return;
          void deliver(batch, true).finally(turn.end);
        }
      }
    },
  };
}
