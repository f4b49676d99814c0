import { weighted } from './random.mjs';

const FOUND =
  'laptop,kopfhörer,coffee,tent,monitor 27,usb-c cable,backpack,iphone case,lamp,pan,keyboard,speaker,boots,knife,charger,turntable'.split(
    ',',
  );
const MISSING = 'ps5,gift card,bicycle,sofa,graphics card 5090,kaffeemaschine,ヘッドホン,winter jacket'.split(',');

/** What people search for: `{ query, results }`; one in seven finds nothing. Typed differently, as people do. */
const QUERIES = [
  ...FOUND.map((query, rank) => [{ query, results: 3 + ((rank * 37) % 90) }, 6 / (rank + 1) ** 0.8]),
  ...MISSING.map((query, rank) => [{ query, results: 0 }, 1 / (rank + 1) ** 0.8]),
];

export const pickQuery = weighted(QUERIES);
