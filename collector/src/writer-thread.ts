import { Worker } from 'node:worker_threads';
import { joined } from './shared-memory.js';
import type { WriteLines } from './sink.js';
import type { WriteOrder, WriteOutcome } from './writer-thread-entry.js';

/** One thread that writes. It is started by the first write, if not before. */
export interface WriterThread {
  write: WriteLines;
  start(): void;
  /** How many orders it has. */
  orders(): number;
  close(): Promise<void>;
}

/** An order that the thread has not answered. */
interface Waiting {
  resolve: () => void;
  reject: (error: Error) => void;
}

/** Tests import the sources, which Node.js cannot start a thread with; they take the built one. */
const PROGRAM = new URL('../dist/writer-thread-entry.js', import.meta.url);

/** Should the thread die, what it had is rejected with its error, and the next write starts another. @param root of the lake */
export function writerThread(root: string): WriterThread {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let lastId = 0;

  const begin = (): Worker => {
    const started = new Worker(PROGRAM, { workerData: { root } });
    started.on('message', ({ id, error }: WriteOutcome) => {
      const order = waiting.get(id);
      if (!order) return;
      waiting.delete(id);
      if (error) order.reject(error);
      else order.resolve();
    });
    const end = (error: Error) => {
      // An error is followed by the exit, when the next thread may be at work already.
      if (thread !== started) return;
      thread = undefined;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    started.on('error', end).on('exit', () => end(new Error('The writing thread ended')));
    // The server, not this, keeps the process alive. Last, for a listener of messages undoes it.
    started.unref();
    return started;
  };

  return {
    write: (key, pieces) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        thread ??= begin();
        thread.postMessage({ id, key, pieces: joined(pieces) } satisfies WriteOrder);
      }),
    start: () => {
      thread ??= begin();
    },
    orders: () => waiting.size,
    close: async () => {
      await thread?.terminate();
    },
  };
}
