import { randomFrom } from './random.mjs';

/** The journeys and how many of a hundred visits are of each kind. */
const KINDS = {
  bounce: 18,
  browse: 22,
  search: 12,
  compare: 9,
  abandon: 9,
  buy: 11,
  'sign-in': 5,
  refund: 4,
  train: 4,
  blocked: 3,
  bot: 3,
};

/** Search words: what the shop has, and what it has not. */
const QUERIES = ['slate', '4k', 'quiet keyboard', 'usb', 'headset', 'wireless mouse', 'gaming', 'typewriter', 'fax'];

/**
 * Plans the visits. The first ones are one of each kind, so that a small crowd has all of them; the rest falls as it may.
 * Everything that a visit decides by chance is decided here.
 */
export function planVisits({ visits, seed, catalogue }) {
  const kinds = Object.keys(KINDS);
  return Array.from({ length: visits }, (_, index) => {
    const random = randomFrom(`${seed} ${index}`);
    const kind = kinds[index] ?? weighted(random.next() * 100);
    return {
      number: index + 1,
      kind,
      device: kind === 'bot' ? 'bot' : random.chance(0.42) ? 'phone' : 'desktop',
      name: `Shopper ${index + 1}`,
      email: `shopper-${index + 1}-${Math.floor(random.next() * 1e9)}@example.test`,
      shelf: random.pick(catalogue),
      // Another shelf for the second thought; cheap things sell more often than dear ones.
      products: Array.from({ length: 4 }, () => random.pick(random.pick(catalogue).products)),
      query: random.pick(QUERIES),
      quantity: random.chance(0.2) ? 2 : 1,
      usesCoupon: random.chance(0.3),
      looksBack: random.chance(0.5),
      pause: () => random.between(20, 120),
    };
  });
}

function weighted(at) {
  let sum = 0;
  for (const [kind, share] of Object.entries(KINDS)) {
    sum += share;
    if (at < sum) return kind;
  }
  return 'browse';
}
