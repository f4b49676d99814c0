import { nanoid } from 'nanoid';

/** A client, session, page view or tab id: 21 characters, 126 random bits. */
export const newId = (): string => nanoid();

/** Digits of a UUID that say its time; the rest is random, a counter or fixed. */
const TIME_DIGITS = 12;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/**
 * Makes a source of UUIDs of version 7 (RFC 9562): they sort by time, and those of one millisecond by a counter. The
 * random part is drawn once for a source, 46 bits beside a counter that never goes back: random bytes for each event
 * would cost as much as all the rest of its id.
 *
 * @param random fills an array with random numbers, as `crypto.getRandomValues` does
 */
export function createUuidSource(random: (words: Uint32Array<ArrayBuffer>) => Uint32Array): (at: number) => string {
  const [high = 0, low = 0] = random(new Uint32Array(2));
  const tail = `-${hex((high & 0x3fff) | 0x8000, 4)}-${hex(low, 8)}`;
  let counter = 0;
  return (at) => {
    const time = hex(at, TIME_DIGITS);
    const count = hex(counter++ % 0x10000000, 7);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count.slice(4)}${tail}${count.slice(0, 4)}`;
  };
}

/** When a UUID of version 7 was made, in milliseconds since 1970; NaN for what is none. */
export const timeOf = (uuid: string): number => Number(`0x${uuid.replace('-', '').slice(0, TIME_DIGITS)}`);

/**
 * The same UUID for the same text, on every device: a purchase that is reported again is the same event.
 * Version 8 (RFC 9562: free use). Four rounds of a 32-bit mix are enough here: order ids are no secret and no attack.
 */
export function uuidOf(text: string): string {
  const digits = [1, 2, 3, 4].map((seed) => {
    let h = seed * 0x9e3779b1;
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x85ebca6b) ^ (h >>> 13);
    return hex(h >>> 0, 8);
  });
  return digits.join('').replace(/(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-8$3-a$4-');
}
