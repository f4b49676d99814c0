import type { LakeObject } from '@footfall/lake';
import type pg from 'pg';
import { addCounts, type Counts, NOTHING } from './counts.js';
import { hourOf } from './scope.js';

/** An object and what became of its lines. Each is counted, none is what is left over: only so can the balance say what went missing. */
export interface LoadedObject {
  id: number;
  object: LakeObject;
  received: number;
  loaded: number;
  duplicate: number;
  rejected: number;
  erased: number;
}

/** Ids for objects that are about to be loaded. */
export async function newObjectIds(client: pg.Client, count: number): Promise<number[]> {
  const { rows } = await client.query<{ id: string }>(
    `select nextval(pg_get_serial_sequence('etl_objects', 'object_id')) as id from generate_series(1, $1::int)`,
    [count],
  );
  return rows.map((row) => Number(row.id));
}

/** Writes objects to the ledger, in the transaction that loads their events. @returns their sums */
export async function addObjects(client: pg.Client, runId: string, objects: LoadedObject[]): Promise<Counts> {
  const total: Counts = { ...NOTHING };
  const rows = objects.map(({ id, object: { key, bytes, modifiedAt }, ...counts }) => {
    addCounts(total, { objects: 1, ...counts });
    return { id, key, bytes, hour: hourOf(key), modifiedAt, ...counts };
  });
  await client.query(
    `insert into etl_objects (object_id, object_key, run_id, object_bytes, received, loaded, duplicate, rejected, erased, hour,
       modified_at)
     overriding system value
     select r.id, r.key, $2::bigint, r.bytes, r.received, r.loaded, r.duplicate, r.rejected, r.erased, r.hour, r."modifiedAt"
     from jsonb_to_recordset($1::jsonb) as r (id bigint, key text, bytes bigint, received bigint, loaded bigint,
       duplicate bigint, rejected bigint, erased bigint, hour timestamptz, "modifiedAt" timestamptz)`,
    [JSON.stringify(rows), runId],
  );
  return total;
}
