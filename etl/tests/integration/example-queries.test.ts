import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ModelWarehouse, startModelWarehouse } from '../helpers/model-warehouse.js';
import { randomShop, seeded } from '../helpers/random-shop.js';

const FILE = readFileSync(new URL('../../../docs/queries.sql', import.meta.url), 'utf8');
const QUERIES = FILE.split(/^(?=-- \d+\. )/m)
  .slice(1)
  .map((text) => ({ question: text.slice(3, text.indexOf('\n')), sql: text }));

let warehouse: ModelWarehouse;
beforeAll(async () => {
  warehouse = await startModelWarehouse();
  await warehouse.load(...randomShop({ random: seeded(1), run: 'shop', count: 400 }));
});
afterAll(() => warehouse.stop());

describe('The example queries', () => {
  it('are twenty', () => {
    expect(QUERIES.map(({ question }) => Number.parseInt(question, 10))).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
  });

  it.each(QUERIES)('answer an analyst: $question', async ({ sql }) => {
    expect((await warehouse.query(sql, [], 'footfall_analyst')).length).toBeGreaterThan(0);
  });
});
