import { gunzipSync } from 'node:zlib';
import type { Lake } from '@footfall/lake';
import type { TestWarehouse } from '../../../warehouse/tests/helpers/test-warehouse.js';

/** Every place of lake and warehouse where a text stands: keys of objects, and columns of tables. */
export async function tracesOf(text: string, { lake, warehouse }: { lake: Lake; warehouse: TestWarehouse }) {
  return [...(await tracesInLake(text, lake)), ...(await tracesInWarehouse(text, warehouse))];
}

/** Searches all unpacked bytes, also in an escaped form. */
export async function tracesInLake(text: string, lake: Lake): Promise<string[]> {
  const needles = [text, JSON.stringify(text).slice(1, -1)].map((needle) => Buffer.from(needle));
  const found: string[] = [];
  for await (const { key } of lake.list('')) {
    const packed = Buffer.concat(await (await lake.get(key)).toArray());
    const bytes = key.endsWith('.gz') ? unpacked(packed) : packed;
    if (key.includes(text) || needles.some((needle) => bytes.includes(needle))) found.push(key);
  }
  return found;
}

function unpacked(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch {
    return bytes; // damaged on purpose
  }
}

/** Searches every row of every table of `public`, as text. */
export async function tracesInWarehouse(text: string, warehouse: TestWarehouse): Promise<string[]> {
  const tables = await warehouse.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'footfall_migrations'`,
    [],
    'footfall_owner',
  );
  const searches = tables.map(
    ({ name }) => `select '${name}' as name from public."${name}" as t where position($1 in t::text) > 0`,
  );
  const found = await warehouse.query<{ name: string }>(searches.join(' union '), [text], 'footfall_owner');
  return found.map(({ name }) => name).sort();
}
