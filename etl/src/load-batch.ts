import { coveredBy, isCompacted, type LakeObject, readManifest } from '@footfall/lake';
import type pg from 'pg';
import { COLUMNS } from './columns.js';
import { accountedFor, foldSources } from './compaction-ledger.js';
import { asLoader } from './loader-lock.js';
import { keepRejections } from './rejections.js';
import { hourOf } from './scope.js';
import { type ObjectTally, type ObjectToLoad, type StageParts, stage } from './stage.js';

/** What became of the lines of some objects. received = loaded + duplicate + rejected + erased. */
export interface Counts {
  objects: number;
  received: number;
  loaded: number;
  duplicate: number;
  rejected: number;
  erased: number;
}

/** No objects, no lines. */
export const NOTHING: Counts = { objects: 0, received: 0, loaded: 0, duplicate: 0, rejected: 0, erased: 0 };

export interface BatchParts extends StageParts {
  runId: string;
}

/** What a batch did, and did not do. */
export interface BatchOutcome {
  counts: Counts;
  /** Objects that could not be read, and why; they stay unloaded. */
  unread: string[];
  /** Objects that hold lines which this batch has just loaded from another; to be loaded in a batch of their own. */
  deferred: LakeObject[];
}

/**
 * Loads some objects in one transaction: lines to a staging table, from there each event that is not in the facts yet,
 * and the ledger. Killed anywhere, it leaves nothing behind; run again, it finds the ledger and does nothing.
 */
export async function loadBatch(objects: LakeObject[], parts: BatchParts): Promise<BatchOutcome> {
  const { client } = parts;
  return asLoader(client, async () => {
    const pending = await notLoadedYet(client, objects);
    const { ready, deferred, damaged } = await withParts(pending, parts);
    const { tallies, unread } = await stage(ready, parts);
    const merged = await merge(client);
    const counts = await writeLedger(tallies, merged, parts);
    return { counts, deferred, unread: [...damaged, ...unread.map(({ key, why }) => `${key}: ${why}`)] };
  });
}

/** Brings the models up to date with all that was loaded, also by runs that were killed before they came to it. */
export async function refreshModels(client: pg.Client): Promise<void> {
  await asLoader(client, () => client.query('select refresh_models()'));
}

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

/**
 * Finds out what compacted objects are made of. While one and its sources can both be seen, it stands for them; of two that
 * share a part, the second waits for a batch of its own.
 */
async function withParts(
  objects: LakeObject[],
  { client, lake }: BatchParts,
): Promise<{ ready: ObjectToLoad[]; deferred: LakeObject[]; damaged: string[] }> {
  const damaged: string[] = [];
  const deferred: LakeObject[] = [];
  const compacted = new Map<string, ObjectToLoad>();
  const covered = new Set<string>();
  for (const object of objects.filter(({ key }) => isCompacted(key))) {
    try {
      const manifest = await readManifest(lake, object.key);
      const keys = coveredBy(manifest);
      if (keys.some((key) => covered.has(key))) {
        deferred.push(object);
        continue;
      }
      for (const key of keys) if (key !== object.key) covered.add(key);
      const loaded = await accountedFor(
        client,
        manifest.parts.map(({ key }) => key),
      );
      compacted.set(object.key, { object, parts: { manifest, loaded } });
    } catch (error) {
      damaged.push(`${object.key}: ${(error as Error).message}`);
    }
  }
  const ready = objects.flatMap((object) => {
    if (covered.has(object.key)) return [];
    return isCompacted(object.key) ? (compacted.get(object.key) ?? []) : { object };
  });
  return { ready, deferred, damaged };
}

/** Rows of an object, as the warehouse counts them: what was staged, and what of it was new. */
interface Merged {
  staged: number;
  loaded: number;
}

/** Moves staged events that are new into the facts, remembers what the models must rebuild, and counts by object. */
async function merge(client: pg.Client): Promise<Map<number, Merged>> {
  const columns = COLUMNS.join(', ');
  const { rows } = await client.query<{ object: string; staged: string; loaded: string }>(`
    with merged as (
      insert into clickstream_events (${columns})
      select ${columns} from etl_staging
      on conflict (event_id) do nothing
      returning ingest_object, event_name, event_timestamp, client_id, session_id, order_id, cart_id
    ),
    touched as (
      insert into etl_touched (kind, key)
      select distinct 'session', session_id from merged where session_id is not null
      union all
      select distinct 'client', client_id from merged where session_id is null and client_id is not null
      union all
      select distinct 'order', order_id from merged
      where order_id is not null and event_name in ('checkout_complete', 'refund')
      union all
      select distinct 'cart', cart_id from merged where cart_id is not null
      union all
      select 'hour', to_char(h.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"')
      from (select distinct date_trunc('hour', event_timestamp, 'UTC') as at from merged) as h
    )
    select s.object, s.staged, coalesce(m.loaded, 0) as loaded
    from (select ingest_object as object, count(*) as staged from etl_staging group by ingest_object) as s
    left join (select ingest_object as object, count(*) as loaded from merged group by ingest_object) as m using (object)`);
  return new Map(rows.map((row) => [Number(row.object), { staged: Number(row.staged), loaded: Number(row.loaded) }]));
}

async function writeLedger(
  tallies: ObjectTally[],
  merged: Map<number, Merged>,
  { client, runId }: BatchParts,
): Promise<Counts> {
  const rows = tallies.map(({ object, id, received, rejected }) => {
    // Duplicates are counted, not what is left over: only so can the balance say that something went missing.
    const { staged, loaded } = merged.get(id) ?? { staged: 0, loaded: 0 };
    return {
      id,
      key: object.key,
      bytes: object.bytes,
      received,
      loaded,
      duplicate: staged - loaded,
      rejected,
      hour: hourOf(object.key),
    };
  });
  await client.query(
    `insert into etl_objects (object_id, object_key, run_id, object_bytes, received, loaded, duplicate, rejected, hour)
     overriding system value
     select r.id, r.key, $2::bigint, r.bytes, r.received, r.loaded, r.duplicate, r.rejected, r.hour
     from jsonb_to_recordset($1::jsonb) as r (id bigint, key text, bytes bigint, received bigint, loaded bigint,
       duplicate bigint, rejected bigint, hour timestamptz)`,
    [JSON.stringify(rows), runId],
  );
  await keepRejections(client);
  for (const { object, manifest } of tallies) if (manifest) await foldSources(client, { key: object.key, manifest });
  const sum = (name: 'received' | 'loaded' | 'duplicate' | 'rejected') =>
    rows.reduce((total, row) => total + row[name], 0);
  return {
    objects: rows.length,
    received: sum('received'),
    loaded: sum('loaded'),
    duplicate: sum('duplicate'),
    rejected: sum('rejected'),
    erased: 0,
  };
}
