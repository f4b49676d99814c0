import { expect, it } from 'vitest';
import { readAddress } from '../src/data/address';
import { signInProblem } from '../src/server/sign-in-problem';

// Names that every object has are none of the shop's.
const INHERITED = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];

const addressIn = (country: string) => {
  const form = new FormData();
  const fields = {
    email: 'ada@example.com',
    name: 'Ada',
    street: 'Way 1',
    postalCode: '10115',
    city: 'Berlin',
    country,
  };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return readAddress(form);
};

it.each([...INHERITED, 'US', 'de'])('delivers to no country called %s', (country) => {
  expect(addressIn(country).errors).toEqual({ country: 'Choose a country we deliver to' });
});

it('delivers to a country of the list', () => {
  expect(addressIn('DE').errors).toEqual({});
});

it.each([...INHERITED, 'other', undefined, ['expired', 'refused']])('says nothing of a problem called %s', (name) => {
  expect(signInProblem(name)).toBeUndefined();
});

it('says what became of a sign-in', () => {
  expect(signInProblem('expired')).toBe('That took too long. Please sign in again.');
});
