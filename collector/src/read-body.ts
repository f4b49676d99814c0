import type { IncomingMessage } from 'node:http';
import { MAX_BODY_BYTES } from '@footfall/contract';

/** Beyond the limit this many bytes are still read and dropped: a client that is cut off while it sends never sees the 413. */
const MAX_DRAINED_BYTES = 16 * 1024 * 1024;

/** Reads a request's body, keeping no more than the contract's limit in memory. */
export async function readBody(request: IncomingMessage): Promise<Uint8Array | 'too large'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
    if (bytes > MAX_DRAINED_BYTES) break;
  }
  return bytes > MAX_BODY_BYTES ? 'too large' : Buffer.concat(chunks);
}
