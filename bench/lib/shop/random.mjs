/** Four hexadecimal digits of each 16-bit number: a UUID is put together from eight of them. */
const HEX4 = Array.from({ length: 65536 }, (_, n) => n.toString(16).padStart(4, '0'));
const ID_LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';

/**
 * Random numbers that depend on nothing but the seed: sfc32 of Chris Doty-Humphrey's PractRand (public domain), which passes
 * its tests to 32 TB and takes six operations a number. Math.random cannot be seeded.
 */
export function randomFrom(seed) {
  let a = 0;
  let b = seed >>> 0;
  let c = Math.floor(seed / 2 ** 32) >>> 0;
  let counter = 1;
  const uint32 = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) uint32(); // PractRand's own seeding: until the seed has reached all of the state
  const next = () => uint32() / 2 ** 32;
  const below = (n) => Math.floor(next() * n);
  return {
    /** From 0 to 1, without 1. */
    next,
    /** A whole number from 0 to n, without n. */
    below,
    /** A whole number, both ends included. */
    between: (least, most) => least + below(most - least + 1),
    chance: (share) => next() < share,
    pick: (list) => list[below(list.length)],
    /** Waiting times of what happens once in `mean` on average. */
    exponential: (mean) => -Math.log(1 - next()) * mean,
    /** How many times in a row something of this share happens. */
    repeats: (share, most) => {
      let n = 0;
      while (n < most && next() < share) n++;
      return n;
    },
    /** A UUID of version 7 for a time in milliseconds. */
    uuid: (at) => {
      const r = uint32();
      const s = uint32();
      const t = uint32();
      const high = Math.floor(at / 65536);
      return (
        `${HEX4[high >>> 16]}${HEX4[high & 0xffff]}-${HEX4[at % 65536]}-${HEX4[0x7000 | (r & 0xfff)]}-` +
        `${HEX4[0x8000 | ((r >>> 12) & 0x3fff)]}-${HEX4[s >>> 16]}${HEX4[s & 0xffff]}${HEX4[t >>> 16]}`
      );
    },
    /** 21 letters with 126 bits, as the tracker's ids are. */
    id: () => {
      let text = '';
      for (let word = 0; word < 5; word++) {
        let bits = uint32();
        for (let i = 0; i < (word < 4 ? 5 : 1); i++, bits >>>= 6) text += ID_LETTERS[bits & 63];
      }
      return text;
    },
  };
}

/** Picks by weight: `pick(random)` gives one of the values of `[value, weight]`. */
export function weighted(table) {
  const values = table.map(([value]) => value);
  const steps = new Float64Array(table.length);
  let sum = 0;
  for (let i = 0; i < table.length; i++) {
    sum += table[i][1];
    steps[i] = sum;
  }
  return (random) => values[firstAbove(steps, random.next() * sum)];
}

/** Picks the rank of a thing whose popularity follows Zipf's law: the n-th is wanted n ** -exponent times as often as the first. */
export function zipf(count, exponent) {
  return weighted(Array.from({ length: count }, (_, rank) => [rank, (rank + 1) ** -exponent]));
}

function firstAbove(steps, wanted) {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (steps[middle] > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}
