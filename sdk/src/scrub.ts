import { HAS_EXTRAS } from './build.js';

/** Names of URL parameters whose values are nobody's business. */
const SECRET_NAME =
  /token|passw|secret|auth|api_?key|session|card|mail|phone|^(pwd|sid|code|otp|pin|tel|iban|cvc|cvv|_ff)$/i;
const EMAIL = /[^\s=&/?#:<>"']+(@|%40)[^\s=&/?#:<>"']+\.[a-z]{2,}/gi;
const LONG_NUMBER = /\+?\d(?:[ ().-]{0,2}\d){8,}/g;
const MASK = '***';

/** Masks e-mail addresses and numbers as long as a phone's or a card's. */
export const scrubText = (text: string): string => text.replace(EMAIL, MASK).replace(LONG_NUMBER, MASK);

/**
 * Masks what a URL must not carry into analytics: values of parameters with telling names, e-mail addresses anywhere.
 *
 * @param more further parameter names of the shop
 */
export function scrubUrl(url: string, more?: readonly string[]): string {
  return url
    .replace(/([?&#;])([^=&#;?]+)=([^&#;]*)/g, (all, mark: string, name: string) =>
      SECRET_NAME.test(name) || (HAS_EXTRAS && more?.includes(name)) ? `${mark}${name}=${MASK}` : all,
    )
    .replace(EMAIL, MASK);
}
