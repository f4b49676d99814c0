import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LakeError } from './lake.js';
import { parseJson } from './parse-json.js';

/** A longer line is no event of ours (those have 32 KiB at most): unless told otherwise, an object that has one counts as damaged. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;
const NEWLINE = 0x0a;
const BRACE = 0x7b;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** An object's content is damaged; that it could not be fetched is another matter. */
export class UnsoundObjectError extends LakeError {
  override name = 'UnsoundObjectError';
}

/**
 * An object's lines as bytes, without their ends, some at a time. Blank ones are left out; a JSON document (`.json`) becomes a
 * line, an array a line for each element: the n-th line here is the ETL's n-th line.
 *
 * @throws UnsoundObjectError when it cannot be unpacked, or has a line that is no event's
 * @throws what `body` threw
 */
export async function* rawLines(key: string, body: Readable, maxLineBytes = MAX_LINE_BYTES): AsyncGenerator<Buffer[]> {
  const source = key.endsWith('.gz') ? body.pipe(createGunzip()) : body;
  let transportError: Error | undefined;
  body.on('error', (error) => {
    transportError = error;
    source.destroy(error);
  });
  try {
    yield* /\.json(\.gz)?$/.test(key) ? documentLines(source, maxLineBytes) : streamLines(source, maxLineBytes);
  } catch (error) {
    if (transportError) throw transportError;
    if (error instanceof UnsoundObjectError) throw error;
    throw new UnsoundObjectError(`${key} is damaged: ${(error as Error).message}`, { cause: error });
  } finally {
    body.destroy(); // what was not read to its end would stay open
  }
}

async function* streamLines(source: AsyncIterable<Buffer>, maxLineBytes: number): AsyncGenerator<Buffer[]> {
  let rest: Buffer = Buffer.alloc(0);
  let isFirst = true;
  for await (const chunk of source) {
    const bytes: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      lines.push(isFirst ? withoutMark(bytes.subarray(start, end)) : bytes.subarray(start, end));
      isFirst = false;
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > maxLineBytes) throw new Error(`a line is longer than ${maxLineBytes} bytes`);
    const found = checked(lines, maxLineBytes);
    if (found.length > 0) yield found;
  }
  const last = checked([isFirst ? withoutMark(rest) : rest], maxLineBytes);
  if (last.length > 0) yield last;
}

const withoutMark = (line: Buffer) =>
  line.subarray(0, 3).equals(BYTE_ORDER_MARK) ? line.subarray(BYTE_ORDER_MARK.length) : line;

function checked(lines: Buffer[], maxLineBytes: number): Buffer[] {
  const found = lines.filter((line) => line.length > 0 && (line[0] === BRACE || line.toString().trim() !== ''));
  const tooLong = found.find((line) => line.length > maxLineBytes);
  if (tooLong) throw new Error(`a line has ${tooLong.length} bytes, more than ${maxLineBytes}`);
  return found;
}

async function* documentLines(source: Readable, maxLineBytes: number): AsyncGenerator<Buffer[]> {
  const text = new TextDecoder().decode(Buffer.concat(await source.toArray()));
  const lines = checked(
    splitDocument(text).map((line) => Buffer.from(line)),
    maxLineBytes,
  );
  if (lines.length > 0) yield lines;
}

/**
 * JSON has line ends between its tokens only, so a space can stand for each. An array's elements are written anew, with every digit
 * of their ids: these lines go into compacted objects, and into the place of the array.
 */
function splitDocument(text: string): string[] {
  let document: unknown;
  try {
    document = parseJson(text);
  } catch {
    return text.split('\n');
  }
  return Array.isArray(document)
    ? document.map((value) => JSON.stringify(value))
    : [text.replace(/[\r\n]+/g, ' ').trim()];
}
