import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import { isCompacted, type Manifest, type ManifestPart, readManifest } from './compacted.js';
import type { Lake } from './lake.js';
import { rawLines, UnsoundObjectError } from './raw-lines.js';
import type { OpenObject } from './read-ahead.js';

/** Packs the lines of objects into one, in memory, and keeps its manifest. */
export class CompactedWriter {
  readonly parts: ManifestPart[] = [];
  readonly replaces: string[] = [];
  /** Packed bytes so far. */
  bytes = 0;
  readonly #gzip = createGzip();
  readonly #chunks: Buffer[] = [];
  readonly #digest = createHash('sha256');
  readonly #known = new Set<string>();

  constructor() {
    this.#gzip.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.bytes += chunk.length;
    });
  }

  /**
   * Adds an object's lines; of a compacted one those whose part is not here yet.
   * @throws UnsoundObjectError when it is damaged; this writer is of no use then
   */
  async add(lake: Lake, { object, body }: OpenObject): Promise<void> {
    const { key } = object;
    if (!isCompacted(key)) {
      const part = { key, lines: 0, modifiedAt: object.modifiedAt.toISOString() };
      for await (const lines of rawLines(key, body)) {
        part.lines += lines.length;
        await this.#write(lines);
      }
      this.#keep(part);
      return;
    }
    const { parts, replaces } = await readManifest(lake, key);
    await this.#addParts(key, parts, rawLines(key, body));
    this.replaces.push(...replaces, key);
  }

  async #addParts(key: string, parts: ManifestPart[], batches: AsyncIterable<Buffer[]>): Promise<void> {
    let part = -1;
    let left = 0;
    let isWanted = false;
    for await (const lines of batches) {
      for (let i = 0; i < lines.length; ) {
        while (left === 0) {
          const next = parts[++part];
          if (!next) throw new UnsoundObjectError(`${key} has more lines than its manifest`);
          left = next.lines;
          isWanted = !this.#known.has(next.key);
        }
        const count = Math.min(left, lines.length - i);
        if (isWanted) await this.#write(lines.slice(i, i + count));
        left -= count;
        i += count;
      }
    }
    if (left > 0 || parts.slice(part + 1).some(({ lines }) => lines > 0))
      throw new UnsoundObjectError(`${key} has fewer lines than its manifest`);
    for (const each of parts) if (!this.#known.has(each.key)) this.#keep(each);
  }

  #keep(part: ManifestPart): void {
    this.#known.add(part.key);
    this.parts.push(part);
  }

  async #write(lines: Buffer[]): Promise<void> {
    const text = Buffer.concat(lines.flatMap((line) => [line, LINE_END]));
    this.#digest.update(text);
    if (!this.#gzip.write(text)) await once(this.#gzip, 'drain');
  }

  /** @returns the finished object and its manifest */
  async finish(): Promise<{ body: Buffer; manifest: Manifest }> {
    const ended = once(this.#gzip, 'end');
    this.#gzip.end();
    await ended;
    const { parts, replaces } = this;
    const manifest: Manifest = { version: 1, parts, replaces, sha256: this.#digest.digest('hex') };
    return { body: Buffer.concat(this.#chunks), manifest };
  }
}

const LINE_END = Buffer.from('\n');

/** Reads a compacted object from the lake. @throws LakeError when its lines are not those that were written */
export async function verify(lake: Lake, key: string, { sha256 }: Manifest): Promise<void> {
  const found = createHash('sha256');
  for await (const lines of rawLines(key, await lake.get(key)))
    found.update(Buffer.concat(lines.flatMap((line) => [line, LINE_END])));
  if (found.digest('hex') !== sha256) throw new UnsoundObjectError(`${key} reads differently from what was written`);
}
