import { createReadStream } from 'node:fs';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rawLines } from '@footfall/lake';

/** Characters that are kept in memory before the longest hours go to disk. */
const MEMORY_CHARS = 32 * 1024 * 1024;

/**
 * Sorts lines by folder of the lake, whatever order they come in, in little memory: what does not fit goes to files of the system's
 * temporary folder, one for each folder, none of which is kept open.
 */
export class HourFiles {
  readonly #waiting = new Map<string, { lines: string[]; chars: number }>();
  readonly #onDisk = new Set<string>();
  #chars = 0;
  #place: string | undefined;

  async add(folder: string, line: string): Promise<void> {
    const waiting = this.#waiting.get(folder) ?? { lines: [], chars: 0 };
    waiting.lines.push(line);
    waiting.chars += line.length;
    this.#chars += line.length;
    this.#waiting.set(folder, waiting);
    if (this.#chars > MEMORY_CHARS) await this.#spill();
  }

  /** Folders in their order. */
  get folders(): string[] {
    return [...new Set([...this.#onDisk, ...this.#waiting.keys()])].sort();
  }

  /** A folder's lines, in the order in which they were added. */
  async *lines(folder: string): AsyncGenerator<string> {
    if (this.#onDisk.has(folder))
      for await (const lines of rawLines('.ndjson', createReadStream(this.#file(folder)), Number.POSITIVE_INFINITY))
        for (const line of lines) yield line.toString();
    yield* this.#waiting.get(folder)?.lines ?? [];
  }

  /** Removes its files. */
  async close(): Promise<void> {
    if (this.#place !== undefined) await rm(this.#place, { recursive: true, force: true });
  }

  /** Half of what is in memory, the longest first: a few long hours make fewer writes than all the short ones. */
  async #spill(): Promise<void> {
    this.#place ??= await mkdtemp(join(tmpdir(), 'footfall-import-'));
    for (const [folder, { lines, chars }] of [...this.#waiting].sort(([, a], [, b]) => b.chars - a.chars)) {
      if (this.#chars <= MEMORY_CHARS / 2) break;
      await appendFile(this.#file(folder), `${lines.join('\n')}\n`, { mode: 0o600 });
      this.#onDisk.add(folder);
      this.#waiting.delete(folder);
      this.#chars -= chars;
    }
  }

  #file(folder: string): string {
    return join(this.#place ?? '', folder.replaceAll('/', '-'));
  }
}
