export const ADDRESS_FIELDS = ['email', 'name', 'street', 'postalCode', 'city', 'country'] as const;
export type AddressField = (typeof ADDRESS_FIELDS)[number];
export type Address = Record<AddressField, string>;
export type AddressErrors = Partial<Record<AddressField, string>>;

/** Where the shop delivers to. */
export const COUNTRIES: Readonly<Record<string, string>> = {
  AT: 'Austria',
  BE: 'Belgium',
  DE: 'Germany',
  DK: 'Denmark',
  ES: 'Spain',
  FR: 'France',
  IE: 'Ireland',
  IT: 'Italy',
  NL: 'Netherlands',
  PL: 'Poland',
  SE: 'Sweden',
};

/** Longer than any real address line; keeps what a form may store within bounds. */
const MAX_FIELD_CHARS = 120;

const MISSING: Record<AddressField, string> = {
  email: 'Enter an e-mail address, as name@example.com',
  name: 'Enter your full name',
  street: 'Enter street and house number',
  postalCode: 'Enter the postal code',
  city: 'Enter the town or city',
  country: 'Choose a country we deliver to',
};

/** Whether a text looks like an e-mail address; that it is one, only a mail to it shows. */
export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

/** The address of a submitted form, and what is wrong with it, field by field. */
export function readAddress(form: FormData): { address: Address; errors: AddressErrors } {
  const address = Object.fromEntries(
    ADDRESS_FIELDS.map((field) => [field, String(form.get(field) ?? '').trim()]),
  ) as Address;
  const errors: AddressErrors = {};
  for (const field of ADDRESS_FIELDS) {
    if (address[field] === '') errors[field] = MISSING[field];
    else if (address[field].length > MAX_FIELD_CHARS) errors[field] = `At most ${MAX_FIELD_CHARS} characters`;
  }
  if (address.email !== '' && !isEmail(address.email)) errors.email = MISSING.email;
  if (!Object.hasOwn(COUNTRIES, address.country)) errors.country = MISSING.country;
  return { address, errors };
}
