import type pg from 'pg';

/** So many keys are compared at once. */
const CHUNK = 10_000;

/**
 * Keys of objects that the ledger has as loaded and that are not among some keys. What a compaction has merged stands in the ledger under its
 * new name, or waits for the next run under its old one, which `etl_compacted` knows.
 */
export async function missingObjects(client: pg.ClientBase, keys: ReadonlySet<string>): Promise<string[]> {
  const missing: string[] = [];
  for (let after = ''; ; ) {
    const { rows } = await client.query<{ key: string; target: string | null }>(
      `select o.object_key as key, c.target_key as target
       from public.etl_objects as o
       left join public.etl_compacted as c on c.object_key = o.object_key
       where o.object_key > $1
       order by o.object_key
       limit $2`,
      [after, CHUNK],
    );
    for (const { key, target } of rows) if (!keys.has(key) && !(target && keys.has(target))) missing.push(key);
    if (rows.length < CHUNK) return missing;
    after = rows.at(-1)?.key ?? '';
  }
}
