/** A whole number of so many digits may be beyond 2^53, where a double loses the last ones. Time in milliseconds has 13. */
const LONG_NUMBER = /\d{16}/;
/** Strings, which stay as they are, and numbers. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_WHOLE = /^-?\d{16,}$/;

/**
 * Parses JSON and loses no digit of a whole number: one that a double cannot hold becomes the text of its digits, for it is somebody's id.
 * Whatever reads a line of the lake reads it so: an id must be the same to whoever loads it and to whoever erases it.
 *
 * @throws SyntaxError where it is no JSON
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return LONG_NUMBER.test(text) ? JSON.parse(text.replace(TOKEN, exact)) : value;
}

const exact = (token: string) => (LONG_WHOLE.test(token) && String(Number(token)) !== token ? `"${token}"` : token);
