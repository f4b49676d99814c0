import type { Lake, LakeObject } from '@footfall/lake';
import type pg from 'pg';

/** So many keys are looked up at once. */
const CHUNK = 10_000;

/** The lake as it would be with only those objects that the ledger of `public` lists. */
export function lakeOfLedger(lake: Lake, client: pg.Client): Lake {
  return {
    url: lake.url,
    put: (key, body) => lake.put(key, body),
    replace: (key, body) => lake.replace(key, body),
    get: (key) => lake.get(key),
    remove: (key) => lake.remove(key),
    probe: () => lake.probe(),
    list: (prefix) => inLedger(lake.list(prefix), client),
  };
}

async function* inLedger(objects: AsyncIterable<LakeObject>, client: pg.Client): AsyncGenerator<LakeObject> {
  let chunk: LakeObject[] = [];
  for await (const object of objects) {
    chunk.push(object);
    if (chunk.length < CHUNK) continue;
    yield* await known(chunk, client);
    chunk = [];
  }
  yield* await known(chunk, client);
}

async function known(objects: LakeObject[], client: pg.Client): Promise<LakeObject[]> {
  const { rows } = await client.query<{ object_key: string }>(
    'select object_key from public.etl_objects where object_key = any($1::text[])',
    [objects.map(({ key }) => key)],
  );
  const keys = new Set(rows.map((row) => row.object_key));
  return objects.filter(({ key }) => keys.has(key));
}
