import { backoff } from './backoff.js';
import { type Batch, buildBatch } from './batch.js';
import { countDrop, pendingDrops } from './drops.js';
import { BACKLOG_DELAY_MS, BATCH_BYTES, BATCH_EVENTS, FLUSH_AT_CHARS, FLUSH_INTERVAL_MS } from './limits.js';
import { type Outcome, outcomeOf } from './outcome.js';
import type { Queue } from './queue.js';
import type { Receipts } from './receipts.js';
import type { KeyValueStore } from './store.js';
import type { Post } from './transport.js';
import type { Turn } from './turn.js';

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
  stop(): void;
}

interface Options {
  queue: Queue;
  store: KeyValueStore;
  post: Post;
  turn: Turn;
  url: string;
  receipts?: Receipts;
  head: () => Record<string, unknown>;
  now: () => number;
  random: () => number;
  isOnline: () => boolean;
  onDelivery?: (delivery: Delivery) => void;
}

/** Moves events from the queue to the collector, and takes them off the device once they arrived. */
export function createSender(options: Options): Sender {
  const { queue, store, post, turn, url, receipts, head, now, random, isOnline, onDelivery } = options;
  const underWay = new Set<string>();
  let handed: string[] = [];
  let events = BATCH_EVENTS;
  let bytes = BATCH_BYTES;
  let failures = 0;
  /** Not before this time, as the collector or the backoff asked. */
  let notBefore = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wakesAt = Number.POSITIVE_INFINITY;
  let running: Promise<void> | undefined;
  let isStopped = false;

  const wakeIn = (ms: number) => {
    const at = Math.max(now() + ms, notBefore);
    if (isStopped || wakesAt <= at) return;
    clearTimeout(timer);
    wakesAt = at;
    timer = setTimeout(flush, at - now());
  };

  const nextBatch = (keys: string[]) =>
    buildBatch(
      keys.filter((key) => !underWay.has(key)),
      { queue, head: head(), dropped: pendingDrops(store), events, bytes },
    );

  /** Sends one batch and settles it; true when the next may follow at once. */
  const deliver = async ({ keys, body, dropped }: Batch, isLeaving: boolean): Promise<boolean> => {
    for (const key of keys) underWay.add(key);
    const { status, refused, retryAfterMs } = await post(body, isLeaving);
    for (const key of keys) underWay.delete(key);
    const outcome = outcomeOf(status, keys.length);
    onDelivery?.({ status, outcome, body, refused });
    if (outcome === 'retry') {
      const delay = retryAfterMs || backoff(++failures, random());
      notBefore = now() + delay;
      wakeIn(delay);
      return false;
    }
    failures = notBefore = 0;
    if (outcome === 'split') {
      bytes = Math.min(bytes, body.length >> 1);
      events = keys.length >> 1;
      return true;
    }
    queue.remove(keys);
    if (outcome === 'drop') countDrop(store, `http_${status}`, keys.length);
    else for (const reason in dropped) countDrop(store, reason, -(dropped[reason] as number));
    if (refused) countDrop(store, 'refused', refused);
    return true;
  };

  const drain = async () => {
    if (receipts) {
      queue.remove(await receipts.collect());
      // What was handed over and has not arrived by now is sent again.
      for (const key of handed) underWay.delete(key);
      handed = [];
    }
    queue.tidy(now());
    while (!isStopped && isOnline()) {
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
      if (queue.keys().length) wakeIn(BACKLOG_DELAY_MS);
    },
    flush,
    leave(isEnding) {
      // A page that ends cannot say later that its turn is over.
      if (isEnding) turn.end();
      if (isStopped || !isOnline() || now() < notBefore) return;
      // Most worth first: the browser's budget for a page that ends is 64 KiB. What earlier pages left may have been
      // handed over by them, which can only be asked while there is time.
      const keys = queue.ownKeys();
      let batch = nextBatch(keys);
      if (!batch || !turn.takeLeaving(isEnding)) return;
      for (; batch; batch = nextBatch(keys)) {
        if (isEnding && receipts?.hand(url, batch.body, batch.keys)) {
          handed.push(...batch.keys);
          for (const key of batch.keys) underWay.add(key);
        } else void deliver(batch, true).finally(turn.end);
      }
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
