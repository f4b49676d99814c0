import { type CompactedObject, coveredBy, type LakeObject, type Manifest } from '@footfall/lake';
import type pg from 'pg';
import { hourOf } from '../loading/scope.js';
import { asLoader } from '../warehouse/loader-lock.js';

/** A compacted object and what it is made of. */
type Compacted = Pick<CompactedObject, 'key' | 'manifest'>;

/** Those that the ledger does not list, be it as part of a compacted object. */
export async function notLoadedYet(client: pg.Client, objects: LakeObject[]): Promise<LakeObject[]> {
  const { rows } = await client.query<{ object_key: string }>(
    `select object_key from etl_objects where object_key = any($1::text[])
     union all
     select object_key from etl_compacted where object_key = any($1::text[])`,
    [objects.map(({ key }) => key)],
  );
  const known = new Set(rows.map((row) => row.object_key));
  return objects.filter(({ key }) => !known.has(key));
}

/** Those of some objects whose lines are accounted for, under their own name or in a compacted object. */
export async function accountedFor(client: pg.Client, keys: readonly string[]): Promise<Set<string>> {
  const { rows } = await client.query<{ object_key: string }>(
    `select object_key from etl_objects where object_key = any($1::text[])
     union
     select c.object_key from etl_compacted as c
     inner join etl_objects as t on t.object_key = c.target_key
     where c.object_key = any($1::text[])`,
    [keys],
  );
  return new Set(rows.map((row) => row.object_key));
}

/**
 * Notes in the ledger that a compacted object stands for its sources, before they are removed. Where all of them are loaded,
 * their rows become its row; else the next run loads it, and of it only what is not loaded yet.
 */
export async function recordCompaction(client: pg.Client, { key, bytes, manifest }: CompactedObject): Promise<void> {
  await asLoader(client, async () => {
    const known = await accountedFor(
      client,
      manifest.parts.map((part) => part.key),
    );
    if (known.size < manifest.parts.length) return noteSources(client, { key, manifest });
    await client.query(
      `insert into etl_objects (object_key, run_id, object_bytes, received, loaded, duplicate, rejected, hour)
       select $1, max(run_id), $2, 0, 0, 0, 0, $4 from etl_objects where object_key = any($3::text[])
       having max(run_id) is not null
       on conflict (object_key) do nothing`,
      [key, bytes, coveredBy(manifest), hourOf(key)],
    );
    await foldSources(client, { key, manifest });
  });
}

/** Moves the sources' counts and refused lines to the compacted object, which has its row already. In the loader's transaction. */
export async function foldSources(client: pg.Client, compacted: Compacted): Promise<void> {
  const { key, manifest } = compacted;
  const covered = coveredBy(manifest).filter((source) => source !== key);
  await noteSources(client, compacted, manifest.replaces);
  await client.query(
    `update rejected_events as r
     set object_id = t.object_id, origin_key = p.key, origin_line = coalesce(r.origin_line, r.line_number),
       line_number = p.lines_before + coalesce(r.origin_line, r.line_number)
     from etl_objects as o, etl_objects as t,
       unnest($3::text[], $4::integer[]) as p (key, lines_before)
     where o.object_key = any($2::text[]) and t.object_key = $1 and r.object_id = o.object_id
       and p.key = coalesce(r.origin_key, o.object_key)`,
    [key, covered, manifest.parts.map((part) => part.key), linesBefore(manifest)],
  );
  await client.query(
    `with gone as (
       delete from etl_objects where object_key = any($2::text[])
       returning received, loaded, dropped, duplicate, rejected, erased, loaded_at
     ),
     total as (
       select sum(received) as received, sum(loaded) as loaded, sum(dropped) as dropped,
         sum(duplicate) as duplicate, sum(rejected) as rejected, sum(erased) as erased, max(loaded_at) as loaded_at
       from gone
       having count(*) > 0
     )
     update etl_objects as o
     set received = o.received + total.received, loaded = o.loaded + total.loaded,
       dropped = o.dropped + total.dropped, duplicate = o.duplicate + total.duplicate, rejected = o.rejected + total.rejected,
       erased = o.erased + total.erased, loaded_at = greatest(o.loaded_at, total.loaded_at)
     from total
     where o.object_key = $1`,
    [key, covered],
  );
}

/**
 * Notes where the sources' lines stand now. Those that another object accounts for stay with that one, unless this one has taken
 * its row over as well.
 */
async function noteSources(client: pg.Client, { key, manifest }: Compacted, takenOver: string[] = []): Promise<void> {
  const covered = coveredBy(manifest).filter((source) => source !== key);
  await client.query(
    `insert into etl_compacted (object_key, target_key, object_id)
     select s.key, $1, o.object_id
     from unnest($2::text[]) as s (key)
     left join etl_objects as o on o.object_key = s.key
     on conflict (object_key) do update
     set target_key = excluded.target_key, object_id = coalesce(etl_compacted.object_id, excluded.object_id)
     where etl_compacted.target_key = any($3::text[])
       or not exists (select from etl_objects as t where t.object_key = etl_compacted.target_key)`,
    [key, covered, takenOver],
  );
}

/** For each part, how many lines stand before its first. */
export function linesBefore({ parts }: Manifest): number[] {
  let before = 0;
  return parts.map(({ lines }) => {
    before += lines;
    return before - lines;
  });
}
