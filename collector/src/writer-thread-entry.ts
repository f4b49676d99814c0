// Runs as a worker thread: packs and writes what the server's thread gives it, one object at a time.
import { parentPort, workerData } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { FolderLake } from '@footfall/lake/folder'; // without the S3 client, which takes a thread half a second to load
import { GZIP } from './sink.js';

/** What is asked of the thread, and what it answers. */
export interface WriteOrder {
  id: number;
  key: string;
  /** Shared memory of the sender's, who leaves it alone until he has the answer; or copies. */
  pieces: Uint8Array[];
}
export interface WriteOutcome {
  id: number;
  error?: Error;
}

/** Most groups stand in one piece. */
const joinedLines = (pieces: Uint8Array[]): Uint8Array =>
  pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);

const lake = new FolderLake((workerData as { root: string }).root);

parentPort?.on('message', ({ id, key, pieces }: WriteOrder) => {
  const outcome: WriteOutcome = { id };
  try {
    lake.putSync(key, gzipSync(joinedLines(pieces), GZIP));
  } catch (error) {
    outcome.error = error as Error;
  }
  parentPort?.postMessage(outcome);
});
