import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readBlocks } from '../../scripts/lib/read-blocks.mjs';

const ROOT = readFileSync(new URL('../../variables.tf', import.meta.url), 'utf8');
/** What a shop's engineer can be asked for before anything is there. */
const MOST = 5;

it('the root asks for five variables at most; all others have defaults', () => {
  const asked = readBlocks(ROOT, 'variable').filter(({ attributes }) => attributes.default === undefined);

  expect(asked.map(({ name }) => name)).toEqual(['region', 'shop_origins', 'alarm_email']);
  expect(asked.length).toBeLessThanOrEqual(MOST);
});
