import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import { isCompacted, type Manifest, manifestKey, packManifest, readManifest } from './compacted.js';
import { type Lake, LakeError } from './lake.js';
import { rawLines, UnsoundObjectError } from './raw-lines.js';

/** What became of an object. */
export interface Rewritten {
  /** Lines that it has; as many as before. */
  lines: number;
  /** Bytes that it has now. */
  bytes: number;
}

export interface RewriteOptions {
  /** Gives the line that takes a line's place, or the same one. Never none: ids of events come from the numbers of lines. */
  replaceLine: (line: Buffer, lineNumber: number) => Uint8Array;
  /** Stands for what is behind the damage of an object that cannot be read to its end: nobody can say what it holds. */
  restLine: Uint8Array;
  maxLineBytes: number;
}

const LINE_END = Buffer.from('\n');

/**
 * Writes an object anew with some lines replaced, under the same key, in memory. Of a compacted one the manifest goes first: killed
 * between the two, the old lines are still there for the next call, which makes both anew.
 *
 * @throws LakeError when the lake did not give or take it; its old content is there then
 */
export async function rewriteObject(lake: Lake, key: string, options: RewriteOptions): Promise<Rewritten> {
  const manifest = isCompacted(key) ? await readManifest(lake, key).catch(withoutManifest) : undefined;
  const chunks: Buffer[] = [];
  const gzip = createGzip().on('data', (chunk: Buffer) => chunks.push(chunk));
  const isPacked = key.endsWith('.gz');
  const digest = createHash('sha256');
  let lines = 0;
  for await (const some of replacedLines(lake, key, options)) {
    lines += some.length;
    const text = Buffer.concat(some.flatMap((line) => [line, LINE_END]));
    digest.update(text);
    if (!isPacked) chunks.push(text);
    else if (!gzip.write(text)) await once(gzip, 'drain');
  }
  if (isPacked) {
    const ended = once(gzip, 'end');
    gzip.end();
    await ended;
  }
  if (manifest) await replaceManifest(lake, key, { ...manifest, sha256: digest.digest('hex') });
  const body = Buffer.concat(chunks);
  await lake.replace(key, body);
  return { lines, bytes: body.length };
}

/** A compacted object that lost its manifest is read by nobody, but it holds lines all the same. */
function withoutManifest(error: unknown): undefined {
  if (!(error instanceof LakeError)) throw error;
}

async function replaceManifest(lake: Lake, key: string, manifest: Manifest): Promise<void> {
  await lake.replace(manifestKey(key), await packManifest(manifest));
}

async function* replacedLines(lake: Lake, key: string, options: RewriteOptions): AsyncGenerator<Uint8Array[]> {
  const { replaceLine, restLine, maxLineBytes } = options;
  let lineNumber = 0;
  try {
    for await (const lines of rawLines(key, await lake.get(key), maxLineBytes))
      yield lines.map((line) => replaceLine(line, ++lineNumber));
  } catch (error) {
    if (!(error instanceof UnsoundObjectError)) throw error;
    yield [restLine];
  }
}
