import { expect, test } from 'vitest';
import { scrubText, scrubUrl } from '../../src/scrub.js';

test.each([
  ['https://s.example/?email=a%40b.example&q=tv', 'https://s.example/?email=***&q=tv'],
  ['https://s.example/reset?token=abc123#access_token=x', 'https://s.example/reset?token=***#access_token=***'],
  ['https://s.example/?user_password=x&PIN=1234', 'https://s.example/?user_password=***&PIN=***'],
  ['https://s.example/u/jane@mail.example/orders', 'https://s.example/u/***/orders'],
  ['https://s.example/?q=jane@mail.example', 'https://s.example/?q=***'],
  [
    'https://s.example/?utm_source=mail&keyword=laptop&gclid=x1',
    'https://s.example/?utm_source=mail&keyword=laptop&gclid=x1',
  ],
])('%s becomes %s', (url, scrubbed) => {
  // A parameter whose name has "mail" in it is masked; a value is not.
  expect(scrubUrl(url)).toBe(scrubbed);
});

test('the shop can name further parameters', () => {
  expect(scrubUrl('/?voucher=X5&a=1', ['voucher'])).toBe('/?voucher=***&a=1');
});

test('texts lose e-mail addresses, phone and card numbers, and keep prices', () => {
  const text = 'Call +49 170 1234567, (030) 123-456-78 or jane@mail.example, card 4111 1111 1111 1111, 1,299.00 EUR';
  expect(scrubText(text)).toBe('Call ***, (*** or ***, card ***, 1,299.00 EUR');
});
