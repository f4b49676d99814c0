import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A longer line is no event of ours (those have 32 KiB at most) and would only fill the memory. */
const MAX_LINE_CHARS = 4 * 1024 * 1024;
/** Characters that are kept of what cannot be read. */
const SAMPLE_CHARS = 2000;

/** A line of an object, or why there is none. `text` is what stood there, shortened. */
export type ReadLine = { value: unknown; text: string } | { reason: string; text: string };

/**
 * Reads an object's lines as a stream: gzip or not, NDJSON or a single JSON document (also one of several lines).
 * What cannot be parsed is given as a reason and never thrown: the rest of the object and of the run goes on.
 *
 * @throws what `body` threw: the object was not read, which says nothing against its content
 */
export async function* readLines(key: string, body: Readable): AsyncGenerator<ReadLine> {
  const isDocument = /\.json(\.gz)?$/.test(key);
  const source = key.endsWith('.gz') ? body.pipe(createGunzip()) : body;
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
      if (isDocument) continue;
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      if (isSkipping && lines.length > 0) {
        lines.shift();
        isSkipping = false;
      }
      for (const line of lines) yield* parseLine(line);
      if (rest.length > MAX_LINE_CHARS && !isSkipping) {
        yield { reason: `line: has more than ${MAX_LINE_CHARS} characters`, text: rest.slice(0, SAMPLE_CHARS) };
        isSkipping = true;
      }
      if (isSkipping) rest = '';
    }
  } catch (error) {
    if (transportError) throw transportError;
    yield { reason: `object: ${(error as Error).message}`, text: rest.slice(0, SAMPLE_CHARS) };
    return;
  } finally {
    body.destroy(); // what was not read to its end would stay open
  }
  rest += decoder.decode();
  if (isSkipping) return;
  yield* isDocument ? parseDocument(rest) : parseLine(rest);
}

/** One line, or nothing where it is blank. */
export function* parseLine(line: string): Generator<ReadLine> {
  if (line.trim() === '') return;
  try {
    yield { value: JSON.parse(line), text: line };
  } catch {
    yield { reason: 'line: is not JSON', text: line.slice(0, SAMPLE_CHARS) };
  }
}

/** One event, an array of events, or lines after all. */
function* parseDocument(text: string): Generator<ReadLine> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    for (const line of text.split('\n')) yield* parseLine(line);
    return;
  }
  if (!Array.isArray(document)) return void (yield { value: document, text });
  for (const value of document) yield { value, text: '' };
}
