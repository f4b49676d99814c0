import { backoff } from './backoff.js';
import { type Batch, buildBatch, takeEntries } from './batch.js';
import type { DropCounter } from './drops.js';
import { BACKLOG_DELAY_MS, BATCH_BYTES, BATCH_EVENTS, FLUSH_AT_CHARS, FLUSH_INTERVAL_MS } from './limits.js';
import { outcomeOf } from './outcome.js';
import type { Queue } from './queue.js';
import type { Post } from './transport.js';
import type { Turn } from './turn.js';

/** What the tracker knows of a batch that came to its end, for debugging. */
export interface Delivery {
  status: number;
  outcome: 'done' | 'retry' | 'split' | 'drop';
  events: number;
  refused: number;
}

export interface Sender {
  /** Sends at the next interval, or at once when much waits. */
  wake(): void;
  /** Sends soon what earlier pages left. */
  start(): void;
  /** Sends all that waits; resolves when it is delivered or a try has failed. */
  flush(): Promise<void>;
  /** Sends synchronously what a page that goes away can still hand over. */
  leave(): void;
  stop(): void;
}

interface Options {
  queue: Queue;
  post: Post;
  turn: Turn;
  drops: DropCounter;
  head: () => Record<string, unknown>;
  now: () => number;
  random: () => number;
  isOnline: () => boolean;
  onDelivery?: (delivery: Delivery) => void;
}

/** Moves events from the queue to the collector, and takes them off the device once they arrived. */
export function createSender({ queue, post, turn, drops, head, now, random, isOnline, onDelivery }: Options): Sender {
  const underWay = new Set<string>();
  let batchEvents = BATCH_EVENTS;
  let batchBytes = BATCH_BYTES;
  let failures = 0;
  /** Not before this time, as the collector or the backoff asked. */
  let notBefore = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wakesAt = 0;
  let running: Promise<void> | undefined;
  let isStopped = false;

  const wakeIn = (ms: number) => {
    const at = Math.max(now() + ms, notBefore);
    if (isStopped || (timer && wakesAt <= at)) return;
    clearTimeout(timer);
    wakesAt = at;
    timer = setTimeout(() => {
      timer = undefined;
      void flush();
    }, at - now());
  };

  const waiting = () => queue.keys().filter((key) => !underWay.has(key));

  const nextBatch = (keys: string[]): (Batch & { dropped: Record<string, number> | undefined }) | undefined => {
    const entries = takeEntries(keys, { queue, events: batchEvents, bytes: batchBytes });
    const dropped = drops.pending();
    return entries.length ? { ...buildBatch(entries, { queue, head: head(), dropped }), dropped } : undefined;
  };

  /** Sends one batch and settles it; true when the next may follow at once. */
  const deliver = async (batch: NonNullable<ReturnType<typeof nextBatch>>, leaving = false): Promise<boolean> => {
    for (const key of batch.keys) underWay.add(key);
    const { status, refused, retryAfterMs } = await post(batch.body, { leaving });
    for (const key of batch.keys) underWay.delete(key);
    if (isStopped) return false;
    let outcome = outcomeOf(status);
    if (outcome === 'split') {
      batchBytes = Math.min(batchBytes, batch.body.length >> 1);
      batchEvents = Math.max(1, batch.keys.length >> 1);
      if (batch.keys.length === 1) outcome = 'drop';
    }
    onDelivery?.({ status, outcome, events: batch.keys.length, refused });
    if (outcome === 'retry') {
      const delay = retryAfterMs ?? backoff(++failures, random());
      notBefore = now() + delay;
      wakeIn(delay);
      return false;
    }
    failures = notBefore = 0;
    if (outcome === 'split') return true;
    queue.remove(batch.keys);
    if (outcome === 'drop') drops.add(`http_${status}`, batch.keys.length);
    else drops.reported(batch.dropped);
    if (refused) drops.add('refused', refused);
    return true;
  };

  const drain = async () => {
    queue.tidy(now());
    while (!isStopped && isOnline()) {
      const batch = nextBatch(waiting());
      if (!batch || !(await deliver(batch))) return;
    }
  };

  const flush = () => {
    running ??= turn
      .take(drain)
      .catch(() => {})
      .finally(() => {
        running = undefined;
      });
    return running;
  };

  return {
    wake: () => wakeIn(queue.chars() > FLUSH_AT_CHARS ? 0 : FLUSH_INTERVAL_MS),
    start() {
      if (queue.keys().length) wakeIn(BACKLOG_DELAY_MS);
    },
    flush() {
      notBefore = 0;
      return flush();
    },
    leave() {
      if (isStopped || !isOnline() || now() < notBefore) return;
      // Most worth first: the browser's budget for a page that ends is 64 KiB.
      const keys = waiting().sort().reverse();
      if (!keys.length || !turn.takeLeaving()) return;
      for (let rest = keys; rest.length; ) {
        const batch = nextBatch(rest);
        if (!batch) break;
        rest = rest.filter((key) => !batch.keys.includes(key));
        void deliver(batch, true).finally(turn.end);
      }
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
