import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from '../shop/random.mjs';
import { Shopper } from './shopper.mjs';

/** So many shoppers send at the same time, each one request after the other. */
const SHOPPERS = 25;
/** Events of one shopper that wait are sent so many at a time, as the tracker does. */
const MOST_A_REQUEST = 100;
const REQUEST_TIMEOUT_MS = 5000;
/** What was not acknowledged is sent again after so many milliseconds. */
const RETRY_MS = 500;
/** The share of batches that are sent again although they were acknowledged: the answer got lost on its way. */
const TWICE = 0.03;
/** The share of events that break the contract: they must be acknowledged as refused, and balance. */
const BROKEN = 0.005;

/** A steady load of shoppers who keep an event until it was acknowledged. The same seed makes the same events in the same order. */
export class Load {
  /** Ids of events that were answered as accepted. */
  acknowledged = new Set();
  /** Ids of events that were answered as refused. */
  refused = new Set();
  made = 0;
  requests = 0;
  retries = 0;
  twice = 0;
  /** What a collector must never answer. */
  wrongAnswers = [];
  /** Milliseconds by which the shoppers' clocks are wrong at this moment. */
  clockOffsetMs = 0;
  #stopped = false;

  constructor({ endpoint, seed, perSecond }) {
    Object.assign(this, { endpoint, perSecond });
    this.random = randomFrom(seed);
    // of its own: answers come in another order each time, and must not change what is made
    this.answers = randomFrom(seed + 1);
    this.shoppers = Array.from({ length: SHOPPERS }, () => new Shopper(this.random));
    this.waiting = this.shoppers.map(() => []);
  }

  start() {
    this.#running = Promise.all([this.#make(), ...this.waiting.map((queue) => this.#send(queue))]);
  }
  #running;

  /** Makes no more events, and waits until all that were made are acknowledged. */
  async drain() {
    this.#stopped = true;
    await this.#running;
  }

  /** Makes no more events, and gives up what waits. */
  abandon() {
    this.#stopped = true;
    for (const queue of this.waiting) queue.length = 0;
  }

  async #make() {
    const start = performance.now();
    while (!this.#stopped) {
      const due = ((performance.now() - start) / 1000) * this.perSecond;
      for (; this.made < due; this.made++) {
        const who = this.random.below(SHOPPERS);
        const event = this.shoppers[who].next(Date.now() + this.clockOffsetMs);
        this.waiting[who].push(this.random.chance(BROKEN) ? { ...event, product: 'none', isBroken: true } : event);
      }
      await sleep(20);
    }
  }

  async #send(queue) {
    while (!this.#stopped || queue.length > 0) {
      const events = queue.slice(0, MOST_A_REQUEST);
      if (events.length === 0) await sleep(20);
      else if (await this.#post(events)) queue.splice(0, events.length);
      else await sleep(RETRY_MS);
    }
  }

  async #post(events) {
    this.requests++;
    const answer = await post(this.endpoint, events, this.clockOffsetMs);
    if (!answer) this.retries++;
    else {
      this.#note(events, answer);
      if (this.answers.chance(TWICE)) {
        this.twice++;
        await post(this.endpoint, events, this.clockOffsetMs);
      }
    }
    return answer !== undefined;
  }

  #note(events, { rejected }) {
    const refused = new Set(rejected.map(({ index }) => index));
    for (const [index, { eventId, isBroken = false }] of events.entries()) {
      if (refused.has(index) !== isBroken)
        this.wrongAnswers.push(`${eventId} was ${refused.has(index) ? 'refused' : 'accepted'}`);
      (refused.has(index) ? this.refused : this.acknowledged).add(eventId);
    }
  }
}

/** Sends events. @returns the answer, or undefined where they were not acknowledged. @throws where it is another than the contract has */
export async function post(endpoint, events, clockOffsetMs = 0) {
  const sentAt = new Date(Date.now() + clockOffsetMs).toISOString();
  const body = JSON.stringify({ sentAt, events: events.map(({ isBroken: _, ...event }) => event) });
  let response;
  let answer;
  try {
    response = await fetch(endpoint, { method: 'POST', body, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    answer = await response.json();
  } catch {
    return undefined;
  }
  if (response.status === 200) return answer;
  if (response.status !== 503) throw new Error(`The collector answered ${response.status}: ${JSON.stringify(answer)}`);
  return undefined;
}
