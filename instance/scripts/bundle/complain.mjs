/** What is wrong and what to do about it, for people: ends without a stack. */
export class BundleError extends Error {}

/** @returns {never} */
export function complain(message) {
  throw new BundleError(message);
}
