import { parseJson } from '@footfall/lake/parse-json';
import type { Fields } from '../events/coerce.js';
import { MAX_LINE_CHARS, parseLine, type ReadLine } from './parse-line.js';

const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** What stands between an event and what the collector says of its batch, at the end of a line. */
const INGEST = Buffer.from(',"_ingest":');

/** So many lines are given at once: what was made of them is done with before V8 looks for garbage the second time. */
const LINES_AT_ONCE = 1000;

/** The end of a line, from the comma on, and what it says. */
interface Tail {
  bytes: Buffer;
  text: string;
  ingest: unknown;
}

/**
 * The lines of an object that are not blank, some at a time. Each is decoded by itself: in a text of a whole object every line would
 * take two bytes a character where one line has a character that Latin-1 lacks. And a third of a line is `_ingest`, which a batch's
 * events share: it is parsed once for lines that follow each other, and those have the same object for it.
 */
export function* linesOf(bytes: Buffer): Generator<ReadLine[]> {
  let found: ReadLine[] = [];
  let tail: Tail | undefined;
  let start = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, start);
    const line = bytes.subarray(start, newline < 0 ? bytes.length : newline);
    start += line.length + 1;
    if (line.length > MAX_LINE_CHARS || !tail || !endsWith(line, tail.bytes)) tail = tailOf(line);
    const read = (tail && withTail(line, tail)) ?? parseLine(line.toString());
    if (read) found.push(read);
    if (found.length < LINES_AT_ONCE) continue;
    yield found;
    found = [];
  }
  if (found.length > 0) yield found;
}

const endsWith = (line: Buffer, end: Buffer) =>
  line.length > end.length && line.compare(end, 0, end.length, line.length - end.length) === 0;

function tailOf(line: Buffer): Tail | undefined {
  const start = line.length > MAX_LINE_CHARS ? -1 : line.lastIndexOf(INGEST);
  if (start < 0) return undefined;
  const bytes = line.subarray(start);
  const text = bytes.toString();
  try {
    return { bytes, text, ingest: parseJson(text.slice(INGEST.length, -1)) };
  } catch {
    return undefined; // a text that looks like it, or no JSON: the line as a whole will tell
  }
}

/** A line whose end is known. What stands before it must be an object that lacks but its last brace; else the whole is looked at. */
function withTail(line: Buffer, { bytes, text, ingest }: Tail): ReadLine | undefined {
  const head = line.toString('utf8', 0, line.length - bytes.length);
  try {
    const value = parseJson(`${head}}`) as Fields;
    if (Object.keys(value).length === 0) return undefined; // the comma would have nothing before it
    value._ingest = ingest;
    return { value, text: head + text };
  } catch {
    return undefined;
  }
}
