import { expect, it } from 'vitest';
import { localPath } from '../src/server/local-path';

const SHOP = 'https://shop.example';

it.each(['/', '/cart', '/search?q=dock&sort=price', '/product/laptop-14#reviews', '/caf%C3%A9'])(
  'goes on to a path of the shop after a sign-in: %s',
  (path) => {
    expect(localPath(path)).toBe(path);
  },
);

it.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r\\evil.example',
  '\t//evil.example',
  'javascript:alert(1)',
  '',
  undefined,
  ['/cart', '//evil.example'],
])('never leads to another site after a sign-in: %j', (value) => {
  // As a browser reads a Location header, which takes tabs and line ends out.
  expect(new URL(localPath(value), SHOP).origin).toBe(SHOP);
  expect(localPath(value)).toBe('/');
});
