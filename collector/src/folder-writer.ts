import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FolderLake } from '@footfall/lake';
import type { WriteOrder, WriteOutcome } from './folder-writer-thread.js';
import { joined } from './shared-memory.js';
import type { WriteLines } from './sink.js';

/** Writes lines to a folder from a thread of its own. */
export interface FolderWriter {
  write: WriteLines;
  /** Ends the thread; what it had, and what comes later, is rejected. */
  close(): Promise<unknown>;
}

/** An order that the thread has not answered. */
interface Waiting {
  resolve: () => void;
  reject: (error: Error) => void;
}

/** Tests import the sources, which Node.js cannot start a thread with; they take the built one. */
const PROGRAM = new URL('../dist/folder-writer-thread.js', import.meta.url);

/**
 * Packs and writes objects of a folder in a thread of its own: the dozen calls that a durable file takes cost the thread
 * that serves requests a third of its time. Should the thread die, what it had is answered with its error, and the next
 * write starts another.
 */
export function folderWriter(lake: FolderLake): FolderWriter {
  const root = fileURLToPath(lake.url);
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let lastId = 0;
  let isClosed = false;

  const start = (): Worker => {
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
        // Nobody would end the thread that it starts.
        if (isClosed) return reject(new Error('The writer is closed'));
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        thread ??= start();
        thread.postMessage({ id, key, pieces: joined(pieces) } satisfies WriteOrder);
      }),
    close: async () => {
      isClosed = true;
      await thread?.terminate();
    },
  };
}
