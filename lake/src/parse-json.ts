/** A whole number of so many digits may be beyond 2^53, where a double loses the last ones. Time in milliseconds has 13. */
const LONG_NUMBER = /\d{16}/;
/** Strings, which stay as they are, and numbers. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_WHOLE = /^-?\d{16,}$/;

/**
 * Parses JSON and loses no digit of a whole number: one that a double cannot hold becomes the text of its digits, for it is somebody's id.
 * Whatever reads a line of the lake reads it so: an id must be the same to whoever loads it, to whoever erases it, and to whoever
 * makes lines of a document. It is imported by its own path: a thread that reads lines has no need of the S3 client.
 *
 * @throws SyntaxError where it is no JSON
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return LONG_NUMBER.test(text) ? JSON.parse(text.replace(TOKEN, exact)) : value;
}

const exact = (token: string) => (LONG_WHOLE.test(token) && String(Number(token)) !== token ? `"${token}"` : token);
