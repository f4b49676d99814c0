import type pg from 'pg';
import type { Counts } from '../loading/counts.js';
import { asModeller } from '../warehouse/loader-lock.js';
import { analyzeGrown } from './analyze-grown.js';
import { KEYS_A_STEP, refreshStep } from './refresh-models.js';

/**
 * With so many keys waiting, models are built while facts are still being added: the oldest half, since visits of the newest half may
 * go on in what is loaded next.
 */
const KEYS_TO_BEGIN = 2 * KEYS_A_STEP;
/** Keys that a line touches at most: visit or client, order, cart and hour; and as many again where it takes another's place. */
const KEYS_A_LINE = 8;

/** Builds models while a run loads; days are left until all is loaded, since a step would touch them again. */
export class ModelsAlongside {
  readonly #connect: () => Promise<pg.Client | undefined>;
  #client: pg.Client | undefined;
  #step: Promise<void> | undefined;
  #isOver = false;
  #error: unknown;

  /** @param connect gives a connection that is its own until its end, where it comes to work; undefined where none is to be had */
  constructor(connect: () => Promise<pg.Client | undefined>) {
    this.#connect = connect;
  }

  /**
   * Told that facts were added: goes on in the background where there is enough to do. Most runs are short and open no connection
   * for it: a server has few of them.
   * @param done what the run has loaded so far
   */
  more({ loaded, duplicate }: Counts): void {
    if (this.#isOver || (loaded + duplicate) * KEYS_A_LINE < KEYS_TO_BEGIN) return;
    this.#step ??= this.#work().finally(() => {
      this.#step = undefined;
    });
  }

  /** Ends with the step that is under way. @throws what a step threw */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#step;
    if (this.#error) throw this.#error;
  }

  async #work(): Promise<void> {
    try {
      this.#client ??= await this.#connect();
      const client = this.#client;
      if (!client) {
        this.#isOver = true; // all is built at the run's end
        return;
      }
      while (!this.#isOver && !this.#error && (await keysWaiting(client)) >= KEYS_TO_BEGIN) {
        await analyzeGrown(client);
        await asModeller(client, () => refreshStep(client));
      }
    } catch (error) {
      this.#error = error; // told at the end: what was loaded until then stays
    }
  }
}

async function keysWaiting(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ keys: string }>(
    'select coalesce(max(touched_id) - min(touched_id) + 1, 0) as keys from etl_touched',
  );
  return Number(rows[0]?.keys);
}
