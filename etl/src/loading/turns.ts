import { setImmediate } from 'node:timers/promises';

/** Whoever waits for the network is kept waiting so many milliseconds at most. */
const MAX_TURN_MS = 5;

/** Lets the rest of the process have its turn during long work on what is in memory already. */
export class Turns {
  #began = performance.now();

  async turn(): Promise<void> {
    if (performance.now() - this.#began < MAX_TURN_MS) return;
    await setImmediate();
    this.#began = performance.now();
  }
}
