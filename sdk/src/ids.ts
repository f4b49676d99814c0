import { nanoid } from 'nanoid';

/** A client, session, page view or tab id: 21 characters, 126 random bits. */
export const newId = (): string => nanoid();

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/**
 * Makes a source of UUIDs of version 7 (RFC 9562): they sort by time, and those of one millisecond by a counter.
 *
 * @param random fills an array with random bytes, as `crypto.getRandomValues` does
 */
export function createUuidSource(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): (at: number) => string {
  let last = 0;
  let counter = 0;
  return (at) => {
    counter = at === last ? (counter + 1) & 0xfff : 0;
    last = at;
    const time = hex(at, 12);
    const bytes = [...random(new Uint8Array(8))].map((byte, i) => hex(i ? byte : (byte & 0x3f) | 0x80, 2)).join('');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(counter, 3)}-${bytes.slice(0, 4)}-${bytes.slice(4)}`;
  };
}

/**
 * The same UUID for the same text, on every device: a purchase that is reported again is the same event.
 * Version 8 (RFC 9562: free use). Four rounds of a 32-bit mix are enough here: order ids are no secret and no attack.
 */
export function uuidOf(text: string): string {
  const words = [1, 2, 3, 4].map((seed) => {
    let h = seed * 0x9e3779b1;
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x85ebca6b) ^ (h >>> 13);
    h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
    return hex((h ^ (h >>> 15)) >>> 0, 8);
  });
  const all = words.join('');
  return `${all.slice(0, 8)}-${all.slice(8, 12)}-8${all.slice(13, 16)}-a${all.slice(17, 20)}-${all.slice(20)}`;
}
