import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FolderLake } from '@footfall/lake';
import type { WriteOrder, WriteOutcome } from './folder-writer-thread.js';
import type { WriteLines } from './sink.js';

/** Writes lines to a folder from a thread of its own. */
export interface FolderWriter {
  write: WriteLines;
  close(): Promise<unknown>;
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
  const waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  let thread: Worker | undefined;
  let lastId = 0;

  const start = (): Worker => {
    const started = new Worker(PROGRAM, { workerData: { root } });
    started.unref(); // the server, not this, keeps the process alive
    started.on('message', ({ id, error }: WriteOutcome) => {
      const caller = waiting.get(id);
      waiting.delete(id);
      if (error) caller?.reject(error);
      else caller?.resolve();
    });
    const end = (error: Error) => {
      // An error is followed by the exit, when the next thread may be at work already.
      if (thread !== started) return;
      thread = undefined;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    started.on('error', end).on('exit', () => end(new Error('The writing thread ended')));
    return started;
  };

  return {
    write: (key, pieces) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        // A copy of its own, so that it can be handed over; pieces may share their memory with others.
        const lines = Buffer.allocUnsafeSlow(pieces.reduce((sum, { length }) => sum + length, 0));
        let at = 0;
        for (const piece of pieces) {
          lines.set(piece, at);
          at += piece.length;
        }
        waiting.set(id, { resolve, reject });
        thread ??= start();
        thread.postMessage({ id, key, lines } satisfies WriteOrder, [lines.buffer]);
      }),
    close: async () => thread?.terminate(),
  };
}
