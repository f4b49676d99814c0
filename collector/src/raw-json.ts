/** A value's place in a body: from its first byte to behind its last. */
export interface Place {
  start: number;
  end: number;
  /** Levels of arrays and objects in it, itself being the first. */
  depth: number;
  /** Keys of all objects in it; one that is given twice counts twice. */
  keys: number;
  /** Whether it goes over several lines, as people write JSON by hand. */
  hasLineBreak: boolean;
}

/** Where a body's events stand, and what they share. */
export interface BodyPlaces {
  events: Place[];
  common?: Place;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const CLOSE_OBJECT = 0x7d;
const SPACE = 0x20;

/** What a byte outside of strings does; a table, since this is asked of every byte that comes in. */
const OPENS = 1;
const CLOSES = 2;
const QUOTES = 3;
const BREAKS_LINE = 4;
const ENDS_KEY = 5;
const ROLES = new Uint8Array(256);
for (const [bytes, role] of [
  ['{[', OPENS],
  ['}]', CLOSES],
  ['"', QUOTES],
  ['\r\n', BREAKS_LINE],
  [':', ENDS_KEY],
] as const)
  for (const byte of Buffer.from(bytes)) ROLES[byte] = role;

/**
 * Finds the events in the bytes of a body that `JSON.parse` has taken, so that they need not be written anew: that costs as
 * much as everything else, and would round numbers that JavaScript cannot hold.
 *
 * @param form `event`, `array` or `envelope`, as the parsed body is
 * @returns undefined where the bytes do not say it plainly, as with an escape in a key of the envelope
 */
export function findEvents(bytes: Uint8Array, form: 'event' | 'array' | 'envelope'): BodyPlaces | undefined {
  const start = skipSpace(bytes, bytes[0] === 0xef ? 3 : 0); // behind a byte order mark
  if (form === 'event') return { events: [valueAt(bytes, start)] };
  if (form === 'array') return { events: elementsAt(bytes, start).places };
  return envelopeAt(bytes, start);
}

function envelopeAt(bytes: Uint8Array, start: number): BodyPlaces | undefined {
  const found: BodyPlaces = { events: [] };
  let at = skipSpace(bytes, start + 1);
  while (at < bytes.length && bytes[at] !== CLOSE_OBJECT) {
    const key = valueAt(bytes, at);
    const name = textOf(bytes, key);
    if (name.includes('\\')) return undefined;
    at = skipSpace(bytes, key.end);
    at = skipSpace(bytes, bytes[at] === COLON ? at + 1 : at);
    // The last of two equal keys holds, as JSON.parse has it.
    if (name === '"events"' && bytes[at] === OPEN_ARRAY) {
      const { places, end } = elementsAt(bytes, at);
      found.events = places;
      at = end;
    } else {
      const value = valueAt(bytes, at);
      if (name === '"common"') found.common = value;
      at = value.end;
    }
    at = skipComma(bytes, at);
  }
  return found;
}

function elementsAt(bytes: Uint8Array, start: number): { places: Place[]; end: number } {
  const places: Place[] = [];
  let at = skipSpace(bytes, start + 1);
  while (at < bytes.length && bytes[at] !== CLOSE_ARRAY) {
    const place = valueAt(bytes, at);
    places.push(place);
    at = skipComma(bytes, place.end);
  }
  return { places, end: at + 1 };
}

function valueAt(bytes: Uint8Array, start: number): Place {
  const first = ROLES[bytes[start] ?? SPACE];
  if (first === QUOTES) return { start, end: endOfString(bytes, start), depth: 0, keys: 0, hasLineBreak: false };
  if (first !== OPENS) return { start, end: endOfWord(bytes, start), depth: 0, keys: 0, hasLineBreak: false };
  const { length } = bytes;
  let depth = 0;
  let deepest = 0;
  let keys = 0;
  let hasLineBreak = false;
  let at = start;
  while (at < length) {
    const role = ROLES[bytes[at] as number];
    if (role === QUOTES) {
      at = endOfString(bytes, at);
      continue;
    }
    at++;
    if (role === OPENS) {
      if (++depth > deepest) deepest = depth;
    } else if (role === CLOSES) {
      if (--depth === 0) break;
    } else if (role === ENDS_KEY) keys++;
    else if (role === BREAKS_LINE) hasLineBreak = true;
  }
  return { start, end: at, depth: deepest, keys, hasLineBreak };
}

function endOfString(bytes: Uint8Array, start: number): number {
  const { length } = bytes;
  let at = start + 1;
  while (at < length) {
    const byte = bytes[at];
    if (byte === QUOTE) break;
    at += byte === BACKSLASH ? 2 : 1;
  }
  return at + 1;
}

/** Behind a number, true, false or null. */
function endOfWord(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let byte = bytes[at] ?? SPACE; byte > SPACE; byte = bytes[at] ?? SPACE) {
    if (byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) break;
    at++;
  }
  return at;
}

function skipComma(bytes: Uint8Array, start: number): number {
  const at = skipSpace(bytes, start);
  return bytes[at] === COMMA ? skipSpace(bytes, at + 1) : at;
}

function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start;
  while ((bytes[at] ?? QUOTE) <= SPACE) at++;
  return at;
}

function textOf(bytes: Uint8Array, { start, end }: Place): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}
