import { weighted } from './random.mjs';

/** Digits behind the point of each currency that the shop sells in (ISO 4217), and what a euro is in it. */
export const CURRENCIES = {
  EUR: { digits: 2, rate: 1 },
  USD: { digits: 2, rate: 1.1 },
  GBP: { digits: 2, rate: 0.85 },
  JPY: { digits: 0, rate: 162 },
  KWD: { digits: 3, rate: 0.337 },
};

/** Where people are, what they pay in, and the storefront that they use. */
const MARKETS = [
  [{ country: 'DE', currency: 'EUR', language: 'de-DE', timezone: 'Europe/Berlin', host: 'www.shop.example' }, 44],
  [{ country: 'AT', currency: 'EUR', language: 'de-AT', timezone: 'Europe/Vienna', host: 'www.shop.example' }, 9],
  [{ country: 'FR', currency: 'EUR', language: 'fr-FR', timezone: 'Europe/Paris', host: 'www.shop.example' }, 11],
  [{ country: 'GB', currency: 'GBP', language: 'en-GB', timezone: 'Europe/London', host: 'uk.shop.example' }, 12],
  [{ country: 'US', currency: 'USD', language: 'en-US', timezone: 'America/New_York', host: 'us.shop.example' }, 14],
  [{ country: 'JP', currency: 'JPY', language: 'ja-JP', timezone: 'Asia/Tokyo', host: 'jp.shop.example' }, 7],
  [{ country: 'KW', currency: 'KWD', language: 'ar-KW', timezone: 'Asia/Kuwait', host: 'gulf.shop.example' }, 3],
];

export const pickMarket = weighted(MARKETS);

const POWERS = [1, 10, 100, 1000];

/**
 * An amount of minor units as a JSON number in major units, without zeros behind it: 7990 cents are 79.9. The quotient of a
 * whole number and a power of ten is the double nearest to that decimal, and its shortest text is the decimal itself.
 */
export const major = (minor, currency) => String(minor / POWERS[CURRENCIES[currency].digits]);
