import type { RebuildOptions, RebuildPhase, RebuildProgress } from './options.js';

/** Keeps time of a rebuild's phases, and says how far it is. */
export class Stages {
  readonly seconds: Partial<Record<RebuildPhase, number>> = {};
  readonly #started = performance.now();
  readonly #onProgress: RebuildOptions['onProgress'];
  #phase: RebuildPhase = 'listing';
  #phaseStarted = this.#started;
  #objectsInAll = 0;
  #objects = 0;
  #events = 0;

  constructor(onProgress: RebuildOptions['onProgress']) {
    this.#onProgress = onProgress;
  }

  get total(): number {
    return (performance.now() - this.#started) / 1000;
  }

  enter(phase: RebuildPhase): void {
    this.leave();
    this.#phase = phase;
    this.#tell();
  }

  leave(): void {
    const now = performance.now();
    this.seconds[this.#phase] = (this.seconds[this.#phase] ?? 0) + (now - this.#phaseStarted) / 1000;
    this.#phaseStarted = now;
  }

  expect(objects: number): void {
    this.#objectsInAll = objects;
  }

  loaded(objects: number, events: number): void {
    this.#objects = objects;
    this.#events = events;
    this.#tell();
  }

  #tell(): void {
    const left = this.#objectsInAll - this.#objects;
    const rate = this.#objects / (performance.now() - this.#phaseStarted);
    const progress: RebuildProgress = {
      phase: this.#phase,
      objects: this.#objects,
      objectsInAll: this.#objectsInAll,
      events: this.#events,
      ...(this.#phase === 'loading' && rate > 0 && left >= 0 && { secondsLeft: left / rate / 1000 }),
    };
    this.#onProgress?.(progress);
  }
}
