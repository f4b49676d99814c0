/** A value's place in a body: from its first byte to behind its last. */
export interface Place {
  start: number;
  end: number;
  /** Levels of arrays and objects in it, itself being the first. */
  depth: number;
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
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;

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
  if (form === 'array') return { events: elementsAt(bytes, start) };
  return envelopeAt(bytes, start);
}

function envelopeAt(bytes: Uint8Array, start: number): BodyPlaces | undefined {
  const places: BodyPlaces = { events: [] };
  let at = skipSpace(bytes, start + 1);
  while (at < bytes.length && bytes[at] !== CLOSE_OBJECT) {
    const key = valueAt(bytes, at);
    const name = textOf(bytes, key);
    if (name.includes('\\')) return undefined;
    at = skipSpace(bytes, key.end);
    const value = valueAt(bytes, skipSpace(bytes, at + (bytes[at] === COLON ? 1 : 0)));
    // The last of two keys holds, as JSON.parse has it.
    if (name === '"events"') places.events = elementsAt(bytes, value.start);
    if (name === '"common"') places.common = value;
    at = skipComma(bytes, value.end);
  }
  return places;
}

function elementsAt(bytes: Uint8Array, start: number): Place[] {
  const places: Place[] = [];
  let at = skipSpace(bytes, start + 1);
  while (at < bytes.length && bytes[at] !== CLOSE_ARRAY) {
    const place = valueAt(bytes, at);
    places.push(place);
    at = skipComma(bytes, place.end);
  }
  return places;
}

function valueAt(bytes: Uint8Array, start: number): Place {
  let depth = 0;
  let deepest = 0;
  let hasLineBreak = false;
  let at = start;
  do {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
      continue;
    }
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (++depth > deepest) deepest = depth;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth--;
    else if (byte === LINE_FEED || byte === CARRIAGE_RETURN) hasLineBreak = true;
    else if (depth === 0) {
      at = endOfWord(bytes, at);
      continue;
    }
    at++;
  } while (depth > 0 && at < bytes.length);
  return { start, end: at, depth: deepest, hasLineBreak };
}

function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  for (let byte = bytes[at]; byte !== QUOTE && at < bytes.length; byte = bytes[at]) at += byte === BACKSLASH ? 2 : 1;
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
