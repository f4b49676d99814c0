import type { LakeObject } from '@footfall/lake';
import type pg from 'pg';
import { hourOf } from './scope.js';

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
export const NOTHING: Readonly<Counts> = {
  objects: 0,
  received: 0,
  loaded: 0,
  duplicate: 0,
  rejected: 0,
  erased: 0,
};

/** Adds to `total` what was done since. */
export function addCounts(total: Counts, counts: Readonly<Counts>): void {
  for (const name of Object.keys(total) as (keyof Counts)[]) total[name] += counts[name];
}

/** Opens a row for a run, and marks runs as killed whose connection is gone. @returns the run's id */
export async function startRun(client: pg.Client, trigger: string, scope: string): Promise<string> {
  await client.query(
    `update etl_runs set status = 'killed', ended_at = clock_timestamp(), error = 'the process ended before the run did'
     where status = 'running' and not exists (
       select from pg_stat_activity as a where a.pid = backend_pid and a.usename = session_user and a.backend_start <= started_at
     )`,
  );
  const { rows } = await client.query<{ run_id: string }>(
    `insert into etl_runs (trigger, scope, status, backend_pid) values ($1, $2, 'running', pg_backend_pid())
     returning run_id`,
    [trigger, scope.slice(0, 500)],
  );
  return (rows[0] as { run_id: string }).run_id;
}

/** Closes a run's row with its counts. */
export async function endRun(client: pg.Client, runId: string, counts: Counts, error?: string): Promise<void> {
  await client.query(
    `update etl_runs set status = $2, error = $3, objects = $4, received = $5, loaded = $6, duplicate = $7,
       rejected = $8, erased = $9, ended_at = clock_timestamp()
     where run_id = $1`,
    [
      runId,
      error === undefined ? 'succeeded' : 'failed',
      error?.slice(0, 2000) ?? null,
      counts.objects,
      counts.received,
      counts.loaded,
      counts.duplicate,
      counts.rejected,
      counts.erased,
    ],
  );
}

/** Keys of a run's objects whose lines do not add up; there must never be one. */
export async function unbalancedObjects(client: pg.Client, runId: string): Promise<string[]> {
  const { rows } = await client.query<{ object_key: string }>(
    `select object_key from etl_objects
     where run_id = $1 and received <> loaded + duplicate + rejected + erased limit 10`,
    [runId],
  );
  return rows.map((row) => row.object_key);
}

/** An object and what became of its lines. Each is counted, none is what is left over: only so can the balance say what went missing. */
export interface LoadedObject {
  id: number;
  object: LakeObject;
  received: number;
  loaded: number;
  duplicate: number;
  rejected: number;
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
  const rows = objects.map(({ id, object: { key, bytes }, ...counts }) => {
    addCounts(total, { objects: 1, erased: 0, ...counts });
    return { id, key, bytes, hour: hourOf(key), ...counts };
  });
  await client.query(
    `insert into etl_objects (object_id, object_key, run_id, object_bytes, received, loaded, duplicate, rejected, hour)
     overriding system value
     select r.id, r.key, $2::bigint, r.bytes, r.received, r.loaded, r.duplicate, r.rejected, r.hour
     from jsonb_to_recordset($1::jsonb) as r (id bigint, key text, bytes bigint, received bigint, loaded bigint,
       duplicate bigint, rejected bigint, hour timestamptz)`,
    [JSON.stringify(rows), runId],
  );
  return total;
}
