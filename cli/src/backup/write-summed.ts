import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A file as it was written. */
export interface Written {
  bytes: number;
  /** SHA-256, hexadecimal. */
  sum: string;
}

/** Writes a stream to a new file, durably, and sums it up on the way. Only its owner may read it. @throws where the file exists */
export async function writeSummed(file: string, source: Readable, through: Transform[] = []): Promise<Written> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const { meter, written } = summing();
  // flush: a backup that says it is whole must outlive a power cut
  await pipeline([source, ...through, meter, createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true })]);
  return written();
}

/** A stream that lets everything through and knows its size and sum. */
export function summing(): { meter: Transform; written: () => Written } {
  const hash = createHash('sha256');
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { meter, written: () => ({ bytes, sum: hash.digest('hex') }) };
}

/** Makes the names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
