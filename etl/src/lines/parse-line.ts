import { parseJson } from '@footfall/lake/parse-json';

/** A longer line is no event of ours (those have 32 KiB at most) and would only fill the memory. */
export const MAX_LINE_CHARS = 4 * 1024 * 1024;
/** Characters that are kept of what cannot be read. */
export const SAMPLE_CHARS = 2000;

/** A line of an object, or why there is none. `text` is what stood there, shortened. */
export type ReadLine = { value: unknown; text: string } | { reason: string; text: string };

/** One line, or nothing where it is blank. */
export function parseLine(line: string): ReadLine | undefined {
  if (line.trim() === '') return undefined;
  if (line.length > MAX_LINE_CHARS) return tooLong(line);
  try {
    return { value: parseJson(line), text: line };
  } catch {
    return { reason: 'line: is not JSON', text: line.slice(0, SAMPLE_CHARS) };
  }
}

/** What stands for a line that nobody reads. */
export function tooLong(line: string): ReadLine {
  return { reason: `line: has more than ${MAX_LINE_CHARS} characters`, text: line.slice(0, SAMPLE_CHARS) };
}
