// Runs as a worker thread: packs and writes what the server's thread gives it, one object at a time.
import { parentPort, workerData } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { FolderLake } from '@footfall/lake';
import { GZIP } from './sink.js';

/** What is asked of the thread, and what it answers. */
export interface WriteOrder {
  id: number;
  key: string;
  lines: Uint8Array;
}
export interface WriteOutcome {
  id: number;
  error?: Error;
}

const lake = new FolderLake((workerData as { root: string }).root);

parentPort?.on('message', ({ id, key, lines }: WriteOrder) => {
  const outcome: WriteOutcome = { id };
  try {
    lake.putSync(key, gzipSync(lines, GZIP));
  } catch (error) {
    outcome.error = error as Error;
  }
  parentPort?.postMessage(outcome);
});
