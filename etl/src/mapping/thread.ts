import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { MappedLines, OpenedObject } from './map-lines.js';
import { unpackLines } from './packed-lines.js';
import type { FromThread, ThreadData, ToThread } from './thread-messages.js';

const ENTRY = new URL('./thread-entry.js', import.meta.url);
/**
 * Rows are made and handed on by ten thousands: in V8's usual 16 MiB most of them are still alive when it looks for garbage, and
 * are copied twice.
 */
const YOUNG_MIB = 32;

/** The thread broke: nothing that it was given will come. A defect of the program, or too little memory, and no object's fault. */
export class MappingThreadError extends Error {
  override name = 'MappingThreadError';
}

/** An object in the thread's hands. */
interface Job {
  /** What came of it, and was not asked for yet. */
  waiting: MappedLines[];
  isDone: boolean;
  error: Error | undefined;
  /** Told when one of the above changes. */
  wake: () => void;
  /** Told when the thread has room for another piece of the body. */
  more: () => void;
  /** Where it comes in pieces. */
  body: Readable | undefined;
}

/** Maps objects beside the thread that loads them. Results come in the order in which objects were given, and must be taken so. */
export class MappingThread {
  readonly #worker: Worker;
  readonly #jobs = new Map<number, Job>();
  #lastId = 0;
  #end: Error | undefined;

  constructor(data: ThreadData) {
    this.#worker = new Worker(ENTRY, {
      workerData: data,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
    });
    this.#worker.on('message', (message: FromThread) => this.#hear(message));
    this.#worker.on('error', (error) => this.#stop(new MappingThreadError(`mapping broke off: ${error.message}`)));
    this.#worker.on('exit', () => this.#stop(new MappingThreadError('mapping ended')));
  }

  /**
   * Begins with an object at once.
   * @throws what reading its body threw, when that is reached
   * @throws MappingThreadError when the thread broke
   */
  map({ object, body, parts }: OpenedObject): AsyncGenerator<MappedLines> {
    const id = ++this.#lastId;
    const job: Job = { waiting: [], isDone: false, error: this.#end, wake: () => {}, more: () => {}, body: undefined };
    this.#jobs.set(id, job);
    const isWhole = Buffer.isBuffer(body);
    this.#tell({ type: 'object', id, object, parts, body: isWhole ? body : undefined });
    if (!isWhole) {
      job.body = body;
      void this.#feed(id, job, body);
    }
    return this.#results(id, job);
  }

  async close(): Promise<void> {
    this.#stop(new MappingThreadError('mapping was ended'));
    await this.#worker.terminate();
  }

  async *#results(id: number, job: Job): AsyncGenerator<MappedLines> {
    try {
      for (;;) {
        for (let lines = job.waiting.shift(); lines; lines = job.waiting.shift()) {
          this.#tell({ type: 'taken', bytes: lines.bytes });
          yield lines;
        }
        if (job.error) throw job.error;
        if (job.isDone) return;
        await new Promise<void>((resolve) => {
          job.wake = resolve;
        });
      }
    } finally {
      this.#jobs.delete(id);
      job.body?.destroy();
    }
  }

  /** Gives a body piece by piece, as the thread asks for them. */
  async #feed(id: number, job: Job, body: Readable): Promise<void> {
    let isWanted = this.#wanted(job);
    try {
      for await (const piece of body) {
        await isWanted;
        isWanted = this.#wanted(job);
        this.#tell({ type: 'piece', id, piece });
      }
      this.#tell({ type: 'piece', id });
    } catch (error) {
      this.#tell({ type: 'piece', id, error: (error as Error).message });
    }
  }

  #wanted(job: Job): Promise<void> {
    return new Promise((resolve) => {
      job.more = resolve;
    });
  }

  #tell(message: ToThread): void {
    if (!this.#end) this.#worker.postMessage(message);
  }

  #hear(message: FromThread): void {
    const job = this.#jobs.get(message.id);
    if (!job) return;
    if (message.type === 'more') {
      job.more();
      return;
    }
    if (message.type === 'lines') job.waiting.push(unpackLines(message.lines));
    else {
      job.isDone = true;
      if (message.error !== undefined) job.error = new Error(message.error);
      job.body?.destroy();
    }
    job.wake();
  }

  /** Whatever is still expected will not come. */
  #stop(reason: Error): void {
    if (this.#end) return;
    this.#end = reason;
    for (const job of this.#jobs.values()) {
      job.error ??= reason;
      job.body?.destroy();
      job.wake();
    }
  }
}
