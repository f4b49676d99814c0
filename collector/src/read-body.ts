import type { IncomingMessage } from 'node:http';
import { MAX_BODY_BYTES } from '@footfall/contract';
import { HttpError, type ReadBody } from './http.js';

/** Beyond the limit this many bytes are still read and dropped: a client that is cut off while it sends never sees the 413. */
const MAX_DRAINED_BYTES = 16 * 1024 * 1024;

/** Memory that bodies on their way may take together, whoever sends them and however slowly. */
export interface BodyRoom {
  freeBytes: number;
}

/** Nobody is there to read it: it counts in the figures what was broken off, under the number that nginx uses for it. */
const BROKEN_OFF = 499;

/**
 * Reads a request's body, keeping no more than the contract's limit, and no more than there is room for, in memory.
 * Rejects with an {@link HttpError} 499 where the connection ends before the body, which is no fault of ours.
 */
export function readBody(request: IncomingMessage, room: BodyRoom): Promise<ReadBody> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    let kept = 0;
    let refusal: 'too large' | 'no room' | undefined;
    const refuse = (why: 'too large' | 'no room') => {
      refusal = why; // a body that had no room and goes on beyond the limit would be sent again in vain
      chunks = [];
      release();
    };
    const release = () => {
      room.freeBytes += kept;
      kept = 0;
    };
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_DRAINED_BYTES) return void resolve('too large');
      if (bytes > MAX_BODY_BYTES) return refuse('too large');
      if (refusal) return;
      if (chunk.length > room.freeBytes) return refuse('no room');
      room.freeBytes -= chunk.length;
      kept += chunk.length;
      chunks.push(chunk);
    });
    request.on('end', () => {
      release();
      resolve(refusal ?? (chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    });
    // Ends each request, also one that its sender broke off.
    request.on('close', () => {
      release();
      if (!request.complete) reject(new HttpError(BROKEN_OFF, 'The sender broke off'));
    });
  });
}
