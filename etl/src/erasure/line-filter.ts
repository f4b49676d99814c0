import { idBeginning } from '../events/coerce.js';

/** Looking for more ids than this one by one takes longer than parsing the line and looking into a table. */
const MAX_NEEDLES = 8;
/** The number of an object's member that is written in another way than JavaScript writes it, as `1.2e3` or `12.0`, or with more digits than it keeps. */
const ODD_NUMBER = /:\s*-?\d(?:[\d.]*[eE]|[\d.]{15})/;
const ESCAPE = Buffer.from('\\u');

/**
 * Tells lines that may hold one of some ids from those that cannot, without parsing them: an id stands in a line as it is, or
 * escaped. Any character may be written as `\u…`, a slash as `\/`, and an id that looks like a number in many ways: such a line
 * may hold it.
 */
export function lineFilter(stored: readonly string[]): (line: Buffer) => boolean {
  const ids = stored.map(idBeginning);
  // U+FFFD also stands for bytes that are no text, and for halves of surrogate pairs.
  if (ids.length > MAX_NEEDLES || ids.some((id) => id.includes('\ufffd'))) return () => true;
  const texts = ids.flatMap((id) => [id, JSON.stringify(id).slice(1, -1)]);
  if (ids.some((id) => id.includes('/'))) texts.push('\\/');
  const needles = [...new Set(texts)].map((text) => Buffer.from(text));
  needles.push(ESCAPE);
  const mayBeNumber = ids.some((id) => String(Number(id)) === id);
  return (line) =>
    needles.some((needle) => line.includes(needle)) || (mayBeNumber && ODD_NUMBER.test(line.toString('latin1')));
}
