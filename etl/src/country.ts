/** Country of an address; null where it is not known. */
export type CountryReader = (address: unknown) => string | null;

/** Knows no country. */
export function countryReader(): CountryReader {
  return () => null;
}
