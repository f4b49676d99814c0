import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Lake } from '@footfall/lake';
import { placeholder } from '../erasure/placeholder.js';
import { listTombstones, readTombstone } from '../erasure/tombstone-objects.js';
import { Tombstones } from '../erasure/tombstones.js';
import { EtlError } from '../errors.js';
import type { ReadLine } from '../lines/parse-line.js';
import { readLines } from '../lines/read-lines.js';
import { HourFiles } from './hour-files.js';
import { pastEvents } from './past-events.js';
import { type PastLine, pastLine, refusedLine } from './past-line.js';

const pack = promisify(gzip);
/** An object is closed when its lines have so many characters: a batch of the ETL takes some. */
const OBJECT_CHARS = 8 * 1024 * 1024;
/** So many reasons are counted one by one. */
const MAX_REASONS = 1000;
/** A larger JSON document is no document: it is read line by line. */
const MAX_DOCUMENT_BYTES = 256 * 1024 * 1024;
/** Progress is told after so many events. */
const EVENTS_A_REPORT = 10_000;

export interface ImportOptions {
  lake: Lake;
  /** Paths of files; `-` is the standard input. */
  files: readonly string[];
  now?: Date;
  /** Only counts. */
  isDryRun?: boolean;
  /** Asked between events and between objects; what is written stays, and the same call finishes it. */
  shouldStop?: () => boolean;
  onProgress?: (done: ImportSummary) => void;
}

/** What became of some files' events. received = accepted + refused + erased. */
export interface ImportSummary {
  received: number;
  accepted: number;
  refused: number;
  /** Of persons who were erased since; a placeholder stands for each. */
  erased: number;
  /** Objects that were written, and that were there from an earlier call. */
  objects: number;
  objectsThere: number;
  /** Why events were refused, most frequent first. */
  reasons: { reason: string; events: number }[];
}

/**
 * Writes past events to the lake under their own hours, as the collector would have then. The objects' names come from what is in
 * them, so the same file again gives the same objects and changes nothing; killed anywhere, the same call finishes it. Nothing is
 * written before the files are read to their end.
 *
 * @throws EtlError when a file cannot be read or is damaged, or it was told to stop
 * @throws LakeError when the lake did not take an object
 */
export async function importHistory(options: ImportOptions): Promise<ImportSummary> {
  const { lake, files, shouldStop, onProgress, isDryRun } = options;
  const summary: ImportSummary = {
    received: 0,
    accepted: 0,
    refused: 0,
    erased: 0,
    objects: 0,
    objectsThere: 0,
    reasons: [],
  };
  const tombstones = new Tombstones(await tombstonesOf(lake));
  const hours = new HourFiles();
  const reasons = new Map<string, number>();
  try {
    for (const file of files)
      for await (const past of pastLines(file, { tombstones, now: (options.now ?? new Date()).getTime() })) {
        summary.received++;
        count(past, summary, reasons);
        if (!isDryRun) await hours.add(folderOf(past), `${past.erasure ?? ''}\t${past.line}`);
        if (summary.received % EVENTS_A_REPORT === 0) onProgress?.(summary);
        if (shouldStop?.()) throw stopped();
      }
    for (const folder of hours.folders) await writeFolder(folder, hours, summary, options);
  } finally {
    await hours.close();
  }
  summary.reasons = [...reasons].map(([reason, events]) => ({ reason, events })).sort((a, b) => b.events - a.events);
  return summary;
}

const stopped = () =>
  new EtlError('The import was stopped. Run the same command again: what is written is not written twice.');

async function tombstonesOf(lake: Lake) {
  const found = [];
  for (const { key, erasureId } of await listTombstones(lake)) {
    const { erasedAt, subjects } = await readTombstone(lake, key);
    found.push({ erasureId, erasedAt: new Date(erasedAt), subjects });
  }
  return found;
}

/** The lines of the lake that a file's events become. */
async function* pastLines(file: string, known: { tombstones: Tombstones; now: number }): AsyncGenerator<PastLine> {
  const context = { ...known, lastAt: 0 };
  let line = 0;
  for await (const read of linesOf(file)) {
    line++;
    if ('reason' in read) {
      yield refusedLine(read.text, read.reason, Number.NaN, context);
      continue;
    }
    for (const [index, event] of pastEvents(read.value).entries()) {
      const past = pastLine(event, { line, index }, context);
      context.lastAt = past.at;
      yield past;
    }
  }
}

async function* linesOf(file: string): AsyncGenerator<ReadLine> {
  try {
    const { name, body } = file === '-' ? { name: 'stdin.ndjson', body: process.stdin } : await openFile(file);
    for await (const lines of readLines(name, body))
      for (const line of lines) {
        if ('reason' in line && line.reason.startsWith('object:'))
          throw new EtlError(
            `${file} is damaged, and nothing of it was written: ${line.reason.slice('object: '.length)}`,
          );
        yield line;
      }
  } catch (error) {
    if (error instanceof EtlError) throw error;
    throw new EtlError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** Opens a file under a name that says what is in it. */
async function openFile(file: string): Promise<{ name: string; body: Readable }> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(GZIP_MAGIC.length), 0, GZIP_MAGIC.length, 0);
    const { size } = await handle.stat();
    const kind = /\.json(\.gz)?$/i.test(file) && size <= MAX_DOCUMENT_BYTES ? 'file.json' : 'file.ndjson';
    const name = buffer.equals(GZIP_MAGIC) ? `${kind}.gz` : kind;
    return { name, body: handle.createReadStream({ start: 0 }) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function count({ outcome, reason, erasure }: PastLine, summary: ImportSummary, reasons: Map<string, number>): void {
  if (erasure !== undefined) summary.erased++;
  else summary[outcome]++;
  if (reason === undefined || erasure !== undefined) return;
  const name = reasons.has(reason) || reasons.size < MAX_REASONS ? reason : 'others';
  reasons.set(name, (reasons.get(name) ?? 0) + 1);
}

function folderOf({ outcome, at }: PastLine): string {
  const hour = new Date(at).toISOString().slice(0, 13).replace(/[-T]/g, '/');
  return `${outcome === 'accepted' ? 'events' : 'rejected'}/${hour}`;
}

async function writeFolder(
  folder: string,
  hours: HourFiles,
  summary: ImportSummary,
  { lake, shouldStop, onProgress }: ImportOptions,
): Promise<void> {
  for await (const { digest, text } of objectsOf(hours.lines(folder))) {
    if (shouldStop?.()) throw stopped();
    const key = `${folder}/imported-${digest}.ndjson.gz`;
    // Also because an erasure may have taken some of its lines since.
    if (await isThere(lake, key)) summary.objectsThere++;
    else {
      await lake.put(key, await pack(text));
      summary.objects++;
    }
    onProgress?.(summary);
  }
}

/** Cuts lines to objects. The digest is that of the lines as they were, so that an erasure does not change an object's name. */
async function* objectsOf(records: AsyncIterable<string>): AsyncGenerator<{ digest: string; text: string }> {
  let hash = createHash('sha256');
  let chars = 0;
  let lines: string[] = [];
  const whole = () => ({ digest: hash.digest('hex').slice(0, 32), text: `${lines.join('\n')}\n` });
  for await (const record of records) {
    const tab = record.indexOf('\t');
    const line = record.slice(tab + 1);
    hash.update(line).update('\n');
    lines.push(tab > 0 ? placeholder(record.slice(0, tab)) : line);
    chars += line.length;
    if (chars < OBJECT_CHARS) continue;
    yield whole();
    hash = createHash('sha256');
    chars = 0;
    lines = [];
  }
  if (lines.length > 0) yield whole();
}

async function isThere(lake: Lake, key: string): Promise<boolean> {
  for await (const object of lake.list(key)) if (object.key === key) return true;
  return false;
}
