import { Readable } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import { parseJson } from '@footfall/lake/parse-json';
import { linesOf } from './line-reader.js';
import { MAX_LINE_CHARS, parseLine, type ReadLine, SAMPLE_CHARS, tooLong } from './parse-line.js';

/** What a small object may unpack to, in bytes, to be read in one go; an honest one has ten times its packed bytes. */
const MAX_UNPACKED_BYTES = 16 * 1024 * 1024;
/** A stream is unpacked in pieces of this size in bytes: with the default of 16 KiB it waits for each more than it works. */
const UNPACKED_CHUNK_BYTES = 256 * 1024;

/**
 * Reads an object's lines, some at a time: gzip or not, NDJSON or a single JSON document (also one of several lines).
 * What cannot be parsed is given as a reason and never thrown: the rest of the object and of the run goes on.
 *
 * @param body the object's content, as a stream or whole
 * @throws what a stream threw: the object was not read, which says nothing against its content
 */
export async function* readLines(key: string, body: Readable | Buffer): AsyncGenerator<ReadLine[]> {
  if (!Buffer.isBuffer(body)) return yield* streamedLines(key, body);
  const bytes = key.endsWith('.gz') ? unpacked(body) : body;
  if (bytes === undefined) return yield* streamedLines(key, Readable.from([body]));
  if (isDocument(key)) yield parseDocument(new TextDecoder().decode(bytes));
  else yield* linesOf(bytes);
}

const isDocument = (key: string) => /\.json(\.gz)?$/.test(key);

/** Setting up a stream costs more than unpacking a small object. What is damaged or swells is left to the stream. */
function unpacked(packed: Buffer): Buffer | undefined {
  try {
    return gunzipSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch {
    return undefined;
  }
}

async function* streamedLines(key: string, body: Readable): AsyncGenerator<ReadLine[]> {
  const source = key.endsWith('.gz') ? body.pipe(createGunzip({ chunkSize: UNPACKED_CHUNK_BYTES })) : body;
  let transportError: Error | undefined;
  body.on('error', (error) => {
    transportError = error;
    source.destroy(error);
  });
  const decoder = new TextDecoder();
  let rest = '';
  /** Behind the start of a line that is too long, until its end. */
  let isSkipping = false;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      rest += decoder.decode(chunk, { stream: true });
      if (isDocument(key)) continue;
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      if (isSkipping && lines.length > 0) {
        lines.shift();
        isSkipping = false;
      }
      const found = parseLines(lines);
      if (rest.length > MAX_LINE_CHARS && !isSkipping) {
        found.push(tooLong(rest));
        isSkipping = true;
      }
      if (isSkipping) rest = '';
      if (found.length > 0) yield found;
    }
  } catch (error) {
    if (transportError) throw transportError;
    yield [{ reason: `object: ${(error as Error).message}`, text: rest.slice(0, SAMPLE_CHARS) }];
    return;
  } finally {
    body.destroy(); // what was not read to its end would stay open
  }
  rest += decoder.decode();
  if (!isSkipping) yield isDocument(key) ? parseDocument(rest) : parseLines([rest]);
}

/** The lines that are not blank. */
function parseLines(lines: readonly string[]): ReadLine[] {
  return lines.flatMap((line) => parseLine(line) ?? []);
}

/** One event, an array of events, or lines after all. */
function parseDocument(text: string): ReadLine[] {
  let document: unknown;
  try {
    document = parseJson(text);
  } catch {
    return parseLines(text.split('\n'));
  }
  return Array.isArray(document) ? document.map((value) => ({ value, text: '' })) : [{ value: document, text }];
}
