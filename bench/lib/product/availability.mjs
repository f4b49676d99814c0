import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '../../../warehouse/dist/index.js';
import { post } from './load.mjs';

/** So often each part is asked. */
const ASK_EVERY_MS = 250;
/** What does not answer within so many milliseconds is not there. */
const PATIENCE_MS = 2000;

/** Asks a part again and again whether it is there. A part is away from the question that failed first until the one that is answered. */
class Watch {
  isThere = true;
  #awayMs = 0;
  #since;
  #ended = false;

  constructor(ask) {
    this.#running = this.#run(ask);
  }
  #running;

  async #run(ask) {
    while (!this.#ended) {
      const asked = performance.now();
      this.isThere = await ask().catch(() => false);
      if (!this.isThere) this.#since ??= asked;
      else if (this.#since !== undefined) {
        this.#awayMs += performance.now() - this.#since;
        this.#since = undefined;
      }
      await sleep(Math.max(0, asked + ASK_EVERY_MS - performance.now()));
    }
  }

  /** Seconds away since this was asked last. */
  takeSeconds() {
    const now = performance.now();
    const ms = this.#awayMs + (this.#since === undefined ? 0 : now - this.#since);
    this.#awayMs = 0;
    if (this.#since !== undefined) this.#since = now;
    return ms / 1000;
  }

  async end() {
    this.#ended = true;
    await this.#running;
  }
}

/**
 * Watches a stack from outside: whether the collector takes an event, and whether the warehouse answers its dashboards. The
 * events it sends are the load's, too: their ids are noted with it.
 */
export function watchStack(stack, load) {
  const collector = new Watch(async () => {
    const event = { eventId: randomUUID(), eventName: 'page_view', clientId: 'watch' };
    const answer = await post(stack.endpoint, [event]);
    if (answer?.accepted === 1) load.acknowledged.add(event.eventId);
    return answer?.accepted === 1;
  });
  const url = stack.url('dash');
  const warehouse = new Watch(() =>
    within(
      PATIENCE_MS,
      withClient(url, (client) => client.query('select 1 from dash.balance limit 1')),
    ),
  );
  return { collector, warehouse, end: () => Promise.all([collector.end(), warehouse.end()]) };
}

/** True where the work is done within so many milliseconds; what comes later is nobody's concern. */
async function within(ms, work) {
  const timer = new AbortController();
  work.catch(() => {});
  const outcome = await Promise.race([work.then(() => true), sleep(ms, false, { signal: timer.signal })]);
  timer.abort();
  return outcome;
}
